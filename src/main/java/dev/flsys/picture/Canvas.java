package dev.flsys.picture;

/** Places frames that cover only a part of their picture. */
public final class Canvas {

    private Canvas() {}

    /** {@code frame} at ({@code left}, {@code top}) on black of the given size, which must contain it. */
    public static RgbImage place(RgbImage frame, int width, int height, int left, int top) {
        byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(width, height), RgbImage.CHANNELS)];
        int row = frame.width() * RgbImage.CHANNELS;
        for (int y = 0; y < frame.height(); y++) {
            int at = ((top + y) * width + left) * RgbImage.CHANNELS;
            System.arraycopy(frame.pixels(), y * row, pixels, at, row);
        }
        return new RgbImage(width, height, pixels);
    }
}
