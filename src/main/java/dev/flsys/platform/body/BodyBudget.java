package dev.flsys.platform.body;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of bodies that may be in memory at once, from their arrival to the answers of their requests. Safe for use
 * by several threads.
 */
final class BodyBudget {

    /**
     * The bytes of heap that a byte of a body may take until its request is answered: its buffer, which is copied when
     * it grows; a string of JSON, two bytes a character while Jackson reads it and one after that; what base64 decodes
     * to. Measured: a picture of 20 MiB in base64 is read with a heap of 140 MiB and not with 120 MiB; three that are
     * kept take 240 MiB.
     */
    static final int COST = 6;

    private final long size;
    private final AtomicLong taken = new AtomicLong();

    /** @param size bytes of bodies */
    BodyBudget(long size) {
        this.size = size;
    }

    /**
     * Half of the heap, at the cost of bodies.
     *
     * @param heap bytes that the heap may have at most
     * @param largest bytes of a body; one always has room if there is no other
     */
    static BodyBudget of(long heap, long largest) {
        return new BodyBudget(Math.max(heap / 2 / COST, largest));
    }

    /** Whether there is room for {@code bytes} now. */
    boolean hasRoom(long bytes) {
        return taken.get() + bytes <= size;
    }

    /** Takes room for {@code bytes}; false if there is not enough. */
    boolean take(long bytes) {
        if (taken.addAndGet(bytes) <= size) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    /** Gives back what was taken. */
    void give(long bytes) {
        taken.addAndGet(-bytes);
    }

    long taken() {
        return taken.get();
    }
}
