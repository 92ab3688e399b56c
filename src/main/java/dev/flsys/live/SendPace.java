package dev.flsys.live;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The limit of the bytes that all feeds together send while a simulation prints fast. Sending to many connections would
 * take processor time from the simulation. So the connections fall behind instead, and get the remaining lines from the
 * log when the simulation prints less. In each pass the bytes of a feed's first connection do not count, so a single
 * connection has no limit. Thread-safe.
 */
final class SendPace {

    /** The bytes that are sent in a second while a simulation prints fast. */
    static final long BYTES_A_SECOND = 8L * 1024 * 1024;

    /** A simulation prints fast if the logs grow by at least this many bytes within {@link #WINDOW}. */
    static final long FAST = 512L * 1024;

    private static final long WINDOW = TimeUnit.MILLISECONDS.toNanos(100);

    /** The longest pause, so that even a large number of connections still get some events. */
    private static final long MAX_PAUSE = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;

    private long windowStart;
    private long grown;
    /** The last time at which the logs grew fast; valid if {@link #wasFast}. */
    private long lastFast;

    private boolean wasFast;
    /**
     * The time from which frames may be sent again, because the bytes that were sent so far are then within the limit.
     */
    private long free;

    SendPace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.windowStart = nanoTime.getAsLong();
        this.free = windowStart;
    }

    /** Notes that a log grew by this many bytes. */
    synchronized void grew(long bytes) {
        long now = nanoTime.getAsLong();
        if (now - windowStart >= WINDOW) {
            windowStart = now;
            grown = 0;
        }
        grown += bytes;
        if (grown >= FAST) {
            lastFast = now;
            wasFast = true;
        }
    }

    /** Notes that a frame of this many bytes is sent to this many connections, without the first one of a pass. */
    synchronized void sent(long bytes, int connections) {
        long now = nanoTime.getAsLong();
        if (free - now < 0 || !isFast(now)) {
            free = now;
        }
        double seconds = (double) bytes * connections / BYTES_A_SECOND;
        // A double is used because the nanoseconds for a large number of connections could overflow a long.
        free = now + (long) Math.min(free - now + seconds * TimeUnit.SECONDS.toNanos(1), (double) MAX_PAUSE);
    }

    /** Nanoseconds until frames may be sent again; 0 while no simulation prints fast. */
    synchronized long pause() {
        long now = nanoTime.getAsLong();
        return isFast(now) ? Math.max(0, free - now) : 0;
    }

    private boolean isFast(long now) {
        return wasFast && now - lastFast < 2 * WINDOW;
    }
}
