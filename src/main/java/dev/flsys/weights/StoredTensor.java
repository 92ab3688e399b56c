package dev.flsys.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * A tensor and the place of its elements: the element at an index is at {@code offset} plus the sum of index times
 * stride.
 *
 * @param bytes that hold its elements
 * @param offset of its first element, in bytes
 * @param strides in elements, one for each dimension; never negative
 * @param bigEndian whether its numbers begin with their highest byte
 */
record StoredTensor(WeightTensor tensor, Bytes bytes, long offset, long[] strides, boolean bigEndian) {

    static final int MAX_DIMENSIONS = 64;

    /** Bytes of a tensor that repeats elements of a smaller storage. */
    private static final long MAX_REPEATED = 64L << 20;

    /** Bytes of a part of a file that is read at once to put its elements into another order. */
    private static final long MAX_SPAN = 1L << 30;

    /** Refuses a tensor with elements outside of its bytes. */
    StoredTensor requireInside() throws WeightsRefused {
        int dimensions = strides.length;
        if (dimensions != tensor.shape().size() || dimensions > MAX_DIMENSIONS || offset < 0) {
            throw impossible(tensor);
        }
        try {
            long last = 0;
            boolean empty = false;
            for (int i = 0; i < dimensions; i++) {
                long size = tensor.shape().get(i);
                if (size < 0 || strides[i] < 0) {
                    throw impossible(tensor);
                }
                empty |= size == 0;
                last = Math.addExact(last, Math.multiplyExact(strides[i], Math.max(0, size - 1)));
            }
            long needed = Math.multiplyExact(
                    Math.addExact(last, 1), (long) tensor.type().bytes());
            if (!empty && (offset > bytes.size() || needed > bytes.size() - offset)) {
                throw WeightsRefused.damaged("the tensor " + shown(tensor) + " is outside of its storage");
            }
            if (tensor.bytes() > Math.max(MAX_REPEATED, bytes.size())) {
                throw WeightsRefused.damaged("the tensor " + shown(tensor) + " has " + tensor.elements()
                        + " values, and its storage has fewer");
            }
        } catch (ArithmeticException tooLarge) {
            throw impossible(tensor);
        }
        return this;
    }

    private static WeightsRefused impossible(WeightTensor tensor) {
        return WeightsRefused.damaged("the tensor " + shown(tensor) + " has an impossible shape");
    }

    private static String shown(WeightTensor tensor) {
        return WeightsRefused.shown(tensor.name());
    }

    /**
     * A tensor whose elements follow each other.
     *
     * @param fortran whether the first dimension is the contiguous one, not the last one
     * @throws WeightsRefused if its shape is impossible
     */
    static StoredTensor ofArray(WeightTensor tensor, Bytes bytes, long offset, boolean fortran, boolean bigEndian)
            throws WeightsRefused {
        int dimensions = tensor.shape().size();
        long[] strides = new long[dimensions];
        long next = 1;
        try {
            for (int i = 0; i < dimensions; i++) {
                int dimension = fortran ? i : dimensions - 1 - i;
                strides[dimension] = next;
                next = Math.multiplyExact(next, Math.max(1, tensor.shape().get(dimension)));
            }
        } catch (ArithmeticException tooLarge) {
            throw impossible(tensor);
        }
        return new StoredTensor(tensor, bytes, offset, strides, bigEndian);
    }

    boolean isContiguous() {
        long next = 1;
        for (int i = strides.length - 1; i >= 0; i--) {
            long size = tensor.shape().get(i);
            if (size == 0) {
                return true;
            }
            if (size != 1 && strides[i] != next) {
                return false;
            }
            next *= size;
        }
        return true;
    }

    private boolean isSwapped() {
        return bigEndian && tensor.type().orderedBytes() > 1;
    }

    OptionalLong position() {
        return isContiguous() && !isSwapped() && tensor.elements() > 0 ? bytes.inFile(offset) : OptionalLong.empty();
    }

    /** Writes the elements, little-endian and row-major, from the position of {@code to} on. */
    void read(ByteBuffer to) throws IOException {
        long length = tensor.bytes();
        if (length > to.remaining()) {
            throw new IllegalArgumentException(
                    "The tensor has " + length + " bytes, and the buffer has room for " + to.remaining() + ".");
        }
        if (length == 0) {
            return;
        }
        int start = to.position();
        if (isContiguous()) {
            ByteBuffer window = to.duplicate().limit(start + (int) length);
            bytes.read(offset, window);
        } else {
            gather(to);
        }
        if (isSwapped()) {
            swap(to, start, (int) length);
        }
        to.position(start + (int) length);
    }

    /** Copies the elements from their order in the file into rows. */
    private void gather(ByteBuffer to) throws IOException {
        int width = tensor.type().bytes();
        long span = 1;
        for (int i = 0; i < strides.length; i++) {
            span += strides[i] * (tensor.shape().get(i) - 1);
        }
        if (span * width > MAX_SPAN) {
            throw new IOException("The elements of " + tensor.name() + " are too far apart in the file.");
        }
        ByteBuffer from = ByteBuffer.allocate((int) span * width);
        bytes.read(offset, from);
        new Reordering(tensor.shape(), strides, width).copy(from.flip(), to.slice());
    }

    private void swap(ByteBuffer to, int start, int length) {
        int width = tensor.type().orderedBytes();
        for (int at = start; at < start + length; at += width) {
            for (int low = 0, high = width - 1; low < high; low++, high--) {
                byte kept = to.get(at + low);
                to.put(at + low, to.get(at + high));
                to.put(at + high, kept);
            }
        }
    }
}
