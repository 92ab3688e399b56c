package dev.flsys.weights;

import java.util.List;

/**
 * A tensor of a file of weights.
 *
 * @param name as in the file, also with the prefix of a wrapper such as {@code module.}; the number of the array if the
 *     file holds a list
 * @param shape empty for a scalar
 */
public record WeightTensor(String name, ElementType type, List<Long> shape) {

    public WeightTensor {
        shape = List.copyOf(shape);
    }

    /** The number of its elements. */
    public long elements() {
        long elements = 1;
        for (long size : shape) {
            elements = Math.multiplyExact(elements, size);
        }
        return elements;
    }

    /** The number of bytes of its elements in contiguous form. */
    public long bytes() {
        return Math.multiplyExact(elements(), (long) type.bytes());
    }
}
