package dev.flsys.picture.resize;

import dev.flsys.picture.Picture;

/** Rows whose length does not change. */
final class UnchangedRows implements RowResize {

    private final Picture picture;
    private final int[] pixels;

    UnchangedRows(Picture picture) {
        this.picture = picture;
        this.pixels = new int[picture.width()];
    }

    @Override
    public void read(int y, int[] row) {
        picture.read(y, pixels);
        int width = pixels.length;
        for (int x = 0; x < width; x++) {
            row[x] = pixels[x] >>> 24;
            row[width + x] = pixels[x] >>> 16 & 0xff;
            row[2 * width + x] = pixels[x] >>> 8 & 0xff;
        }
    }
}
