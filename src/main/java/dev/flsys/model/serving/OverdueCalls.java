package dev.flsys.model.serving;

import dev.flsys.problem.DisplayTime;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The calls of one model version that missed their deadline. A version is not called for a while if two of its calls
 * hang, or two in a row were late. So one endless model cannot occupy all threads. Thread-safe.
 */
final class OverdueCalls {

    private static final int MAX = 2;
    private static final int PAUSE_IN_LIMITS = 5;
    private static final Duration MAX_PAUSE = Duration.ofMinutes(5);

    private final LongSupplier nanoTime;
    private int hanging;
    private int inARow;
    private long untilNanos;
    private Duration limit = Duration.ZERO;
    /** Read before each call, without the lock. */
    private volatile boolean any;

    /** @param nanoTime a clock as {@link System#nanoTime()} */
    OverdueCalls(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Counts a call that has taken longer than {@code limit} and still runs. */
    synchronized void countOverdue(Duration limit) {
        this.limit = limit;
        hanging++;
        inARow++;
        Duration pause = limit.multipliedBy(PAUSE_IN_LIMITS);
        untilNanos = nanoTime.getAsLong() + (pause.compareTo(MAX_PAUSE) < 0 ? pause : MAX_PAUSE).toNanos();
        any = true;
    }

    /** Counts the end of a late call. */
    synchronized void countEnded() {
        hanging--;
    }

    /** Counts a call that was answered in time. */
    void countAnswered() {
        if (any) {
            forget();
        }
    }

    private synchronized void forget() {
        inARow = 0;
        any = hanging > 0;
    }

    /** The number of late calls that still run. */
    synchronized int hanging() {
        return hanging;
    }

    /** The reason in sentences why the model {@code name} is not called now; empty if it may be called. */
    Optional<String> refusalReason(String name) {
        return any ? reason(name) : Optional.empty();
    }

    private synchronized Optional<String> reason(String name) {
        long left = untilNanos - nanoTime.getAsLong();
        if (hanging < MAX && (inARow < MAX || left <= 0)) {
            return Optional.empty();
        }
        String next = hanging >= MAX
                ? "It is called again when its file has changed, or when these calls have ended."
                : "It is called again in " + Math.max(1, Duration.ofNanos(left).toSeconds())
                        + " seconds, or when its file has changed.";
        return Optional.of("The model " + name + " is not called: its last predictions took longer than "
                + DisplayTime.of(limit) + ". "
                + next);
    }
}
