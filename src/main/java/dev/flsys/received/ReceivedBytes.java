package dev.flsys.received;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects bytes. Large pieces are kept, small ones are copied into larger ones, so that they need no more memory than
 * about twice their length. For one thread at a time.
 */
public final class ReceivedBytes {

    /** Smaller pieces are copied. */
    static final int SMALL = 2 * 1024;

    private static final int FIRST_CAPACITY = 256;
    private static final int MAX_CAPACITY = 32 * 1024;

    private final List<ByteBuf> pieces = new ArrayList<>();
    /** The last of {@link #pieces}, if small ones are copied to it. */
    private @Nullable ByteBuf open;

    private int length;

    /**
     * Adds the readable bytes of {@code piece}.
     *
     * @param piece in the heap and not pooled; it is kept, so the caller must not change it
     */
    public void add(ByteBuf piece) {
        int count = piece.readableBytes();
        if (count == 0) {
            return;
        }
        length = Math.addExact(length, count);
        if (count >= SMALL) {
            pieces.add(piece.slice());
            open = null;
            return;
        }
        ByteBuf last = open;
        if (last == null || last.maxWritableBytes() < count) {
            last = Unpooled.buffer(FIRST_CAPACITY, MAX_CAPACITY);
            pieces.add(last);
            open = last;
        }
        last.writeBytes(piece, piece.readerIndex(), count);
    }

    /** The number of bytes. */
    public int length() {
        return length;
    }

    /** All bytes so far, which are removed from here. They are not copied. The result need not be released. */
    public ByteBuf take() {
        ByteBuf all =
                switch (pieces.size()) {
                    case 0 -> Unpooled.EMPTY_BUFFER;
                    case 1 -> pieces.get(0);
                    default -> joined();
                };
        clear();
        return all;
    }

    private ByteBuf joined() {
        CompositeByteBuf all = Unpooled.compositeBuffer(Integer.MAX_VALUE);
        return all.addComponents(true, pieces);
    }

    /** Removes all bytes. */
    public void clear() {
        pieces.clear();
        open = null;
        length = 0;
    }
}
