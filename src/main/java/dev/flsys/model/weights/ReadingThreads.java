package dev.flsys.model.weights;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Threads that read weights for callers that wait for them. A reading that takes too long is interrupted. Thread-safe.
 */
final class ReadingThreads implements AutoCloseable {

    private final Duration limit;
    private final ThreadPoolExecutor threads;

    /**
     * @param count the readings at once
     * @param waiting the readings that may wait
     * @param limit the time of a reading, with the time that it waits
     */
    ReadingThreads(int count, int waiting, Duration limit) {
        this.limit = limit;
        this.threads =
                new ThreadPoolExecutor(count, count, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), task -> {
                    Thread thread = new Thread(task, "flsys-model-weights");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Blocks until a reading ends.
     *
     * @param late the detail of the problem if it takes too long
     * @throws WeightsProblem the problem of the reading; also if too many readings wait, the reading takes too long, or
     *     the service stops
     */
    <T> T result(Callable<T> reading, Supplier<String> late) {
        Future<T> result;
        try {
            result = threads.submit(reading);
        } catch (RejectedExecutionException full) {
            throw WeightsProblem.busy("The weights of too many models are being read.");
        }
        try {
            return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException tooLong) {
            throw WeightsProblem.busy(late.get());
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw WeightsProblem.busy("The service is going down.");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof WeightsProblem problem) {
                throw problem;
            }
            throw new IllegalStateException(failed.getCause());
        } finally {
            result.cancel(true);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
