package dev.flsys.picture.resize;

import dev.flsys.picture.Picture;

/**
 * The luma of a picture, as Pillow's {@code convert("L")}: {@code (19595 R + 38470 G + 7471 B + 32768) >> 16}, which is
 * ITU-R 601-2 in fixed point. Red, green and blue of a row have the same value. A grey picture stays unchanged.
 *
 * <p>Source: {@code L24} in Pillow's {@code libImaging/Convert.c}.
 *
 * @param colour is not closed by this picture
 */
record GreyPicture(Picture colour) implements Picture {

    private static final int RED = 19_595;
    private static final int GREEN = 38_470;
    private static final int BLUE = 7_471;
    private static final int HALF = 1 << 15;
    private static final int ALL_THREE = 0x01010100;

    @Override
    public int width() {
        return colour.width();
    }

    @Override
    public int height() {
        return colour.height();
    }

    @Override
    public void read(int y, int[] row) {
        colour.read(y, row);
        for (int x = 0; x < width(); x++) {
            int pixel = row[x];
            int luma =
                    ((pixel >>> 24) * RED + (pixel >>> 16 & 0xff) * GREEN + (pixel >>> 8 & 0xff) * BLUE + HALF) >> 16;
            row[x] = luma * ALL_THREE;
        }
    }

    /** Does nothing: the owner of the colour picture closes the colour picture. */
    @Override
    public void close() {}
}
