package dev.flsys.received;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Memory outside the heap for large bodies. An engine reads a tensor there without a copy. A block is used again after
 * {@link Block#release}. The garbage collector frees a block that is not released, after the last buffer on it. So a
 * caller that does not know whether native code still reads a block must not release it, and loses only time.
 * Thread-safe.
 */
public final class LargeBuffers {

    /** The memory of the service. */
    public static final LargeBuffers SHARED = new LargeBuffers(64L << 20, 16L << 20);

    /** All blocks take at most this part of the limit of the heap, so that a small container has room for them. */
    private static final int SHARE = 8;

    private static final int UNIT = 1 << 20;

    private final long maxBytes;
    private final long maxFree;
    /** Blocks to use again, the newest last. */
    private final List<ByteBuffer> free = new ArrayList<>();

    private final ReferenceQueue<ByteBuffer> collected = new ReferenceQueue<>();
    private final Set<Reference<?>> blocks = new HashSet<>();
    private long allocated;

    /**
     * @param maxBytes bytes of all blocks
     * @param maxFree bytes of the blocks that no caller uses
     */
    LargeBuffers(long maxBytes, long maxFree) {
        this.maxBytes = maxBytes;
        this.maxFree = maxFree;
    }

    /** The memory of a block, until the collector finds it. */
    private static final class Memory extends PhantomReference<ByteBuffer> {

        private final int size;

        Memory(ByteBuffer memory, ReferenceQueue<ByteBuffer> collected) {
            super(memory, collected);
            this.size = memory.capacity();
        }
    }

    /** A block of one caller. For one thread at a time. */
    public final class Block {

        private @Nullable ByteBuffer memory;

        private Block(ByteBuffer memory) {
            this.memory = memory;
        }

        /** All of its bytes, with any content, at a multiple of {@code alignment}. Must not be released before. */
        ByteBuffer bytes(int alignment) {
            ByteBuffer all = memory;
            if (all == null) {
                throw new IllegalStateException("The block was released");
            }
            return all.clear().alignedSlice(alignment);
        }

        /** Lets other callers use the memory. Nothing may read the buffers on it from here on. May be called twice. */
        void release() {
            ByteBuffer all = memory;
            memory = null;
            if (all != null) {
                giveBack(all);
            }
        }
    }

    /** A block with at least {@code bytes}; null if too much memory is in use. */
    synchronized @Nullable Block take(int bytes) {
        forgetCollected();
        for (int i = free.size() - 1; i >= 0; i--) {
            int size = free.get(i).capacity();
            if (bytes <= size && size / 2 <= Math.max(bytes, UNIT)) {
                return new Block(free.remove(i));
            }
        }
        long size = ((long) bytes + UNIT - 1) / UNIT * UNIT;
        if (allocated + size > Math.min(maxBytes, Runtime.getRuntime().maxMemory() / SHARE)) {
            // Blocks of other sizes make room for later calls.
            free.clear();
            return null;
        }
        ByteBuffer memory;
        try {
            memory = ByteBuffer.allocateDirect((int) size);
        } catch (OutOfMemoryError limited) {
            return null;
        }
        blocks.add(new Memory(memory, collected));
        allocated += size;
        return new Block(memory);
    }

    private synchronized void giveBack(ByteBuffer memory) {
        long used = memory.capacity();
        for (ByteBuffer each : free) {
            used += each.capacity();
        }
        if (used <= maxFree) {
            free.add(memory);
        }
    }

    private void forgetCollected() {
        for (Reference<?> each = collected.poll(); each != null; each = collected.poll()) {
            if (blocks.remove(each) && each instanceof Memory memory) {
                allocated -= memory.size;
            }
        }
    }
}
