package dev.flsys.platform.shutdown;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the requests that have arrived and are not answered. Thread-safe. */
final class RequestsInFlight {

    private final AtomicInteger count = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition none = lock.newCondition();
    /** Whether a thread waits. Without one only the count is updated. */
    private volatile boolean awaited;
    /** The time of the last change of the count since {@link #awaited}. */
    private volatile long changedNanos;

    void countBegin() {
        count.incrementAndGet();
        if (awaited) {
            changedNanos = System.nanoTime();
        }
    }

    void countEnd() {
        int left = count.decrementAndGet();
        if (awaited) {
            changedNanos = System.nanoTime();
            if (left == 0) {
                signal();
            }
        }
    }

    private void signal() {
        lock.lock();
        try {
            none.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int count() {
        return count.get();
    }

    /**
     * Waits until no request is left and the count has not changed for a while.
     *
     * @param quiet the quiet time; a connection that was accepted last has sent its request within it
     * @param limit the longest wait
     * @return whether no request is left
     */
    boolean awaitNone(Duration quiet, Duration limit) throws InterruptedException {
        long now = System.nanoTime();
        long deadline = now + limit.toNanos();
        changedNanos = now;
        awaited = true;
        lock.lock();
        try {
            while (true) {
                boolean some = count.get() > 0;
                now = System.nanoTime();
                long stillLoud = quiet.toNanos() - (now - changedNanos);
                if (!some && stillLoud <= 0) {
                    return true;
                }
                long left = deadline - now;
                if (left <= 0) {
                    return !some;
                }
                var unused = none.awaitNanos(some ? left : Math.min(left, stillLoud));
            }
        } finally {
            lock.unlock();
        }
    }
}
