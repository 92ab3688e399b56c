package dev.flsys.process;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * A child process that ran to its end, with a time limit. Each line was reported as it arrived. The whole tree has
 * ended.
 *
 * @param outcome the end of the run
 * @param lastLines the last lines of its output, at most {@value #KEPT}
 * @param timedOut whether it was ended because it took too long
 */
public record LineRun(ExitStatus outcome, List<String> lastLines, boolean timedOut) {

    private static final int KEPT = 40;

    public LineRun {
        lastLines = List.copyOf(lastLines);
    }

    /**
     * Runs {@code launch} to its end.
     *
     * @param limit longest time it may take
     * @param onLine receives each line, on a separate thread
     * @throws IOException if it cannot be started
     * @throws InterruptedException if this thread is interrupted; the child is ended
     */
    public static LineRun run(Launch launch, Duration limit, Consumer<String> onLine)
            throws IOException, InterruptedException {
        try (ChildProcess child = ChildProcess.start(Orphans.mark(launch))) {
            Deque<String> last = new ArrayDeque<>();
            // A read of a pipe does not end when its thread is interrupted; the wait below does.
            Thread reader = new Thread(() -> read(child, last, onLine), "flsys-output-" + child.pid());
            reader.setDaemon(true);
            reader.start();
            boolean ended = child.waitFor(limit);
            child.close();
            reader.join(1_000);
            synchronized (last) {
                return new LineRun(child.waitFor(), List.copyOf(last), !ended);
            }
        }
    }

    /** Whether it ended by itself with exit code 0. */
    public boolean success() {
        return !timedOut && outcome.success();
    }

    private static void read(ChildProcess child, Deque<String> last, Consumer<String> onLine) {
        OutputLines lines = new OutputLines(child.output());
        for (OutputLine next = lines.next(); next != null; next = lines.next()) {
            if (next.moving()) {
                continue;
            }
            String line = next.text();
            synchronized (last) {
                last.addLast(line);
                if (last.size() > KEPT) {
                    last.removeFirst();
                }
            }
            onLine.accept(line);
        }
    }
}
