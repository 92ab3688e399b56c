package dev.flsys.simulation;

import dev.flsys.process.OutputLine;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which texts of a line that is rewritten, as a progress bar is, are stored: one in {@link #EVERY} while it
 * moves, and in any case the last one. All other lines are stored. For one thread at a time.
 */
final class MovingLine {

    /** A moving line is stored at most so often. */
    static final Duration EVERY = Duration.ofMillis(250);

    private final LongSupplier nanoTime;

    /** What of the current line is stored, if it moves and something is. */
    private @Nullable String stored;
    /** What it shows now, if that is not stored. */
    private @Nullable String pending;

    private long lastStored;

    /** @param nanoTime as {@link System#nanoTime} */
    MovingLine(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastStored = nanoTime.getAsLong() - EVERY.toNanos();
    }

    /**
     * A line to store.
     *
     * @param replaces whether it takes the place of the line stored before it
     */
    record Stored(String text, boolean continues, boolean replaces) {}

    /** What to store of {@code line}; null if nothing is to be stored now. */
    @Nullable Stored next(OutputLine line) {
        if (line.moving()) {
            pending = line.text();
            return due();
        }
        boolean replaces = stored != null;
        boolean known = line.text().equals(stored) && !line.continues();
        stored = null;
        pending = null;
        return known ? null : new Stored(line.text(), line.continues(), replaces);
    }

    /** What to store of a line that moved, and has not been stored for long enough; null if there is nothing. */
    @Nullable Stored due() {
        return nanoTime.getAsLong() - lastStored < EVERY.toNanos() ? null : last();
    }

    /** What to store of a line that moved, now that the output has ended; null if there is nothing. */
    @Nullable Stored last() {
        String text = pending;
        pending = null;
        if (text == null || text.equals(stored)) {
            return null;
        }
        boolean replaces = stored != null;
        stored = text;
        lastStored = nanoTime.getAsLong();
        return new Stored(text, false, replaces);
    }
}
