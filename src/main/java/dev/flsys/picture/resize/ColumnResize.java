package dev.flsys.picture.resize;

import dev.flsys.picture.RgbImage;
import java.util.Arrays;

/** Resizes the rows of a {@link RowResize} along columns. It holds only a few rows in memory. Used once. */
final class ColumnResize {

    /** When a picture shrinks, two outputs this many places apart have no common input row. */
    private static final int AT_ONCE = 4;

    private final RowResize rows;
    private final ResampleWeights weights;
    private final int width;
    private final int rowLength;
    private final byte[] pixels;

    /**
     * @param width pixels in a row
     * @param pixels receives {@code weights.size()} rows, each red, green, blue of every pixel
     */
    ColumnResize(RowResize rows, ResampleWeights weights, int width, byte[] pixels) {
        this.rows = rows;
        this.weights = weights;
        this.width = width;
        this.rowLength = width * RgbImage.CHANNELS;
        this.pixels = pixels;
    }

    /** Makes fewer rows. Each input row is added to the outputs that use it. */
    void shrink() {
        int[] row = new int[rowLength];
        int[][] sums = new int[AT_ONCE][rowLength];
        int begun = 0;
        int done = 0;
        for (int y = weights.first()[0]; done < weights.size(); y++) {
            rows.read(y, row);
            for (; begun < weights.size() && weights.first()[begun] <= y; begun++) {
                Arrays.fill(sums[begun % AT_ONCE], ResampleWeights.ROUND);
            }
            for (int output = done; output < begun; output++) {
                add(sums[output % AT_ONCE], row, weights.of(output, y));
            }
            for (; done < begun && y + 1 >= weights.end(done); done++) {
                store(sums[done % AT_ONCE], done);
            }
        }
    }

    /** Makes more rows. Each output uses two or three input rows, which are kept in a window. */
    void enlarge() {
        int[][] window = new int[weights.stride()][rowLength];
        int[] sums = new int[rowLength];
        int next = weights.first()[0];
        for (int output = 0; output < weights.size(); output++) {
            for (; next < weights.end(output); next++) {
                rows.read(next, window[next % window.length]);
            }
            Arrays.fill(sums, ResampleWeights.ROUND);
            for (int y = weights.first()[output]; y < weights.end(output); y++) {
                add(sums, window[y % window.length], weights.of(output, y));
            }
            store(sums, output);
        }
    }

    /** A loop that compilers turn into vector instructions. */
    private static void add(int[] sums, int[] row, int weight) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += row[i] * weight;
        }
    }

    private void store(int[] sums, int output) {
        for (int x = 0, at = output * rowLength; x < width; x++, at += RgbImage.CHANNELS) {
            pixels[at] = (byte) ResampleWeights.clip(sums[x]);
            pixels[at + 1] = (byte) ResampleWeights.clip(sums[width + x]);
            pixels[at + 2] = (byte) ResampleWeights.clip(sums[2 * width + x]);
        }
    }
}
