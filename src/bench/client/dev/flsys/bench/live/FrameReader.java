package dev.flsys.bench.live;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Joins messages from a server's frames (RFC 6455, 5.2), which are not masked. Not thread-safe. */
final class FrameReader {

    private static final int CAPACITY = 256 * 1024;
    private static final int FINAL = 0x80;
    private static final int OPCODE = 0x0F;
    private static final int CONTINUATION = 0x0;
    private static final int TEXT = 0x1;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int LENGTH_OF_2_BYTES = 126;
    private static final int LENGTH_OF_8_BYTES = 127;

    private enum Taken {
        /** The frame is incomplete. */
        NOTHING,
        FRAME,
        /** A frame that ended a message. */
        MESSAGE
    }

    private ByteBuffer bytes = ByteBuffer.allocate(CAPACITY);
    private byte[] message = new byte[CAPACITY];
    private int length;
    private int pings;

    /** The buffer to read into, which always has room. {@link #next} may leave bytes in it. */
    ByteBuffer space() {
        return bytes;
    }

    /**
     * Whether there is a whole message. {@link #message()} contains it until the next call.
     *
     * @throws IOException if the server closed the connection by a frame
     */
    boolean next() throws IOException {
        bytes.flip();
        try {
            Taken taken;
            do {
                taken = frame();
            } while (taken == Taken.FRAME);
            return taken == Taken.MESSAGE;
        } finally {
            bytes.compact();
            if (!bytes.hasRemaining()) {
                bytes = ByteBuffer.allocate(bytes.capacity() * 2).put(bytes.flip());
            }
        }
    }

    /** The last message, in the first {@link #length()} bytes. */
    byte[] message() {
        return message;
    }

    int length() {
        return length;
    }

    /** The number of pings since the last call. */
    int takePings() {
        int taken = pings;
        pings = 0;
        return taken;
    }

    private Taken frame() throws IOException {
        int start = bytes.position();
        long size = bytes.remaining() < 2 ? -1 : sizeAt(start);
        if (size < 0 || bytes.limit() - bytes.position() < size) {
            bytes.position(start);
            return Taken.NOTHING;
        }
        int first = bytes.get(start);
        int opcode = first & OPCODE;
        switch (opcode) {
            case TEXT, CONTINUATION -> append((int) size, opcode == TEXT);
            case CLOSE -> throw new IOException("closed by the server");
            default -> {
                pings += opcode == PING ? 1 : 0;
                bytes.position(bytes.position() + (int) size);
                return Taken.FRAME;
            }
        }
        return (first & FINAL) == 0 ? Taken.FRAME : Taken.MESSAGE;
    }

    /** Moves after the head of the frame and returns the size of its payload; -1 if the head is incomplete. */
    private long sizeAt(int start) {
        int size = bytes.get(start + 1) & 0x7F;
        int head = size == LENGTH_OF_8_BYTES ? 10 : size == LENGTH_OF_2_BYTES ? 4 : 2;
        if (bytes.remaining() < head) {
            return -1;
        }
        bytes.position(start + head);
        return switch (size) {
            case LENGTH_OF_8_BYTES -> bytes.getLong(start + 2);
            case LENGTH_OF_2_BYTES -> bytes.getShort(start + 2) & 0xFFFF;
            default -> size;
        };
    }

    private void append(int size, boolean first) {
        int from = first ? 0 : length;
        if (from + size > message.length) {
            message = Arrays.copyOf(message, (from + size) * 2);
        }
        bytes.get(message, from, size);
        length = from + size;
    }
}
