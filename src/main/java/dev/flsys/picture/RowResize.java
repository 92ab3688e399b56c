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

    /** {@code count} pixels from {@code left} of these rows. */
    static RowResize of(Picture picture, int width, int left, int count) {
        if (count == width) {
            return of(picture, width);
        }
        // The whole row is shorter than that of the picture, or only the part is computed.
        return width == picture.width() || TriangleSpans.apply(picture.width(), width)
                ? new CutRows(of(picture, width), width, left)
                : new WeightedRows(picture, ResampleWeights.bilinear(picture.width(), width, left, count));
    }
}
