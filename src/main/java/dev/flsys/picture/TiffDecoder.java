package dev.flsys.picture;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Map;

/**
 * Decodes the first page of a TIFF file by ImageIO. ImageIO is memory-safe. Unlike libtiff's RGBA interface, it does
 * not convert alpha and inks. TIFF is the only format whose orientation is applied, as in Pillow. Thread-safe.
 */
final class TiffDecoder {

    private static final ImageFormat FORMAT = ImageFormat.TIFF;
    private static final int PALETTE = 3;
    private static final int CMYK = 5;
    private static final int OLD_JPEG = 6;
    private static final int JPEG = 7;
    private static final int CIELAB = 8;
    private static final int DEFLATE = 8;
    private static final int OLD_DEFLATE = 32_946;
    private static final int DIFFERENCES = 2;
    private static final int PREMULTIPLIED = 1;

    /** Compressions that the JDK's reader would report as damage, by their numbers in libtiff's tiff.h. */
    private static final Map<Long, String> OTHER_COMPRESSIONS =
            Map.of(34712L, "JPEG 2000", 34887L, "LERC", 34925L, "LZMA", 50000L, "Zstandard", 50001L, "WebP");

    private TiffDecoder() {}

    static RgbImage decode(FileBytes whole, PixelLimit limit) {
        FileBytes file = BigTiff.isMagic(whole.bytes()) ? BigTiff.toClassic(whole) : whole;
        TiffHeader header = new TiffHeader(file, limit);
        int width = (int) header.value(TiffHeader.WIDTH, 0);
        int height = (int) header.value(TiffHeader.HEIGHT, 0);
        if (header.value(TiffHeader.PHOTOMETRIC, 0) >= CIELAB) {
            throw ImageUnreadable.unsupported(FORMAT, "colours in CIELAB");
        }
        long compression = header.value(TiffHeader.COMPRESSION, 1);
        if (compression == OLD_JPEG || compression == JPEG) {
            // ImageIO would use its native JPEG reader. On a damaged CMYK file, that reader blocks the whole JVM.
            throw ImageUnreadable.unsupported(FORMAT, "JPEG compression");
        }
        if (OTHER_COMPRESSIONS.containsKey(compression)) {
            throw ImageUnreadable.unsupported(FORMAT, OTHER_COMPRESSIONS.get(compression) + " compression");
        }
        limit.dividedBy(1 + (bitsPerPixel(header) - 1) / 32).check(FORMAT, width, height);
        boolean differences = storesDifferences(header, compression);
        BufferedImage read = TiffReader.read(differences ? header.withoutPredictor() : file.bytes(), width, height);
        if (differences) {
            TiffReader.sumDifferences(read.getRaster(), (int) header.value(TiffHeader.TILE_WIDTH, width));
        }
        RgbImage picture = picture(header, read, width, height);
        return Orientation.apply(picture, (int) header.value(TiffHeader.ORIENTATION, 1));
    }

    /**
     * Whether samples of 16 bits are stored as differences to their left neighbours (TIFF 6.0, section 14). The JDK's
     * reader adds them up for 8 bits only. Rejects other predictors with the reason, because the JDK's reader would
     * report a damaged file.
     */
    private static boolean storesDifferences(TiffHeader header, long compression) {
        long predictor = header.value(TiffHeader.PREDICTOR, 1);
        boolean used = compression == TiffHeader.LZW || compression == DEFLATE || compression == OLD_DEFLATE;
        if (!used || predictor == 1) {
            return false;
        }
        long bits = header.value(TiffHeader.BITS, 1);
        if (predictor != DIFFERENCES || bits > 16) {
            throw ImageUnreadable.unsupported(
                    FORMAT, "the predictor " + predictor + " for samples of " + bits + " bits");
        }
        return bits == 16;
    }

    /**
     * The bits of a pixel. Rejects more than six samples, and samples of unequal or odd sizes, for which ImageIO makes
     * tables with 2 to the power of the size entries.
     */
    private static long bitsPerPixel(TiffHeader header) {
        long samples = header.value(TiffHeader.SAMPLES, 1);
        long bits = header.value(TiffHeader.BITS, 1);
        boolean known = samples >= 1 && samples <= 6 && bits >= 1 && bits <= 32 && Long.bitCount(bits) == 1;
        for (int i = 0; known && i < samples; i++) {
            known = header.value(TiffHeader.BITS, i, bits) == bits;
        }
        if (!known) {
            throw ImageUnreadable.unsupported(FORMAT, samples + " samples of " + bits + " bits");
        }
        return samples * bits;
    }

