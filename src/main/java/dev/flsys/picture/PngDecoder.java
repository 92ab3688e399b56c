package dev.flsys.picture;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;

/** Decodes PNG by libpng. The result for an animated PNG is its default picture. Thread-safe. */
final class PngDecoder {

    private static final ImageFormat FORMAT = ImageFormat.PNG;
    private static final int GREY = 0;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int GREY_AND_ALPHA = 4;
    /** Offsets in the file: the name of the header chunk, its bit depth, its colour type and its checksum. */
    private static final int HEADER = 12;

    private static final int DEPTH = 24;
    private static final int COLOUR = 25;
    private static final int CHECKSUM = 29;

    private PngDecoder() {}

    static Picture decode(FileBytes file, PixelLimit limit) {
        if (new PngChunks(file).name(8) != PngChunks.IHDR) {
            throw ImageUnreadable.corrupt(FORMAT, null);
        }
        long width = file.u32be(16);
        long height = file.u32be(20);
        limit.check(FORMAT, width, height);
        int depth = file.u8(DEPTH);
        // libpng holds all samples in their stored size.
        limit.dividedBy(1 + (depth * samples(file.u8(COLOUR)) - 1) / 32).check(FORMAT, width, height);
        byte[] essential = new PngChunks(file).essential();
        boolean grey16 = depth == 16 && file.u8(COLOUR) == GREY;
        if (grey16) {
            limit.checkCopy(width, height);
        }
        return grey16
                ? decodeGrey16(essential, (int) width, (int) height)
                : Leptonica.decode(FORMAT, essential, (int) width, (int) height);
    }

    /** The samples of a pixel by its colour type; 4 for an unknown type. */
    private static int samples(int colour) {
        return switch (colour) {
            case GREY, PALETTE -> 1;
            case GREY_AND_ALPHA -> 2;
            case RGB -> 3;
            default -> 4;
        };
    }

    /**
     * Converts like Pillow from mode {@code I;16} to {@code RGB}: values above 255 become 255, they are not scaled.
     * Leptonica would drop the low byte. So the header is changed to 8 bits of grey and alpha, which makes the low byte
     * the alpha.
     */
    private static Picture decodeGrey16(byte[] file, int width, int height) {
        byte[] split = file.clone();
        sign(split, HEADER, CHECKSUM);
        if (!Arrays.equals(split, file)) {
            throw ImageUnreadable.corrupt(FORMAT, null);
        }
        split[DEPTH] = 8;
        split[COLOUR] = GREY_AND_ALPHA;
        sign(split, HEADER, CHECKSUM);
        byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(width, height), RgbImage.CHANNELS)];
        int[] row = new int[width];
        try (Picture halves = Leptonica.decode(FORMAT, split, width, height)) {
            for (int y = 0, at = 0; y < height; y++) {
                halves.read(y, row);
                for (int word : row) {
                    int grey = ((word >>> 16) & 0xff00) | (word & 0xff);
                    byte clipped = (byte) Math.min(grey, 255);
                    pixels[at++] = clipped;
                    pixels[at++] = clipped;
                    pixels[at++] = clipped;
                }
            }
        }
        return new RgbImage(width, height, pixels);
    }

    /** Writes the checksum of a chunk's name and data after them. */
    private static void sign(byte[] file, int from, int to) {
        CRC32 checksum = new CRC32();
        checksum.update(file, from, to - from);
        ByteBuffer.wrap(file).putInt(to, (int) checksum.getValue());
    }
}
