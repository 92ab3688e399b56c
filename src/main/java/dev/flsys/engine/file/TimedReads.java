package dev.flsys.engine.file;

import dev.flsys.project.FileStamp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Reads files on its own threads, because a read may never end. The caller waits at most two seconds, and only once for
 * each file. At most four reads may hang. Then no file is read until one of them ends. A read that waits for the writer
 * of a FIFO is ended. Thread-safe.
 *
 * @param <T> the result of a read
 */
public final class TimedReads<T> {

    private static final Logger LOG = Logger.getLogger(TimedReads.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int MAX = 4;
    private static final int MAX_WAITING = 1_024;
    private static final int MAX_KEPT = 64;

    private final Function<Path, T> read;
    private final Duration timeout;
    private final Map<FileStamp, CompletableFuture<T>> late = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(MAX, MAX, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> {
                Thread thread = new Thread(task, "flsys-model-head");
                thread.setDaemon(true);
                return thread;
            });

    /** @param read reads a file; must not fail */
    public TimedReads(Function<Path, T> read) {
        this(read, TIMEOUT);
    }

    TimedReads(Function<Path, T> read, Duration timeout) {
        this.read = read;
        this.timeout = timeout;
        threads.allowCoreThreadTimeOut(true);
    }

    /** The result for a file; empty if it cannot be read now. */
    public Optional<T> read(FileStamp file) {
        CompletableFuture<T> earlier = late.get(file);
        if (earlier != null) {
            return earlier.isDone() && late.remove(file, earlier) ? result(earlier) : Optional.empty();
        }
        if (late.values().stream().filter(reading -> !reading.isDone()).count() >= MAX) {
            return Optional.empty();
        }
        try {
            return await(file, CompletableFuture.supplyAsync(() -> read.apply(file.path()), threads));
        } catch (RejectedExecutionException full) {
            return Optional.empty();
        }
    }

    private Optional<T> await(FileStamp file, CompletableFuture<T> reading) {
        try {
            return Optional.of(reading.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException hangs) {
            LOG.warnf("%s has not been read for %d ms", file.path(), timeout.toMillis());
            late.values().removeIf(before -> late.size() > MAX_KEPT && before.isDone());
            // the result of a FIFO is not the content of the file that it replaced
            if (!Fifo.release(file.path())) {
                late.put(file, reading);
            }
            return Optional.empty();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException failed) {
            LOG.warnf("%s was not read: %s", file.path(), failed.getCause());
            return Optional.empty();
        }
    }

    private static <T> Optional<T> result(CompletableFuture<T> done) {
        return done.isCompletedExceptionally() ? Optional.empty() : Optional.of(done.join());
    }
}
