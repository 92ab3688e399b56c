package dev.flsys.picture;

/**
 * Pillow's {@code Image.resize(size, BILINEAR)} of 8-bit RGB, bit for bit. It is a triangle filter that widens when it
 * shrinks a picture (antialiasing). It runs along rows and along columns, in the order of a {@link ResizeRule}. Each
 * pass is in fixed point with a rounded 8-bit result.
 *
 * <p>Source: Pillow's {@code libImaging/Resample.c}. Thread-safe.
 */
public final class PillowResize {

    private static final int CHANNELS = RgbImage.CHANNELS;

    private PillowResize() {}

    /**
     * Resizes a picture.
     *
     * @param width of the result, pixels, at least 1
     * @param height of the result, rows, at least 1
     * @param rule of the Pillow version whose pixels are wanted
     * @return a picture in the heap; {@code picture} itself if it is in the heap and has that size
     */
    public static RgbImage resize(Picture picture, int width, int height, ResizeRule rule) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("No picture has " + width + "x" + height + " pixels");
        }
        if (width == picture.width() && height == picture.height()) {
            return picture.rgb();
        }
        if (rule.columnsFirst(picture.width(), picture.height(), width, height)) {
            RgbImage shrunk = rowsFirst(picture, picture.width(), height);
            return width == picture.width() ? shrunk : rowsFirst(shrunk, width, height);
        }
        return rowsFirst(picture, width, height);
    }

    private static RgbImage rowsFirst(Picture picture, int width, int height) {
        RowResize rows = RowResize.of(picture, width);
        byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(width, height), CHANNELS)];
        if (height == picture.height()) {
            copy(rows, width, pixels);
        } else {
            ResampleWeights weights = ResampleWeights.bilinear(picture.height(), height);
            ColumnResize columns = new ColumnResize(rows, weights, width, pixels);
            if (height < picture.height()) {
                columns.shrink();
            } else {
                columns.enlarge();
            }
        }
        return new RgbImage(width, height, pixels);
    }

    private static void copy(RowResize rows, int width, byte[] pixels) {
        int[] row = new int[width * CHANNELS];
        for (int at = 0, y = 0; at < pixels.length; y++) {
            rows.read(y, row);
            for (int x = 0; x < width; x++) {
                for (int plane = x; plane < row.length; plane += width) {
                    pixels[at++] = (byte) row[plane];
                }
            }
        }
    }
}
