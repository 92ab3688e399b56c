package dev.flsys.flower.superlink;

import dev.flsys.process.OutputLine;
import dev.flsys.process.OutputLines;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The log of a run in the output of {@code flwr log}. Everything that the command itself prints comes before the log
 * and ends with {@code Using SuperLink: NAME (ADDRESS)} (flwr 1.41,
 * {@code cli.utils.init_http_client_from_connection}); an output that does not have this among its first
 * {@value #MOST_BEFORE} lines is all log. Only lines that have ended are given: what a progress bar showed in between
 * depends on time, and would not be the same when the log is replayed. For one thread.
 */
final class LogStream {

    private static final int MOST_BEFORE = 20;

    private final OutputLines lines;
    private final String banner;
    private final Runnable moved;
    /** Lines that came before it was known whether there is a banner, and turned out to be log. */
    private final Deque<OutputLine> ahead = new ArrayDeque<>();

    private boolean begun;

    /** @param moved is run when a line that has not ended shows another text */
    LogStream(OutputLines lines, String superlink, Runnable moved) {
        this.lines = lines;
        this.moved = moved;
        this.banner = "Using SuperLink: " + superlink + " (";
    }

    /** The next line, waiting for it; null at the end. */
    @Nullable OutputLine next() {
        if (!begun) {
            begin();
        }
        return ahead.isEmpty() ? ended(lines::next) : ahead.remove();
    }

    /** The next line if all of it is there; null if it is not, or at the end. */
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

    /** Whether the stream ended without ending the line that {@link #next} gave last. */
    boolean isCutOff() {
        return ahead.isEmpty() && lines.isCutOff();
    }

    /** Passes over {@code count} lines, or all where there are no more. */
    void skip(long count) {
        for (long left = count; left > 0 && next() != null; left--) {
            // it is stored already
        }
    }

    private void begin() {
        begun = true;
        while (ahead.size() < MOST_BEFORE) {
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
