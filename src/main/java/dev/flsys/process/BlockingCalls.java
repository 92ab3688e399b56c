package dev.flsys.process;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The calls that wait for a child process. When the service stops, all of them are interrupted, and each one ends its
 * child.
 *
 * <p>Thread-safe.
 */
public final class BlockingCalls implements AutoCloseable {

    private static final Duration LEAVE_LIMIT = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 20;

    private final Set<Thread> inside = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** A call on this thread, until it is closed. Calls of one thread do not nest. */
    public interface Call extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Enters a call.
     *
     * @throws InterruptedException if the service stops
     */
    public Call enter() throws InterruptedException {
        Thread thread = Thread.currentThread();
        inside.add(thread);
        if (closed) {
            inside.remove(thread);
            throw new InterruptedException("The service stops.");
        }
        return () -> inside.remove(thread);
    }

    /** Interrupts every call and waits at most ten seconds for the calls to end. No call can be entered afterwards. */
    @Override
    public void close() {
        closed = true;
        long deadline = System.nanoTime() + LEAVE_LIMIT.toNanos();
        inside.forEach(Thread::interrupt);
        try {
            while (!inside.isEmpty() && System.nanoTime() < deadline) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
