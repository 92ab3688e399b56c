package dev.flsys.openinference;

import dev.flsys.engine.BatchValues;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor of a request or an answer.
 *
 * @param name the name of the input or output
 * @param type the type of its elements
 * @param shape its sizes, each at least 0
 * @param data the elements in row-major order, little-endian, as the binary extension has them: its readable bytes,
 *     which need not be released
 */
record Tensor(String name, DataType type, List<Long> shape, ByteBuf data) {

    Tensor {
        shape = List.copyOf(shape);
        data = data.slice();
    }

    Tensor(String name, DataType type, List<Long> shape, ByteBuffer data) {
        this(name, type, shape, Unpooled.wrappedBuffer(data));
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

    /** A tensor of 32-bit floating-point numbers, {@code rows.length} rows of the same length. */
    static Tensor ofRows(String name, float[][] rows) {
        int columns = rows[0].length;
        ByteBuffer data = ByteBuffer.allocate(Math.multiplyExact(rows.length, Math.multiplyExact(columns, Float.BYTES)))
                .order(ByteOrder.LITTLE_ENDIAN);
        FloatBuffer floats = data.asFloatBuffer();
        for (float[] row : rows) {
            floats.put(row);
        }
        return new Tensor(name, DataType.FP32, List.of((long) rows.length, (long) columns), data);
    }

    /** The elements of an FP32 tensor. */
    float[] floats() {
        return values().array();
    }

    /** The elements of an FP32 tensor, which are not copied. */
    BatchValues values() {
        return new FloatElements(data);
    }

    /** The elements of a BYTES tensor. */
    List<byte[]> byteStrings() {
        List<byte[]> values = new ArrayList<>();
        ByteBuf rest = data.duplicate();
        while (rest.isReadable()) {
            byte[] value = new byte[rest.readIntLE()];
            rest.readBytes(value);
            values.add(value);
        }
        return values;
    }

    /**
     * Checks that the data has as many elements as the shape.
     *
     * @throws OpenInferenceProblem if it has another number of elements
     */
    Tensor checked() {
        long elements = elements();
        if (type == DataType.BYTES) {
            if (elements != countByteStrings()) {
                throw OpenInferenceProblem.bad("The input '" + name + "' has another number of elements than its shape "
                        + shape + " says: " + countByteStrings() + ".");
            }
        } else if (elements > Integer.MAX_VALUE || elements * type.size() != data.readableBytes()) {
            throw OpenInferenceProblem.bad("The input '" + name + "' has " + data.readableBytes() + " bytes; its shape "
                    + shape + " of " + type + " has "
                    + (elements > Integer.MAX_VALUE ? "too many." : elements * type.size() + "."));
        }
        return this;
    }

    private long countByteStrings() {
        ByteBuf rest = data.duplicate();
        long count = 0;
        while (rest.isReadable()) {
            int length = rest.readableBytes() < DataType.LENGTH ? -1 : rest.readIntLE();
            if (length < 0 || length > rest.readableBytes()) {
                throw OpenInferenceProblem.bad(
                        "The data of the input '" + name + "' is cut off: an element of BYTES has"
                                + " four bytes with its length, little-endian, and so many bytes.");
            }
            rest.skipBytes(length);
            count++;
        }
        return count;
    }
}
