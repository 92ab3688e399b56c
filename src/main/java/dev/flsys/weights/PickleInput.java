package dev.flsys.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes of a pickle, read in order. Long values are skipped: only their places are kept. Not thread-safe. */
final class PickleInput {

    private static final int WINDOW = 1 << 16;
    private static final int SMALL_WINDOW = 512;

    private final Bytes bytes;
    private final ByteBuffer window;
    private long windowStart;

    PickleInput(Bytes bytes) {
        this(bytes, WINDOW);
    }

    private PickleInput(Bytes bytes, int size) {
        this.bytes = bytes;
        this.window = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    }

    /** The input of one of very many short pickles. Long ones are read more slowly. */
    static PickleInput small(Bytes bytes) {
        return new PickleInput(bytes, SMALL_WINDOW);
    }

    Bytes bytes() {
        return bytes;
    }

    long position() {
        return windowStart + window.position();
    }

    long remaining() {
        return bytes.size() - position();
    }

    int unsignedByte() throws IOException, WeightsRefused {
        return Byte.toUnsignedInt(next(1).get());
    }

    int unsignedShort() throws IOException, WeightsRefused {
        return Short.toUnsignedInt(next(2).getShort());
    }

    int int32() throws IOException, WeightsRefused {
        return next(4).getInt();
    }

    long int64() throws IOException, WeightsRefused {
        return next(8).getLong();
    }

    /** A number with the highest byte first. */
    double float64() throws IOException, WeightsRefused {
        return Double.longBitsToDouble(Long.reverseBytes(int64()));
    }

    byte[] array(int length) throws IOException, WeightsRefused {
        byte[] array = new byte[length];
        if (length <= window.capacity()) {
            next(length).get(array);
            return array;
        }
        long start = position();
        skip(length);
        bytes.read(start, ByteBuffer.wrap(array));
        return array;
    }

    /** Skips bytes and returns their position. */
    long skip(long length) throws WeightsRefused {
        long start = position();
        if (length < 0 || length > remaining()) {
            throw cutOff();
        }
        if (length <= window.remaining()) {
            window.position(window.position() + (int) length);
        } else {
            windowStart = start + length;
            window.limit(0);
        }
        return start;
    }

    /** The text up to the next line feed, one character for each byte. */
    String line(int max) throws IOException, WeightsRefused {
        StringBuilder line = new StringBuilder();
        for (int next = unsignedByte(); next != '\n'; next = unsignedByte()) {
            if (line.length() == max) {
                throw WeightsRefused.damaged("its pickle has a name of more than " + max + " characters");
            }
            line.append((char) next);
        }
        return line.toString();
    }

    private ByteBuffer next(int length) throws IOException, WeightsRefused {
        if (window.remaining() < length) {
            long start = position();
            long rest = bytes.size() - start;
            if (rest < length) {
                throw cutOff();
            }
            windowStart = start;
            window.clear().limit((int) Math.min(window.capacity(), rest));
            bytes.read(start, window);
            window.flip();
        }
        return window;
    }

    private static WeightsRefused cutOff() {
        return WeightsRefused.damaged("its pickle is cut off");
    }
}
