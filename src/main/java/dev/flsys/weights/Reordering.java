package dev.flsys.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The order of the elements of a tensor in a file, and the copy of them into rows: the last dimension is contiguous
 * then.
 *
 * <p>The elements are copied in squares of two dimensions: the last one, and the one whose elements are nearest to each
 * other in the file. Such a square is in the cache of the processor, so each line of the memory is read and written
 * once. For use by one thread.
 */
final class Reordering {

    /** Rows and columns of a square; of four bytes each they take 16 KiB. */
    private static final int SIDE = 64;

    /** A number that is no power of two, or else all rows would use the same lines of the cache. */
    private static final int PITCH = SIDE + 1;

    private final int[] sizes;
    /** The strides in the file, in elements. 0 in a dimension of one element, whose stride may be any number. */
    private final int[] steps;
    /** The strides of the copy, in elements. */
    private final int[] targets;

    private final int width;
    private final int columns;
    private final int rows;
    /** The other dimensions. */
    private final int[] others;

    private final int[] square = new int[SIDE * PITCH];
    private final int[] line = new int[SIDE];

    /**
     * @param strides in elements; all elements are within 2 GiB
     * @param width bytes of an element
     */
    Reordering(List<Long> shape, long[] strides, int width) {
        int dimensions = strides.length;
        this.width = width;
        sizes = new int[dimensions];
        steps = new int[dimensions];
        targets = new int[dimensions];
        int target = 1;
        for (int i = dimensions - 1; i >= 0; i--) {
            sizes[i] = shape.get(i).intValue();
            steps[i] = sizes[i] == 1 ? 0 : (int) strides[i];
            targets[i] = target;
            target *= sizes[i];
        }
        columns = dimensions - 1;
        rows = rows();
        others = IntStream.range(0, dimensions)
                .filter(i -> i != columns && i != rows)
                .toArray();
    }

    /** The dimension before the last one whose elements are nearest to each other; -1 if there is none. */
    private int rows() {
        int nearest = columns - 1;
        for (int i = columns - 1; i >= 0; i--) {
            boolean nearer = sizes[nearest] == 1 || steps[i] < steps[nearest];
            if (sizes[i] > 1 && nearer) {
                nearest = i;
            }
        }
        return nearest;
    }

    /**
     * Copies all elements.
     *
     * @param from begins with the first element, and has them all
     * @param to has room for all elements
     */
    void copy(ByteBuffer from, ByteBuffer to) {
        ByteBuffer source = from.order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer target = to.order(ByteOrder.LITTLE_ENDIAN);
        IntBuffer sourceInts = source.asIntBuffer();
        IntBuffer targetInts = target.asIntBuffer();
        boolean inSquares = width == Integer.BYTES && rows >= 0 && steps[rows] == 1;
        int[] index = new int[others.length];
        int base = 0;
        int at = 0;
        while (true) {
            for (int top = 0; top < size(rows); top += SIDE) {
                for (int left = 0; left < size(columns); left += SIDE) {
                    int height = Math.min(SIDE, size(rows) - top);
                    int length = Math.min(SIDE, size(columns) - left);
                    int first = base + top * step(rows) + left * step(columns);
                    int place = at + top * target(rows) + left;
                    if (inSquares) {
                        turn(sourceInts, first, targetInts, place, height, length);
                    } else {
                        for (int row = 0; row < height; row++) {
                            copyRow(source, first + row * step(rows), target, place + row * target(rows), length);
                        }
                    }
                }
            }
            int each = others.length - 1;
            while (each >= 0 && ++index[each] == sizes[others[each]]) {
                base -= steps[others[each]] * (index[each] - 1);
                at -= targets[others[each]] * (index[each] - 1);
                index[each--] = 0;
            }
            if (each < 0) {
                return;
            }
            base += steps[others[each]];
            at += targets[others[each]];
        }
    }

    /** Copies a square whose columns follow each other in the file, so that its rows do. */
    private void turn(IntBuffer from, int first, IntBuffer to, int place, int height, int length) {
        int step = step(columns);
        for (int column = 0; column < length; column++) {
            from.get(first + column * step, square, column * PITCH, height);
        }
        for (int row = 0; row < height; row++) {
            for (int column = 0, at = row; column < length; column++, at += PITCH) {
                line[column] = square[at];
            }
            to.put(place + row * target(rows), line, 0, length);
        }
    }

    private void copyRow(ByteBuffer from, int first, ByteBuffer to, int place, int length) {
        int step = step(columns) * width;
        int source = first * width;
        int target = place * width;
        int end = target + length * width;
        if (step == width) {
            to.put(target, from, source, length * width);
        } else if (width == Integer.BYTES) {
            for (; target < end; target += Integer.BYTES, source += step) {
                to.putInt(target, from.getInt(source));
            }
        } else if (width == Long.BYTES) {
            for (; target < end; target += Long.BYTES, source += step) {
                to.putLong(target, from.getLong(source));
            }
        } else if (width == Short.BYTES) {
            for (; target < end; target += Short.BYTES, source += step) {
                to.putShort(target, from.getShort(source));
            }
        } else {
            for (; target < end; target += width, source += step) {
                to.put(target, from, source, width);
            }
        }
    }

    private int size(int dimension) {
        return dimension < 0 ? 1 : sizes[dimension];
    }

    private int step(int dimension) {
        return dimension < 0 ? 0 : steps[dimension];
    }

    private int target(int dimension) {
        return dimension < 0 ? 0 : targets[dimension];
    }
}
