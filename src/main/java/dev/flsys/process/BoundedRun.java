package dev.flsys.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A short-lived child process that ran to its end, with limits of time, output and memory. The whole tree has ended.
 *
 * @param outcome the end of the run
 * @param output its output, cut at the limit
 * @param timedOut whether it was ended because it took too long
 * @param tooLarge whether it was ended because its processes used too much memory
 */
public record BoundedRun(ExitStatus outcome, String output, boolean timedOut, boolean tooLarge) {

    private static final Duration SAMPLE_INTERVAL = Duration.ofMillis(250);

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
        return run(launch, limit, maxOutput, Long.MAX_VALUE);
    }

    /**
     * The same as {@link #run(Launch, Duration, int)}, with a limit for the memory of all processes of the tree
     * together. It is measured four times a second, where the system has {@code /proc}, so the tree may exceed it for a
     * moment.
     *
     * @param maxMemory bytes
     */
    public static BoundedRun run(Launch launch, Duration limit, int maxOutput, long maxMemory)
            throws IOException, InterruptedException {
        return run(ChildProcess.start(Orphans.mark(launch)), limit, maxOutput, maxMemory);
    }

    /** The same as {@link #run(Launch, Duration, int)}, without the child's standard error, which is dropped. */
    public static BoundedRun runOutputOnly(Launch launch, Duration limit, int maxOutput)
            throws IOException, InterruptedException {
        return run(ChildProcess.startWithoutErrors(Orphans.mark(launch)), limit, maxOutput, Long.MAX_VALUE);
    }

    private static BoundedRun run(ChildProcess child, Duration limit, int maxOutput, long maxMemory)
            throws InterruptedException {
        try (child) {
            ByteArrayOutputStream kept = new ByteArrayOutputStream();
            Thread reader = new Thread(() -> collect(child.output(), kept, maxOutput), "flsys-output-" + child.pid());
            reader.setDaemon(true);
            reader.start();
            long deadline = System.nanoTime() + limit.toNanos();
            boolean tooLarge = false;
            boolean ended = child.waitFor(first(limit, maxMemory));
            while (!ended && !tooLarge && System.nanoTime() < deadline) {
                tooLarge = maxMemory < Long.MAX_VALUE && child.memoryBytes() > maxMemory;
                ended = !tooLarge && child.waitFor(first(Duration.ofNanos(deadline - System.nanoTime()), maxMemory));
            }
            child.close();
            reader.join(1_000);
            String output;
            synchronized (kept) {
                output = kept.toString(StandardCharsets.UTF_8);
            }
            return new BoundedRun(child.waitFor(), output, !ended && !tooLarge, tooLarge);
        }
    }

    /** Whether it ended by itself with exit code 0. */
    public boolean success() {
        return !timedOut && !tooLarge && outcome.success();
    }

    private static Duration first(Duration left, long maxMemory) {
        return maxMemory < Long.MAX_VALUE && SAMPLE_INTERVAL.compareTo(left) < 0 ? SAMPLE_INTERVAL : left;
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
