package dev.flsys.picture;

/**
 * A decoded picture with 8 bits per channel, read by rows. It may hold native memory, so the caller must close it. For
 * one thread at a time.
 */
public interface Picture extends AutoCloseable {

    /** Pixels in a row, at least 1. */
    int width();

    /** Rows, at least 1. */
    int height();

    /**
     * Reads one row.
     *
     * @param y number of the row, from 0 at the top
     * @param row receives {@code width()} pixels from the left: red in the highest byte, then green and blue; the
     *     lowest byte has no meaning
     */
    void read(int y, int[] row);

    /** A copy of the whole picture, which holds no native memory. */
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

    /** Frees its memory. It must not be read afterwards. */
    @Override
    void close();
}
