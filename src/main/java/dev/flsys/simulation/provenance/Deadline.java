package dev.flsys.simulation.provenance;

import java.time.Duration;

/**
 * The end of the time for a reading.
 *
 * @param nanos as {@link System#nanoTime}
 */
record Deadline(long nanos) {

    static Deadline after(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** The time that is left, at most {@code max}; zero if none is. */
    Duration remaining(Duration max) {
        long left = Math.max(0, nanos - System.nanoTime());
        return Duration.ofNanos(Math.min(left, max.toNanos()));
    }

    boolean isOver() {
        return System.nanoTime() - nanos >= 0;
    }
}
