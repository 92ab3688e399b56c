package dev.flsys.picture.resize;

import dev.flsys.picture.Picture;

/** The rows of a picture, resized along their length. Used by one thread. */
interface RowResize {

    /**
     * Writes one row. Read rows in ascending order; in another order, some implementations compute rows again.
     *
     * @param y number of the row
     * @param row receives {@code int[3 * width]}: red of all new pixels, then green, then blue, 0..255
     */
    void read(int y, int[] row);

    /** {@code count} pixels from {@code left} of the rows of {@code picture}, resized to {@code width} pixels. */
    static RowResize of(Picture picture, int width, int left, int count) {
        if (width == picture.width()) {
            RowResize rows = new UnchangedRows(picture);
            return count == width ? rows : new CroppedRows(rows, width, left);
        }
        ResampleWeights weights = ResampleWeights.bilinear(picture.width(), width, left, count);
        return width < picture.width() && picture.width() <= TransposedRows.WIDEST
                ? new TransposedRows(picture, weights)
                : new WeightedRows(picture, weights);
    }
}
