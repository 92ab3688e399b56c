package dev.flsys.picture;

/** Turns a picture by the TIFF tag Orientation (TIFF 6.0, section 8). */
final class Orientation {

    private Orientation() {}

    /** @param orientation 1 to 8; any other value counts as 1, upright */
    static RgbImage apply(RgbImage stored, int orientation) {
        if (orientation < 2 || orientation > 8) {
            return stored;
        }
        boolean transposed = orientation >= 5;
        int width = transposed ? stored.height() : stored.width();
        int height = transposed ? stored.width() : stored.height();
        boolean fromRight = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
        boolean fromBottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
        byte[] old = stored.pixels();
        byte[] pixels = new byte[old.length];
        int at = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int column = transposed ? y : x;
                int row = transposed ? x : y;
                column = fromRight ? stored.width() - 1 - column : column;
                row = fromBottom ? stored.height() - 1 - row : row;
                int from = (row * stored.width() + column) * RgbImage.CHANNELS;
                pixels[at++] = old[from];
                pixels[at++] = old[from + 1];
                pixels[at++] = old[from + 2];
            }
        }
        return new RgbImage(width, height, pixels);
    }
}
