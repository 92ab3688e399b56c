package dev.flsys.picture.resize;

import dev.flsys.picture.ImageUnreadable;

/**
 * The conversion of a picture to a square of {@code size} pixels a side, by torchvision's {@code Resize(shorter)} and
 * {@code CenterCrop(size)}.
 *
 * <p>Source: {@code _compute_resized_output_size} and {@code center_crop} in torchvision's
 * {@code transforms/functional.py}. A fill of 0 is added before the crop where the resized picture is too small.
 *
 * @param width the width of the resized picture
 * @param height the height of the resized picture
 * @param window the part of it that is in the square
 * @param left column of the square at which the window begins
 * @param top row of the square at which the window begins
 */
record SquareCrop(int width, int height, Window window, int left, int top) {

    /**
     * The cut of a picture of {@code oldWidth} x {@code oldHeight} pixels.
     *
     * @param shorter the new length of the shorter side
     * @param size side of the square
     * @throws ImageUnreadable if the longer side would have more than 2 to the 31 pixels
     */
    static SquareCrop of(int oldWidth, int oldHeight, int shorter, int size) {
        long shortSide = Math.min(oldWidth, oldHeight);
        long longSide = Math.max(oldWidth, oldHeight);
        // Python's int(shorter * long / short): one division of whole numbers, rounded to a double.
        double newLong = (double) (shorter * longSide) / shortSide;
        if (newLong > Integer.MAX_VALUE) {
            throw new ImageUnreadable("The picture has " + oldWidth + "x" + oldHeight
                    + " pixels. Its longer side is too long for a resize of the shorter side to " + shorter + ".");
        }
        int width = oldWidth <= oldHeight ? shorter : (int) newLong;
        int height = oldWidth <= oldHeight ? (int) newLong : shorter;
        Side across = Side.of(width, size);
        Side down = Side.of(height, size);
        return new SquareCrop(
                width,
                height,
                new Window(across.from, down.from, across.length, down.length),
                across.before,
                down.before);
    }

    /** Whether the window does not fill the square. */
    boolean isPadded(int size) {
        return window.width() < size || window.height() < size;
    }

    /** One side: {@code length} of its pixels are used, beginning at {@code from}, after {@code before} zeros. */
    private record Side(int from, int length, int before) {

        static Side of(int pixels, int size) {
            // rint rounds a half to the even number, like Python's round.
            return pixels < size
                    ? new Side(0, pixels, (size - pixels) / 2)
                    : new Side((int) Math.rint((pixels - size) / 2.0), size, 0);
        }
    }
}
