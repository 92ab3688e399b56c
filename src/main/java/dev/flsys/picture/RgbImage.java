package dev.flsys.picture;

/**
 * A decoded picture with 8 bits per channel. The array is not copied and must not be changed afterwards.
 *
 * <p>{@code equals} compares the identity of the array. Compare {@link #pixels()} for equal content.
 *
 * @param width pixels in a row, at least 1
 * @param height rows, at least 1
 * @param pixels {@code byte[height * width * 3]}: rows from top to bottom, each red, green, blue from left to right,
 *     unsigned
 */
public record RgbImage(int width, int height, byte[] pixels) implements Picture {

    /** Bytes per pixel. */
    public static final int CHANNELS = 3;

    public RgbImage {
        if (width < 1 || height < 1 || pixels.length != (long) width * height * CHANNELS) {
            throw new IllegalArgumentException(
                    pixels.length + " bytes are not an RGB picture of " + width + "x" + height);
        }
    }

    @Override
    public void read(int y, int[] row) {
        for (int x = 0, at = y * width * CHANNELS; x < width; x++, at += CHANNELS) {
            row[x] = pixels[at] << 24 | (pixels[at + 1] & 0xff) << 16 | (pixels[at + 2] & 0xff) << 8;
        }
    }

    @Override
    public RgbImage rgb() {
        return this;
    }

    /** Writes a PNG file with 8 bits for each of red, green and blue. */
    public byte[] png() {
        return Leptonica.png(this);
    }

    /** Does nothing, because the garbage collector frees its memory. */
    @Override
    public void close() {}
}
