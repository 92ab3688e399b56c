package dev.flsys.openinference;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of decoded bodies that may be in memory at the same time. The limits of {@code platform.body} count encoded
 * bytes, and one encoded byte can become a thousand decoded bytes. Thread-safe.
 */
final class DecodedBodies {

    /**
     * The divisor of the heap. Bodies may need a quarter of the heap, and each byte may need six bytes, see
     * {@code platform.body}.
     */
    private static final int PART = 24;

    private final long size;
    private final AtomicLong taken = new AtomicLong();

    /** @param size bytes of all decoded bodies together */
    DecodedBodies(long size) {
        this.size = size;
    }

    /** A part of the heap. */
    static DecodedBodies ofHeap() {
        return new DecodedBodies(Runtime.getRuntime().maxMemory() / PART);
    }

    /** The most bytes of one body. */
    int largest(int limit) {
        return (int) Math.min(limit, size);
    }

    /** A reservation, which grows while a body is decoded. For one thread at a time. */
    final class Room implements AutoCloseable {

        private long held;

        /** Reserves more bytes; false if there is no room for them now. */
        boolean take(int bytes) {
            if (taken.addAndGet(bytes) > size) {
                taken.addAndGet(-bytes);
                return false;
            }
            held += bytes;
            return true;
        }

        /** Releases all bytes. Later calls do nothing. */
        @Override
        public void close() {
            taken.addAndGet(-held);
            held = 0;
        }
    }
}
