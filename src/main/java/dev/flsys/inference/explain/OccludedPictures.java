package dev.flsys.inference.explain;

import dev.flsys.engine.BatchValues;
import dev.flsys.inference.PictureValues;
import dev.flsys.picture.RgbImage;
import java.nio.ByteBuffer;

/**
 * The values of copies of one picture, each with one square of a grid in the mean colour of the picture. The copies are
 * made one at a time while they are written.
 */
final class OccludedPictures implements BatchValues {

    private static final int CHANNELS = 3;

    private final PictureValues picture;
    private final OcclusionGrid grid;
    private final byte[] colour;
    private final int from;
    private final int to;

    /**
     * @param colour red, green and blue of the square
     * @param from first cell of the grid
     * @param to behind the last cell
     */
    OccludedPictures(PictureValues picture, OcclusionGrid grid, byte[] colour, int from, int to) {
        this.picture = picture;
        this.grid = grid;
        this.colour = colour.clone();
        this.from = from;
        this.to = to;
    }

    /** The mean of red, green and blue of a picture, each rounded to a level; {@code byte[3]}. */
    static byte[] meanColour(RgbImage picture) {
        long[] sums = new long[CHANNELS];
        byte[] pixels = picture.pixels();
        for (int i = 0; i < pixels.length; i++) {
            sums[i % CHANNELS] += pixels[i] & 0xff;
        }
        long count = pixels.length / CHANNELS;
        byte[] mean = new byte[CHANNELS];
        for (int c = 0; c < CHANNELS; c++) {
            mean[c] = (byte) ((sums[c] + count / 2) / count);
        }
        return mean;
    }

    @Override
    public int count() {
        return Math.multiplyExact(to - from, picture.count());
    }

    @Override
    public void writeTo(ByteBuffer target) {
        RgbImage seen = picture.resized();
        for (int cell = from; cell < to; cell++) {
            byte[] pixels = seen.pixels().clone();
            cover(pixels, cell);
            new PictureValues(picture.preprocessing(), new RgbImage(seen.width(), seen.height(), pixels))
                    .writeTo(target);
        }
    }

    private void cover(byte[] pixels, int cell) {
        for (int y = grid.top(cell); y < grid.bottom(cell); y++) {
            for (int x = grid.left(cell); x < grid.right(cell); x++) {
                System.arraycopy(colour, 0, pixels, (y * grid.size() + x) * CHANNELS, CHANNELS);
            }
        }
    }

    @Override
    public BatchValues slice(int first, int end) {
        int row = picture.count();
        return first % row == 0 && end % row == 0
                ? new OccludedPictures(picture, grid, colour, from + first / row, from + end / row)
                : BatchValues.of(array()).slice(first, end);
    }
}
