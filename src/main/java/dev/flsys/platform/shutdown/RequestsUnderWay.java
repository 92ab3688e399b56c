package dev.flsys.platform.shutdown;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the requests that have come and are not answered yet. Safe for use by several threads. */
final class RequestsUnderWay {

    private final AtomicInteger count = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition none = lock.newCondition();
    /** While there is no one who waits, nothing but the count costs time. */
    private volatile boolean awaited;
    /** When one has come or gone last, since {@link #awaited}. */
    private volatile long changedNanos;

    void began() {
        count.incrementAndGet();
        if (awaited) {
            changedNanos = System.nanoTime();
        }
    }

    void ended() {
        int left = count.decrementAndGet();
        if (awaited) {
            changedNanos = System.nanoTime();
            if (left == 0) {
                tell();
            }
        }
    }

    private void tell() {
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
     * Waits until there is none, and none has come or gone for a while.
     *
     * @param quiet for so long; a connection that was accepted last has sent its request by then
     * @param limit how long to wait at most
     * @return whether there is none
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
