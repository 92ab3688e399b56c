package dev.flsys.openinference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor of a request or an answer.
 *
 * @param name of the input or output
 * @param type of its elements
 * @param shape its sizes, each at least 0
 * @param data the elements in row-major order, little-endian, as the binary extension has them; from position to limit
 */
record Tensor(String name, DataType type, List<Long> shape, ByteBuffer data) {

    Tensor {
        shape = List.copyOf(shape);
        data = data.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The number of elements. */
    long elements() {
        return elements(shape);
    }

    /** The product of {@code shape}, at most {@link Long#MAX_VALUE}. */
    static long elements(List<Long> shape) {
        long product = 1;
        for (long size : shape) {
            if (size == 0) {
                return 0;
            }
            product = Math.multiplyHigh(product, size) == 0 && product * size > 0 ? product * size : Long.MAX_VALUE;
        }
        return product;
    }

    /** A tensor of 32-bit floating-point numbers. */
    static Tensor ofFloats(String name, List<Long> shape, float[] values) {
        ByteBuffer data = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return new Tensor(name, DataType.FP32, shape, data);
    }

    /** A tensor of byte strings. */
    static Tensor ofBytes(String name, List<Long> shape, List<byte[]> values) {
        int size = 0;
        for (byte[] value : values) {
            size = Math.addExact(size, Math.addExact(DataType.LENGTH, value.length));
        }
        ByteBuffer data = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        for (byte[] value : values) {
            data.putInt(value.length).put(value);
        }
        return new Tensor(name, DataType.BYTES, shape, data.flip());
    }

    /** The elements of an FP32 tensor. */
    float[] floats() {
        float[] values = new float[data.remaining() / Float.BYTES];
        data.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    /** The elements of a BYTES tensor. */
    List<byte[]> byteStrings() {
        List<byte[]> values = new ArrayList<>();
        ByteBuffer rest = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (rest.hasRemaining()) {
            byte[] value = new byte[rest.getInt()];
            rest.get(value);
            values.add(value);
        }
        return values;
    }

    /**
     * Checks that the data has as many elements as the shape.
     *
     * @throws OpenInferenceProblem if it has not
     */
    Tensor checked() {
        long elements = elements();
        if (type == DataType.BYTES) {
            if (elements != countByteStrings()) {
                throw OpenInferenceProblem.bad("The input '" + name + "' has another number of elements than its shape "
                        + shape + " says: " + countByteStrings() + ".");
            }
        } else if (elements > Integer.MAX_VALUE || elements * type.size() != data.remaining()) {
            throw OpenInferenceProblem.bad(
                    "The input '" + name + "' has " + data.remaining() + " bytes; its shape " + shape + " of " + type
                            + " has " + (elements > Integer.MAX_VALUE ? "too many." : elements * type.size() + "."));
        }
        return this;
    }

    private long countByteStrings() {
        ByteBuffer rest = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        long count = 0;
        while (rest.hasRemaining()) {
            int length = rest.remaining() < DataType.LENGTH ? -1 : rest.getInt();
            if (length < 0 || length > rest.remaining()) {
                throw OpenInferenceProblem.bad(
                        "The data of the input '" + name + "' is cut off: an element of BYTES has"
                                + " four bytes with its length, little-endian, and so many bytes.");
            }
            rest.position(rest.position() + length);
            count++;
        }
        return count;
    }
}
