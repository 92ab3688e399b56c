package dev.flsys.picture.resize;

import dev.flsys.picture.RgbImage;

/** A part of each row of another {@link RowResize}. */
final class CroppedRows implements RowResize {

    private final RowResize rows;
    private final int[] whole;
    private final int left;

    /**
     * @param width new pixels in a row of {@code rows}
     * @param left the first of them that is kept
     */
    CroppedRows(RowResize rows, int width, int left) {
        this.rows = rows;
        this.whole = new int[width * RgbImage.CHANNELS];
        this.left = left;
    }

    @Override
    public void read(int y, int[] row) {
        rows.read(y, whole);
        int width = row.length / RgbImage.CHANNELS;
        int wholeWidth = whole.length / RgbImage.CHANNELS;
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
            System.arraycopy(whole, channel * wholeWidth + left, row, channel * width, width);
        }
    }
}
