package dev.flsys.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes of a pickle, read in order. Long values are skipped: only their places are kept. Not thread-safe. */
final class PickleInput {

    private static final int WINDOW = 1 << 16;

    private final Bytes bytes;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW).order(ByteOrder.LITTLE_ENDIAN);
    private long windowStart;

    PickleInput(Bytes bytes) {
        this.bytes = bytes;
        window.limit(0);
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
        if (length <= WINDOW) {
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
            window.clear().limit((int) Math.min(WINDOW, rest));
            bytes.read(start, window);
            window.flip();
        }
        return window;
    }

    private static WeightsRefused cutOff() {
        return WeightsRefused.damaged("its pickle is cut off");
    }
}
