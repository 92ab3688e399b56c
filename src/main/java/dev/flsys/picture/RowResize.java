package dev.flsys.picture;

/** The rows of a picture, resized along their length. Used by one thread. */
interface RowResize {

    /**
     * Writes one row.
     *
     * @param y number of the row
     * @param row receives {@code int[3 * width]}: red of all new pixels, then green, then blue, 0..255
     */
    void read(int y, int[] row);

    /** The rows of {@code picture} with {@code width} pixels. */
    static RowResize of(Picture picture, int width) {
        if (width == picture.width()) {
            return new UnchangedRows(picture);
        }
        ResampleWeights weights = ResampleWeights.bilinear(picture.width(), width);
        return TriangleSpans.apply(picture.width(), width)
                ? new ShrunkRows(picture, weights)
                : new WeightedRows(picture, weights);
    }
}
