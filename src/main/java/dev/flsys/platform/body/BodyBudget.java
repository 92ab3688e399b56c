package dev.flsys.platform.body;

import dev.flsys.grpc.CallLimits;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of bodies that may be in memory at the same time, from their arrival to the answers of their requests.
 * Thread-safe.
 */
final class BodyBudget implements CallLimits.Memory {

    /**
     * The bytes of heap that one byte of a body may need until its request is answered. They are needed for three
     * things:
     *
     * <ul>
     *   <li>the buffer of the body, which is copied when it grows
     *   <li>a JSON string, with two bytes for each character while Jackson reads it and one byte later
     *   <li>the decoded base64
     * </ul>
     *
     * <p>Measured: a picture of 20 MiB in base64 needs a heap of 140 MiB and fails with 120 MiB; three such pictures
     * need 240 MiB.
     */
    static final int COST = 6;

    private final long size;
    private final AtomicLong taken = new AtomicLong();

    /** @param size bytes of bodies */
    BodyBudget(long size) {
        this.size = size;
    }

    /**
     * A budget of half of the heap.
     *
     * @param heap maximum bytes of the heap
     * @param largest bytes of the largest body; one such body always has room if there is no other
     */
    static BodyBudget of(long heap, long largest) {
        return new BodyBudget(Math.max(heap / 2 / COST, largest));
    }

    /** The size of the budget in bytes. */
    @Override
    public long size() {
        return size;
    }

    /** Whether there is room for {@code bytes} now. */
    boolean hasRoom(long bytes) {
        return taken.get() + bytes <= size;
    }

    /** Reserves {@code bytes}; false if there is not enough room. */
    @Override
    public boolean take(long bytes) {
        if (taken.addAndGet(bytes) <= size) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    /** Releases reserved bytes. */
    @Override
    public void give(long bytes) {
        taken.addAndGet(-bytes);
    }

    long taken() {
        return taken.get();
    }
}
