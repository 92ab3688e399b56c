package dev.flsys.received;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;

/** A stream of bytes that are in memory. For one thread at a time. */
public final class ReceivedStream extends ByteBufInputStream {

    private final ByteBuf bytes;

    /** @param bytes are not changed */
    public ReceivedStream(ByteBuf bytes) {
        super(bytes.duplicate());
        this.bytes = bytes;
    }

    /**
     * All bytes, including the bytes that were read from this stream. They are not copied. The result need not be
     * released.
     */
    public ByteBuf bytes() {
        return bytes.duplicate();
    }

    /**
     * All bytes of {@code stream}, if none of them was read before. The bytes of a {@link ReceivedStream} are not
     * copied. The result need not be released.
     */
    public static ByteBuf bytes(InputStream stream) throws IOException {
        return stream instanceof ReceivedStream received
                ? received.bytes()
                : Unpooled.wrappedBuffer(stream.readAllBytes());
    }
}
