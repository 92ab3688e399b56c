package dev.flsys.simulation.log;

import dev.flsys.process.OutputLine;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which texts of a progress bar are stored: one in {@link #EVERY} while it moves, and always the last one. All
 * other lines are stored. For one thread at a time.
 */
public final class MovingLine {

    /** The minimum time between two stored texts of a moving line. */
    static final Duration EVERY = Duration.ofMillis(250);

    private final LongSupplier nanoTime;

    /** The stored text of the current line, if it moves. */
    private @Nullable String stored;
    /** The present text of the current line, if it is not stored. */
    private @Nullable String pending;

    private long lastStored;

    /** @param nanoTime as {@link System#nanoTime} */
    public MovingLine(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastStored = nanoTime.getAsLong() - EVERY.toNanos();
    }

    /**
     * A line to store.
     *
     * @param replaces whether it takes the place of the line stored before it
     */
    public record Stored(String text, boolean continues, boolean replaces) {}

    /** The text to store of {@code line}; null if there is none now. */
    public @Nullable Stored next(OutputLine line) {
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

    /** The text to store of a moving line that was not stored within {@link #EVERY}; null if there is none. */
    public @Nullable Stored due() {
        return nanoTime.getAsLong() - lastStored < EVERY.toNanos() ? null : last();
    }

    /** The text of a moving line that is stored when the output has ended; null if there is none. */
    public @Nullable Stored last() {
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
