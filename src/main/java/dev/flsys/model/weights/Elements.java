package dev.flsys.model.weights;

import dev.flsys.weights.ElementType;
import dev.flsys.weights.SmallFloats;
import dev.flsys.weights.WeightTensor;
import dev.flsys.weights.WeightsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/**
 * The elements of a tensor as numbers, in parts. A complex element is two numbers. Not thread-safe.
 *
 * <p>A tensor that is stored in another order is read as a whole, so it may have at most {@link #MAX_AT_ONCE} bytes.
 */
final class Elements {

    /** Bytes of a tensor that are in memory at once. */
    static final long MAX_AT_ONCE = 256L << 20;

    private static final int PART = 1 << 18;

    private final WeightsFile file;
    private final WeightTensor tensor;
    private final OptionalLong position;
    private final ByteBuffer part;
    private long read;

    Elements(WeightsFile file, WeightTensor tensor) throws IOException {
        this.file = file;
        this.tensor = tensor;
        this.position = file.position(tensor);
        if (position.isPresent()) {
            part = ByteBuffer.allocate((int) Math.min(PART, tensor.bytes()));
        } else if (tensor.bytes() > MAX_AT_ONCE) {
            throw new IOException("The tensor " + tensor.name() + " is too large for the order in which it is stored.");
        } else {
            part = ByteBuffer.allocate((int) tensor.bytes());
            file.read(tensor, part);
        }
        part.order(ByteOrder.LITTLE_ENDIAN).limit(0);
    }

    /**
     * Fills {@code numbers} from its start and returns the count of numbers. It is less than the length only at the
     * end.
     */
    int next(double[] numbers) throws IOException {
        int filled = 0;
        while (filled < numbers.length && (part.hasRemaining() || fill())) {
            filled = decode(numbers, filled);
        }
        return filled;
    }

    private boolean fill() throws IOException {
        long left = tensor.bytes() - read;
        if (left == 0) {
            return false;
        }
        if (position.isEmpty()) {
            part.clear();
            read = part.limit();
            return true;
        }
        part.clear().limit((int) Math.min(part.capacity(), left));
        while (part.hasRemaining()) {
            int got = file.channel().read(part, position.getAsLong() + read + part.position());
            if (got < 0) {
                throw new IOException("The file has become shorter.");
            }
        }
        read += part.flip().limit();
        return true;
    }

    /** All types are in one method, so that the type is checked once for each part. */
    private int decode(double[] numbers, int from) {
        ElementType type = tensor.type();
        int width = type.isComplex() ? type.bytes() / 2 : type.bytes();
        int to = (int) Math.min(numbers.length, from + (long) part.remaining() / width);
        switch (type) {
            case FLOAT32, COMPLEX64 -> {
                for (int i = from; i < to; i++) {
                    numbers[i] = part.getFloat();
                }
            }
            case FLOAT64, COMPLEX128 -> {
                for (int i = from; i < to; i++) {
                    numbers[i] = part.getDouble();
                }
            }
            default -> {
                for (int i = from; i < to; i++) {
                    numbers[i] = one(type);
                }
            }
        }
        return to;
    }

    private double one(ElementType type) {
        return switch (type) {
            case FLOAT16 -> SmallFloats.half(part.getShort());
            case BFLOAT16 -> Float.intBitsToFloat(part.getShort() << 16);
            case FLOAT8_E5M2 -> SmallFloats.half((short) (part.get() << 8));
            case FLOAT8_E4M3FN -> SmallFloats.eight(part.get());
            case INT64 -> part.getLong();
            case INT32 -> part.getInt();
            case INT16 -> part.getShort();
            case INT8 -> part.get();
            case UINT64 -> unsigned(part.getLong());
            case UINT32 -> Integer.toUnsignedLong(part.getInt());
            case UINT16 -> Short.toUnsignedInt(part.getShort());
            case UINT8, BOOL -> Byte.toUnsignedInt(part.get());
            case FLOAT32, COMPLEX64 -> part.getFloat();
            case FLOAT64, COMPLEX128 -> part.getDouble();
        };
    }

    private static double unsigned(long bits) {
        return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
    }
}
