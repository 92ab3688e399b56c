package dev.flsys.bench.live;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The clock that children stamp their lines with. */
final class WallClock {

    private WallClock() {}

    /** Nanoseconds since 1970, as Python's {@code time.time_ns()}. */
    static long nanoseconds() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }
}
