package dev.flsys.grpc;

import dev.flsys.received.ReceivedBytes;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of a call into messages. Memory grows with the bytes that arrive, not with the announced length, and
 * is reserved before it is used. For one thread at a time.
 */
final class MessageReader {

    /** Bytes before each message: a flag for compression, and the length in four bytes, big-endian. */
    static final int PREFIX = 5;

    private final long largest;
    private final CallLimits.Memory memory;

    private final byte[] prefix = new byte[PREFIX];
    private int prefixBytes;
    private final ReceivedBytes message = new ReceivedBytes();
    private int length;
    private long held;

    private Buffer chunk = Buffer.buffer(0);
    private int next;

    /** @param largest bytes of a message */
    MessageReader(long largest, CallLimits.Memory memory) {
        this.largest = largest;
        this.memory = memory;
    }

    /**
     * A message.
     *
     * @param bytes exactly the bytes of the message, in the pieces in which they arrived; need not be released
     */
    record Message(ByteBuf bytes, boolean compressed) {}

    /** Adds bytes that have arrived. */
    void add(Buffer more) {
        if (next == chunk.length()) {
            chunk = more;
        } else {
            Buffer both = Buffer.buffer(chunk.length() - next + more.length());
            chunk = both.appendBuffer(chunk, next, chunk.length() - next).appendBuffer(more);
        }
        next = 0;
    }

    /**
     * The next message, or null if it is not complete.
     *
     * @throws GrpcProblem if it is too large, there is no room for it, or it has no valid prefix
     */
    @Nullable Message poll() {
        if (prefixBytes < PREFIX) {
            prefixBytes += copy(prefix, prefixBytes, PREFIX - prefixBytes);
            if (prefixBytes < PREFIX) {
                return null;
            }
            begin();
        }
        keep(Math.min(chunk.length() - next, length - message.length()));
        if (message.length() < length) {
            return null;
        }
        Message complete = new Message(message.take(), prefix[0] == 1);
        prefixBytes = 0;
        return complete;
    }

    /** Whether a part of a message has arrived. */
    boolean isWithin() {
        return prefixBytes > 0 || next < chunk.length();
    }

    /**
     * Lets other calls use the memory of the last message. Nothing may read the message from here on, also no native
     * code.
     */
    void reuse() {
        message.reuse();
    }

    /** Releases the memory of all messages so far. */
    void release() {
        memory.give(held);
        held = 0;
    }

    /** Drops the bytes that have arrived. */
    void close() {
        chunk = Buffer.buffer(0);
        next = 0;
        message.clear();
        prefixBytes = 0;
        release();
    }

    private void begin() {
        if (prefix[0] != 0 && prefix[0] != 1) {
            throw GrpcProblem.malformed("A message does not begin with 0 or 1, the flag for compression.");
        }
        long announced = Integer.toUnsignedLong(ByteBuffer.wrap(prefix).getInt(1));
        if (announced > largest) {
            throw GrpcProblem.tooLarge(
                    "The message has " + announced + " bytes; " + largest + " are possible in this method.");
        }
        length = (int) announced;
        message.expect(length, LargeField::start);
    }

    /** Adds the next bytes of the chunk to the message. */
    private void keep(int count) {
        if (!memory.take(count)) {
            throw GrpcProblem.full();
        }
        held += count;
        message.add(chunk.getByteBuf().slice(next, count));
        next += count;
    }

    private int copy(byte[] to, int at, int max) {
        int count = Math.min(max, chunk.length() - next);
        if (count > 0) {
            chunk.getBytes(next, next + count, to, at);
            next += count;
        }
        return count;
    }
}
