package dev.flsys.picture.resize;

import dev.flsys.picture.Picture;
import dev.flsys.picture.RgbImage;
import java.util.Arrays;

/**
 * Shortens rows, some dozen at once. The pixels of these rows are turned into columns, so that each weight is
 * multiplied by a whole column, with the result of {@link WeightedRows}. Each loop over a column does one simple step
 * on one channel, because the JVM's compilers turn only such loops into vector instructions.
 */
final class TransposedRows implements RowResize {

    /** The widest picture, in pixels. The columns of a wider one would need too much memory. */
    static final int WIDEST = 1 << 17;

    /** Rows in a block. The columns of a picture with 1920 pixels in a row then fit a cache of half a megabyte. */
    static final int MAX_ROWS = 64;

    /** Rows that are read at once and turned together; a block is a multiple of them. */
    private static final int TURNED = 8;

    /** Pixels of a block. */
    private static final int MAX_PIXELS = WIDEST * TURNED;

    private static final int RED = 24;
    private static final int GREEN = 16;
    private static final int BLUE = 8;
    private static final int LEVEL = 0xff;

    private final Picture picture;
    private final ResampleWeights weights;
    private final int[][] read;
    /** The pixels of the block: {@code int[picture.width()][rows]}. */
    private final int[][] columns;
    /** The sums of one output column for each row, by channel. */
    private final int[] red;

    private final int[] green;
    private final int[] blue;
    /** The block in the layout of {@link #read}: {@code int[rows][3 * weights.size()]}. */
    private final int[][] resized;

    private int start;
    private int end;

    /** @param picture with at most {@link #WIDEST} pixels in a row */
    TransposedRows(Picture picture, ResampleWeights weights) {
        int width = picture.width();
        int rows = Math.min(Math.min(MAX_ROWS, MAX_PIXELS / width), picture.height() + TURNED - 1) / TURNED * TURNED;
        this.picture = picture;
        this.weights = weights;
        this.read = new int[TURNED][width];
        this.columns = new int[width][rows];
        this.red = new int[rows];
        this.green = new int[rows];
        this.blue = new int[rows];
        this.resized = new int[rows][weights.size() * RgbImage.CHANNELS];
    }

    @Override
    public void read(int y, int[] row) {
        if (y < start || y >= end) {
            start = y;
            end = Math.min(y + resized.length, picture.height());
            turn();
            for (int x = 0; x < weights.size(); x++) {
                sumUp(x);
                store(x);
            }
        }
        System.arraycopy(resized[y - start], 0, row, 0, row.length);
    }

    private void turn() {
        for (int at = 0; start + at < end; at += TURNED) {
            for (int i = 0; i < TURNED && start + at + i < end; i++) {
                picture.read(start + at + i, read[i]);
            }
            turn(read, columns, at);
        }
    }

    /** Copies eight rows to the columns. The rows are read side by side, so that each column is touched once. */
    private static void turn(int[][] rows, int[][] columns, int at) {
        int[] row0 = rows[0];
        int[] row1 = rows[1];
        int[] row2 = rows[2];
        int[] row3 = rows[3];
        int[] row4 = rows[4];
        int[] row5 = rows[5];
        int[] row6 = rows[6];
        int[] row7 = rows[7];
        for (int x = 0; x < columns.length; x++) {
            int[] column = columns[x];
            column[at] = row0[x];
            column[at + 1] = row1[x];
            column[at + 2] = row2[x];
            column[at + 3] = row3[x];
            column[at + 4] = row4[x];
            column[at + 5] = row5[x];
            column[at + 6] = row6[x];
            column[at + 7] = row7[x];
        }
    }

    private void sumUp(int x) {
        Arrays.fill(red, ResampleWeights.ROUND);
        Arrays.fill(green, ResampleWeights.ROUND);
        Arrays.fill(blue, ResampleWeights.ROUND);
        int from = weights.first()[x];
        int weight = x * weights.stride();
        int last = weight + weights.count()[x] - 1;
        // Two columns in a step, so that the sums are read and written half as often.
        for (; weight < last; weight += 2, from += 2) {
            int one = weights.fixed()[weight];
            int two = weights.fixed()[weight + 1];
            addRed(red, columns[from], one, columns[from + 1], two);
            addGreen(green, columns[from], one, columns[from + 1], two);
            addBlue(blue, columns[from], one, columns[from + 1], two);
        }
        if (weight == last) {
            int[] column = columns[from];
            int one = weights.fixed()[weight];
            addRed(red, column, one, column, 0);
            addGreen(green, column, one, column, 0);
            addBlue(blue, column, one, column, 0);
        }
        clip(red);
        clip(green);
        clip(blue);
    }

    private static void addRed(int[] sums, int[] first, int one, int[] second, int two) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += (first[i] >>> RED) * one + (second[i] >>> RED) * two;
        }
    }

    private static void addGreen(int[] sums, int[] first, int one, int[] second, int two) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += (first[i] >>> GREEN & LEVEL) * one + (second[i] >>> GREEN & LEVEL) * two;
        }
    }

    private static void addBlue(int[] sums, int[] first, int one, int[] second, int two) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += (first[i] >>> BLUE & LEVEL) * one + (second[i] >>> BLUE & LEVEL) * two;
        }
    }

    private static void clip(int[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] = ResampleWeights.clip(sums[i]);
        }
    }

    private void store(int x) {
        int size = weights.size();
        for (int i = 0; i < red.length; i++) {
            int[] row = resized[i];
            row[x] = red[i];
            row[size + x] = green[i];
            row[2 * size + x] = blue[i];
        }
    }
}