    private static RgbImage picture(TiffHeader header, BufferedImage read, int width, int height) {
        Raster raster = read.getRaster();
        int bands = raster.getNumBands();
        if (bands == 1 && header.value(TiffHeader.PHOTOMETRIC, 0) == PALETTE) {
            return palette(header).picture(width, height, TiffReader.samples(raster, 1));
        }
        if (bands > 3 && header.value(TiffHeader.PHOTOMETRIC, 0) == CMYK) {
            return new RgbImage(width, height, cmykToRgb(TiffReader.samples(raster, 4)));
        }
        return bands < RgbImage.CHANNELS ? grey(read, width, height) : colour(header, raster, width, height);
    }

    /**
     * Converts C, M, Y, K (0 is no ink) to RGB without a colour profile. A value is {@code (255 - K) * (255 - C) /
     * 255}, rounded as in Pillow's {@code cmyk2rgb}.
     *
     * @param samples {@code byte[n * 4]}
     * @return {@code byte[n * 3]}
     */
    private static byte[] cmykToRgb(byte[] samples) {
        byte[] rgb = new byte[samples.length / 4 * RgbImage.CHANNELS];
        for (int i = 0, at = 0; i < samples.length; i += 4) {
            int light = 255 - (samples[i + 3] & 0xff);
            for (int c = 0; c < RgbImage.CHANNELS; c++) {
                int product = (samples[i + c] & 0xff) * light + 128;
                rgb[at++] = (byte) Math.max(0, light - (((product >> 8) + product) >> 8));
            }
        }
        return rgb;
    }

    /** Pillow takes the high byte of each 16-bit entry. */
    private static Palette palette(TiffHeader header) {
        int colours = 1 << Math.min(8, header.value(TiffHeader.BITS, 1));
        Palette palette = new Palette();
        for (int i = 0; i < colours; i++) {
            palette.set(
                    i,
                    (int) header.value(TiffHeader.COLOUR_MAP, i, 0) >> 8,
                    (int) header.value(TiffHeader.COLOUR_MAP, colours + i, 0) >> 8,
                    (int) header.value(TiffHeader.COLOUR_MAP, 2 * colours + i, 0) >> 8);
        }
        return palette;
    }

    /**
     * Converts pictures of one sample, and perhaps alpha. Samples of up to 8 bits are scaled to 0..255. Samples of more
     * bits, and floats, are clipped to 0..255.
     */
    private static RgbImage grey(BufferedImage read, int width, int height) {
        Raster raster = read.getRaster();
        ColorModel model = read.getColorModel();
        int bits = raster.getSampleModel().getSampleSize(0);
        double[] row = new double[width * raster.getNumBands()];
        byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(width, height), RgbImage.CHANNELS)];
        int at = 0;
        for (int y = 0; y < height; y++) {
            raster.getPixels(0, y, width, 1, row);
            for (int x = 0; x < width; x++) {
                double sample = row[x * raster.getNumBands()];
                int grey;
                if (model instanceof IndexColorModel indexed) {
                    grey = indexed.getBlue((int) sample);
                } else if (bits < 8) {
                    grey = ((int) sample) * 255 / ((1 << bits) - 1);
                } else {
                    grey = (int) Math.max(0, Math.min(255, sample));
                }
                pixels[at++] = (byte) grey;
                pixels[at++] = (byte) grey;
                pixels[at++] = (byte) grey;
            }
        }
        return new RgbImage(width, height, pixels);
    }

    /** Converts pictures of three samples, and perhaps alpha. Premultiplied colours are divided by their alpha. */
    private static RgbImage colour(TiffHeader header, Raster raster, int width, int height) {
        if (raster.getNumBands() != 4 || header.value(TiffHeader.EXTRA_SAMPLES, 0) != PREMULTIPLIED) {
            return new RgbImage(width, height, TiffReader.samples(raster, RgbImage.CHANNELS));
        }
        byte[] samples = TiffReader.samples(raster, 4);
        byte[] pixels = new byte[samples.length / 4 * RgbImage.CHANNELS];
        for (int i = 0, at = 0; i < samples.length; i += 4) {
            int alpha = samples[i + 3] & 0xff;
            for (int c = 0; c < RgbImage.CHANNELS; c++) {
                pixels[at++] = (byte) (alpha == 0 ? 0 : Math.min(255, (samples[i + c] & 0xff) * 255 / alpha));
            }
        }
        return new RgbImage(width, height, pixels);
    }
}
