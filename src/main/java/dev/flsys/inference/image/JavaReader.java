package dev.flsys.inference.image;

import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The JDK's own ImageIO readers, for kinds of pictures that OpenCV converts otherwise than Pillow. Readers that other
 * libraries plug into ImageIO are passed over, so that pixels do not depend on the class path. Thread-safe.
 */
final class JavaReader {

    private static final String JDK = "com.sun.imageio.";

    private JavaReader() {}

    /**
     * What {@code reading} gets from a reader of {@code file}.
     *
     * @throws ImageUnreadable if the reader fails
     */
    static <T> T read(ImageFormat format, byte[] file, Reading<T> reading) {
        ImageReader reader = reader(format);
        try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(input, true, true);
            return reading.from(reader);
        } catch (IOException damaged) {
            throw ImageUnreadable.corrupt(format, damaged);
        } finally {
            reader.dispose();
        }
    }

    /**
     * The first {@code bands} samples of each pixel, {@code byte[height * width * bands]}; of samples of 16 bits the high
     * byte. A raster of another size or with fewer bands is an error.
     */
    static byte[] samples(ImageFormat format, Raster raster, int width, int height, int bands) {
        int stored = raster.getNumBands();
        if (raster.getWidth() != width || raster.getHeight() != height || stored < bands) {
            throw ImageUnreadable.corrupt(format, null);
        }
        int shift = Math.max(0, raster.getSampleModel().getSampleSize(0) - 8);
        byte[] samples = new byte[Math.multiplyExact(Math.multiplyExact(width, height), bands)];
        int[] row = new int[width * stored];
        int at = 0;
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < row.length; x += stored) {
                for (int band = 0; band < bands; band++) {
                    samples[at++] = (byte) (row[x + band] >> shift);
                }
            }
        }
        return samples;
    }

    private static ImageReader reader(ImageFormat format) {
        Iterator<ImageReader> readers =
                ImageIO.getImageReadersByFormatName(format.name().toLowerCase(Locale.ROOT));
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (reader.getClass().getName().startsWith(JDK)) {
                return reader;
            }
        }
        throw new IllegalStateException("This Java runtime has no ImageIO reader for " + format.label());
    }

    /** Reads from a reader whose input is set. */
    @FunctionalInterface
    interface Reading<T> {
        T from(ImageReader reader) throws IOException;
    }
}
