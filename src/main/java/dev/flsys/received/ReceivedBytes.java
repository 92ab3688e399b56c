package dev.flsys.received;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Collects bytes. Large pieces are kept, small ones are copied into larger ones, so that they need no more memory than
 * about twice their length. If many bytes are {@linkplain #expect expected}, they are put one after the other into a
 * block of {@link LargeBuffers}, if there is one. For one thread at a time.
 */
public final class ReceivedBytes {

    /** Smaller pieces are copied. */
    static final int SMALL = 2 * 1024;

    /** Fewer bytes are not put into a block. */
    static final int LARGE = 512 * 1024;

    /** The bytes that must have arrived before a block is taken, so that an announcement takes no memory. */
    static final int ARRIVED = 128 * 1024;

    /** The address of the aligned byte is a multiple of this, as in onnxruntime's own memory. */
    public static final int ALIGNMENT = 64;

    private static final int FIRST_CAPACITY = 256;
    private static final int MAX_CAPACITY = 32 * 1024;

    private final LargeBuffers buffers;
    private final List<ByteBuf> pieces = new ArrayList<>();
    /** The last of {@link #pieces}, if small ones are copied to it. */
    private @Nullable ByteBuf open;

    private int length;

    /** The number of bytes for which a block can be taken; 0 if none may be taken. */
    private int expected;

    private ToIntFunction<ByteBuf> aligned = start -> 0;
    private LargeBuffers.@Nullable Block block;
    /** The rest of the block; null if the next bytes are kept in pieces. */
    private @Nullable ByteBuffer room;

    /** The block of the bytes that were taken last. */
    private LargeBuffers.@Nullable Block taken;

    public ReceivedBytes() {
        this(LargeBuffers.SHARED);
    }

    ReceivedBytes(LargeBuffers buffers) {
        this.buffers = buffers;
    }

    /**
     * Announces the bytes. More or fewer may come.
     *
     * @param bytes their number
     * @param aligned the index of the byte that should be at an address with {@link #ALIGNMENT}; gets the first bytes
     */
    public void expect(int bytes, ToIntFunction<ByteBuf> aligned) {
        this.expected = bytes >= LARGE ? bytes : 0;
        this.aligned = aligned;
    }

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
        if (!putIntoBlock(piece)) {
            keep(piece);
            if (expected > 0 && length >= ARRIVED) {
                begin();
            }
        }
    }

    private boolean putIntoBlock(ByteBuf piece) {
        ByteBuffer target = room;
        int count = piece.readableBytes();
        if (target == null) {
            return false;
        }
        if (target.remaining() < count) {
            // More bytes than expected.
            endBlock();
            return false;
        }
        int limit = target.limit();
        piece.getBytes(piece.readerIndex(), target.limit(target.position() + count));
        target.limit(limit);
        return true;
    }

    /** Moves the bytes so far to a block. */
    private void begin() {
        int bytes = expected;
        expected = 0;
        if (bytes < length) {
            return;
        }
        LargeBuffers.Block found = buffers.take(Math.addExact(bytes, 3 * ALIGNMENT));
        if (found == null) {
            return;
        }
        ByteBuf start = joined();
        ByteBuffer target = found.bytes(ALIGNMENT);
        int before = Math.floorMod(-aligned.applyAsInt(start), ALIGNMENT);
        target.position(before).limit(before + bytes);
        target = target.slice().limit(start.readableBytes());
        start.getBytes(start.readerIndex(), target);
        target.limit(bytes);
        pieces.clear();
        open = null;
        block = found;
        room = target;
    }

    /** Makes the bytes in the block a piece. */
    private void endBlock() {
        ByteBuffer target = room;
        room = null;
        if (target != null) {
            pieces.add(Unpooled.wrappedBuffer(target.duplicate().flip()));
        }
    }

    private void keep(ByteBuf piece) {
        int count = piece.readableBytes();
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

    /**
     * All bytes so far, which are removed from here. They are not copied. The result need not be released; see
     * {@link #reuse}.
     */
    public ByteBuf take() {
        endBlock();
        ByteBuf all = joined();
        taken = block;
        block = null;
        clear();
        return all;
    }

    private ByteBuf joined() {
        return switch (pieces.size()) {
            case 0 -> Unpooled.EMPTY_BUFFER;
            case 1 -> pieces.get(0);
            default -> Unpooled.compositeBuffer(Integer.MAX_VALUE).addComponents(true, pieces);
        };
    }

    /**
     * Lets others use the memory of the bytes that were taken last. Nothing may read them from here on, also no native
     * code. Without this call, the garbage collector frees them.
     */
    public void reuse() {
        if (taken != null) {
            taken.release();
            taken = null;
        }
    }

    /** Removes all bytes that were not taken. The bytes that were taken stay valid. */
    public void clear() {
        pieces.clear();
        open = null;
        length = 0;
        expected = 0;
        room = null;
        if (block != null) {
            block.release();
            block = null;
        }
    }
}
