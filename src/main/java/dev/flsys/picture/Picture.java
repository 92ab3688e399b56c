package dev.flsys.picture;

/**
 * A decoded picture with 8 bits per channel, of which rows are read. It may hold native memory, so whoever gets one
 * closes it. For one thread at a time.
 */
public interface Picture extends AutoCloseable {

    /** Pixels in a row, at least 1. */
    int width();

    /** Rows, at least 1. */
    int height();

    /**
     * Reads one row.
     *
     * @param y which, from the top, from 0 on
     * @param row takes at least {@code width()} pixels from the left: red in the highest byte, then green and blue; the
     *     lowest byte has no meaning
     */
    void read(int y, int[] row);

    /** A copy of all of it, which holds no native memory. */
    default RgbImage rgb() {
        int width = width();
        byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(width, height()), RgbImage.CHANNELS)];
        int[] row = new int[width];
        for (int y = 0, at = 0; y < height(); y++) {
            read(y, row);
            for (int pixel : row) {
                pixels[at++] = (byte) (pixel >> 24);
                pixels[at++] = (byte) (pixel >> 16);
                pixels[at++] = (byte) (pixel >> 8);
            }
        }
        return new RgbImage(width, height(), pixels);
    }

    /** Frees its memory; it can't be read any more. */
    @Override
    void close();
}
