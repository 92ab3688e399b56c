package dev.flsys.picture.resize;

import dev.flsys.picture.Picture;
import dev.flsys.picture.RgbImage;

/**
 * Pillow's {@code Image.resize(size, BILINEAR)} of 8-bit RGB, bit for bit. It is a triangle filter, which is wider if
 * the picture becomes smaller (antialiasing). It runs along rows and along columns, in the order of a
 * {@link ResizeRule}. Each pass is in fixed point with a rounded 8-bit result. Pillow treats the channels alike, so a
 * grey picture in three channels has the pixels of Pillow's one channel.
 *
 * <p>Source: Pillow's {@code libImaging/Resample.c}. Thread-safe.
 */
public final class PillowResize {

    private static final int CHANNELS = RgbImage.CHANNELS;

    private PillowResize() {}

    /**
     * Resizes a picture.
     *
     * @param width the width of the result, pixels, at least 1
     * @param height the height of the result, rows, at least 1
     * @param rule the rule of the Pillow version whose pixels are wanted
     * @return a picture in the heap; {@code picture} itself if it is in the heap and has that size
     */
    public static RgbImage resize(Picture picture, int width, int height, ResizeRule rule) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("No picture has " + width + "x" + height + " pixels");
        }
        return resize(picture, width, height, Window.whole(width, height), rule);
    }

    /**
     * The part {@code window} of a resized picture. Pixels outside it are not kept.
     *
     * @param width the width of the resized picture
     * @param height the height of the resized picture
     */
    static RgbImage resize(Picture picture, int width, int height, Window window, ResizeRule rule) {
        boolean whole = window.width() == width && window.height() == height;
        if (whole && width == picture.width() && height == picture.height()) {
            return picture.rgb();
        }
        if (rule.columnsFirst(picture.width(), picture.height(), width, height)) {
            Window rows = new Window(0, window.top(), picture.width(), window.height());
            RgbImage shrunk = rowsFirst(picture, picture.width(), height, rows);
            Window columns = new Window(window.left(), 0, window.width(), window.height());
            return width == picture.width() && whole ? shrunk : rowsFirst(shrunk, width, window.height(), columns);
        }
        return rowsFirst(picture, width, height, window);
    }

    private static RgbImage rowsFirst(Picture picture, int width, int height, Window window) {
        RowResize rows = RowResize.of(picture, width, window.left(), window.width());
        byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(window.width(), window.height()), CHANNELS)];
        if (height == picture.height()) {
            copy(rows, window, pixels);
        } else {
            ResampleWeights weights = ResampleWeights.bilinear(picture.height(), height, window.top(), window.height());
            ColumnResize columns = new ColumnResize(rows, weights, window.width(), pixels);
            if (height < picture.height()) {
                columns.shrink();
            } else {
                columns.enlarge();
            }
        }
        return new RgbImage(window.width(), window.height(), pixels);
    }

    private static void copy(RowResize rows, Window window, byte[] pixels) {
        int width = window.width();
        int[] row = new int[width * CHANNELS];
        for (int at = 0, y = window.top(); at < pixels.length; y++) {
            rows.read(y, row);
            for (int x = 0; x < width; x++) {
                for (int plane = x; plane < row.length; plane += width) {
                    pixels[at++] = (byte) row[plane];
                }
            }
        }
    }
}
