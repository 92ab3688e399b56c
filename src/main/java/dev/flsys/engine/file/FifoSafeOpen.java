package dev.flsys.engine.file;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Opens files that may have been replaced by a FIFO. A thread that waits a second for the writer of a FIFO is freed,
 * and checked again each second. The reader then gets the end of the file. Thread-safe.
 */
public final class FifoSafeOpen {

    private static final Duration RELEASE_INTERVAL = Duration.ofSeconds(1);
    private static final ScheduledThreadPoolExecutor RELEASER = releaser();

    private FifoSafeOpen() {}

    /**
     * A step that opens a file.
     *
     * @param <T> its result
     * @param <E> its failure
     */
    @FunctionalInterface
    public interface Step<T, E extends Exception> {

        T run() throws E;
    }

    /**
     * Runs a step on this thread.
     *
     * @param file the file that it opens
     * @throws E if the step fails
     */
    public static <T, E extends Exception> T open(Path file, Step<T, E> step) throws E {
        long nanos = RELEASE_INTERVAL.toNanos();
        ScheduledFuture<?> releases =
                RELEASER.scheduleWithFixedDelay(() -> Fifo.release(file), nanos, nanos, TimeUnit.NANOSECONDS);
        try {
            return step.run();
        } finally {
            releases.cancel(false);
        }
    }

    private static ScheduledThreadPoolExecutor releaser() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "flsys-fifo-release");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setKeepAliveTime(10, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
