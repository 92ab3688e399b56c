package dev.flsys.flower.superlink;

import dev.flsys.process.OutputLine;
import dev.flsys.process.OutputLines;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The log of a run in the output of {@code flwr log}. The command's own lines come before the log and end with
 * {@code Using SuperLink: NAME (ADDRESS)} (flwr 1.32 to 1.42, {@code cli.utils.init_http_client_from_connection}). If
 * the first {@value #MAX_BEFORE} lines do not contain that line, the whole output is the log.
 *
 * <p>Only complete lines are returned: the states of a progress bar depend on time, so a replayed log would differ. For
 * one thread.
 */
final class LogStream {

    private static final int MAX_BEFORE = 20;

    private final OutputLines lines;
    private final String banner;
    private final Runnable moved;
    /** Lines of the log that were read while the banner was searched. */
    private final Deque<OutputLine> ahead = new ArrayDeque<>();

    private boolean begun;

    /** @param moved is run when the text of an incomplete line changes */
    LogStream(OutputLines lines, String superlink, Runnable moved) {
        this.lines = lines;
        this.moved = moved;
        this.banner = "Using SuperLink: " + superlink + " (";
    }

    /** Waits for the next line; null at the end. */
    @Nullable OutputLine next() {
        if (!begun) {
            begin();
        }
        return ahead.isEmpty() ? ended(lines::next) : ahead.remove();
    }

    /** The next line if it is complete; null if it is not, or at the end. */
    @Nullable OutputLine poll() {
        return ahead.isEmpty() ? ended(lines::poll) : null;
    }

    private @Nullable OutputLine ended(Supplier<@Nullable OutputLine> read) {
        OutputLine line = read.get();
        while (line != null && line.moving()) {
            moved.run();
            line = read.get();
        }
        return line;
    }

    /** Whether the stream ended within the line that {@link #next} returned last. */
    boolean isCutOff() {
        return ahead.isEmpty() && lines.isCutOff();
    }

    /** Skips {@code count} lines, or all lines if there are fewer. */
    void skip(long count) {
        for (long left = count; left > 0 && next() != null; left--) {
            // This line is already stored.
        }
    }

    private void begin() {
        begun = true;
        while (ahead.size() < MAX_BEFORE) {
            OutputLine line = ended(lines::next);
            if (line == null) {
                return;
            }
            if (line.text().contains(banner)) {
                ahead.clear();
                return;
            }
            ahead.add(line);
        }
    }
}
