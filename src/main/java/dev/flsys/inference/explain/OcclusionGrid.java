package dev.flsys.inference.explain;

import dev.flsys.inference.pool.InferenceProblem;

/**
 * The places of the square that covers a picture. There is one for each cell of a grid, with the centre of the cell.
 * The part of the square beyond the picture is cut off.
 *
 * @param size side of the picture that the network sees, pixels, at least 1
 * @param cells rows and columns of the grid, 1..{@code size}
 * @param patch side of the square, pixels, 1..{@code size}
 */
record OcclusionGrid(int size, int cells, int patch) {

    private static final int DEFAULT_CELLS = 8;
    /**
     * A square of two cells a side overlaps the squares of neighbouring cells. So no detail is at the border of every
     * square that covers it.
     */
    private static final int CELLS_OF_PATCH = 2;

    OcclusionGrid {
        if (cells < 1 || cells > size) {
            throw InferenceProblem.badInput("grid is at most " + size + " for this model, because it sees pictures of "
                    + size + "x" + size + " pixels.");
        }
        if (patch < 1 || patch > size) {
            throw InferenceProblem.badInput("patch is 1 to " + size + " for this model, because it sees pictures of "
                    + size + "x" + size + " pixels.");
        }
    }

    /**
     * The grid of a query, or one of up to 8 x 8 cells and a square of two cells a side.
     *
     * @throws InferenceProblem if it does not fit a picture of {@code size} pixels
     */
    static OcclusionGrid of(int size, ExplainQuery query) {
        int cells = query.grid().orElse(Math.min(DEFAULT_CELLS, size));
        int twoCells = (CELLS_OF_PATCH * size + cells - 1) / cells;
        return new OcclusionGrid(size, cells, query.patch().orElse(Math.min(size, twoCells)));
    }

    /** The number of cells in all. */
    int count() {
        return cells * cells;
    }

    /** First column that is covered for cell {@code index}, which counts row by row. */
    int left(int index) {
        return Math.max(0, begin(index % cells));
    }

    /** The column behind the last one that is covered for cell {@code index}. */
    int right(int index) {
        return Math.min(size, begin(index % cells) + patch);
    }

    /** First row that is covered for cell {@code index}. */
    int top(int index) {
        return Math.max(0, begin(index / cells));
    }

    /** The row behind the last one that is covered for cell {@code index}. */
    int bottom(int index) {
        return Math.min(size, begin(index / cells) + patch);
    }

    /** The first pixel of a square with the centre of a cell; half pixels are rounded down. */
    private int begin(int cell) {
        return Math.floorDiv((2 * cell + 1) * size - patch * cells, 2 * cells);
    }
}
