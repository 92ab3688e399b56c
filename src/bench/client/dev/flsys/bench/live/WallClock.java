package dev.flsys.bench.live;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The clock of the times in the lines of children. */
final class WallClock {

    private WallClock() {}

    /** Nanoseconds since 1970, like Python's {@code time.time_ns()}. */
    static long nanoseconds() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }
}
