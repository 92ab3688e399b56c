package dev.flsys.picture;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The JDK's own ImageIO reader of TIFF. ImageIO readers of other libraries are ignored, so that pixels do not depend on
 * the class path. Thread-safe.
 */
final class TiffReader {

    private static final ImageFormat FORMAT = ImageFormat.TIFF;
    private static final String JDK = "com.sun.imageio.";
    private static final String HEADLESS = "java.awt.headless";

    static {
        // Nothing is drawn. Without this, Java loads the libraries of an X server if DISPLAY is set.
        if (System.getProperty(HEADLESS) == null) {
            System.setProperty(HEADLESS, "true");
        }
    }

    private TiffReader() {}

    /**
     * The first page with its stored samples. Throws {@link ImageUnreadable} if the reader fails, or if its size of the
     * picture is not {@code width} x {@code height}. The sizes can differ because a tag that occurs twice, or has a
     * wrong type, has no certain value. The reader allocates the picture by its own size.
     */
    static BufferedImage read(byte[] file, int width, int height) {
        ImageReader reader = reader();
        try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(input, true, true);
            if (reader.getWidth(0) != width || reader.getHeight(0) != height) {
                throw ImageUnreadable.corrupt(FORMAT, null);
            }
            return reader.read(0);
        } catch (IOException damaged) {
            throw ImageUnreadable.corrupt(FORMAT, damaged);
        } finally {
            reader.dispose();
        }
    }

    /**
     * The first {@code bands} samples of each pixel, {@code byte[height * width * bands]}. Of a sample of 16 bits, the
     * high byte. Throws {@link ImageUnreadable} if the raster has fewer bands.
     */
    static byte[] samples(Raster raster, int bands) {
        int width = raster.getWidth();
        int stored = raster.getNumBands();
        if (stored < bands) {
            throw ImageUnreadable.corrupt(FORMAT, null);
        }
        int shift = Math.max(0, raster.getSampleModel().getSampleSize(0) - 8);
        byte[] samples = new byte[Math.multiplyExact(Math.multiplyExact(width, raster.getHeight()), bands)];
        int[] row = new int[width * stored];
        int at = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < row.length; x += stored) {
                for (int band = 0; band < bands; band++) {
                    samples[at++] = (byte) (row[x + band] >> shift);
                }
            }
        }
        return samples;
    }

    /**
     * Replaces the differences in {@code raster} by the samples of 16 bits.
     *
     * @param tileWidth the pixels after which the differences begin again
     */
    static void sumDifferences(WritableRaster raster, int tileWidth) {
        int bands = raster.getNumBands();
        int[] row = new int[raster.getWidth() * bands];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(0, y, raster.getWidth(), 1, row);
            for (int i = bands; i < row.length; i++) {
                if (i / bands % tileWidth != 0) {
                    row[i] = row[i] + row[i - bands] & 0xffff;
                }
            }
            raster.setPixels(0, y, raster.getWidth(), 1, row);
        }
    }

    private static ImageReader reader() {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("tiff");
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (reader.getClass().getName().startsWith(JDK)) {
                return reader;
            }
        }
        throw new IllegalStateException("This Java runtime has no ImageIO reader for TIFF");
    }
}
