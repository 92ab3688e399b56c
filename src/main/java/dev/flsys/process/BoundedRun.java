package dev.flsys.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A short-lived child process that ran to its end, with limits of time and output. The whole tree has ended.
 *
 * @param outcome how it ended
 * @param output its output, cut at the limit
 * @param timedOut whether it was ended because it took too long
 */
public record BoundedRun(ExitStatus outcome, String output, boolean timedOut) {

    /**
     * Runs {@code launch} to its end.
     *
     * @param limit longest time it may take
     * @param maxOutput most bytes of its output that are kept; later output is read and dropped
     * @throws IOException if it cannot be started
     * @throws InterruptedException if this thread is interrupted; the child is ended
     */
    public static BoundedRun run(Launch launch, Duration limit, int maxOutput)
            throws IOException, InterruptedException {
        try (ChildProcess child = ChildProcess.start(launch)) {
            ByteArrayOutputStream kept = new ByteArrayOutputStream();
            Thread reader = new Thread(() -> collect(child.output(), kept, maxOutput), "flsys-output-" + child.pid());
            reader.setDaemon(true);
            reader.start();
            boolean ended = child.waitFor(limit);
            child.close();
            reader.join(1_000);
            String output;
            synchronized (kept) {
                output = kept.toString(StandardCharsets.UTF_8);
            }
            return new BoundedRun(child.waitFor(), output, !ended);
        }
    }

    /** Whether it ended by itself with exit code 0. */
    public boolean success() {
        return !timedOut && outcome.success();
    }

    private static void collect(InputStream output, ByteArrayOutputStream kept, int maxOutput) {
        byte[] chunk = new byte[8 * 1024];
        try {
            for (int read = output.read(chunk); read >= 0; read = output.read(chunk)) {
                synchronized (kept) {
                    kept.write(chunk, 0, Math.min(read, maxOutput - kept.size()));
                }
            }
        } catch (IOException ended) {
            // The child was ended; the output so far is kept.
        }
    }
}
