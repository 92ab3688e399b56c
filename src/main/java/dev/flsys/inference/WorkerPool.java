package dev.flsys.inference;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that decode pictures and run models: INFERENCE_WORKERS of them, and INFERENCE_QUEUE places to wait. Whoever
 * finds no place is told at once. Safe for use by several threads.
 */
@Singleton
public class WorkerPool {

    private static final long SHUTDOWN_SECONDS = 10;

    private final ThreadPoolExecutor executor;

    @Inject
    WorkerPool(InferenceSettings settings, MeterRegistry meters) {
        this(settings.workers(), settings.queue());
        Gauge.builder("flsys.inference.queue", this, WorkerPool::waiting)
                .description("Requests that wait for an inference worker")
                .register(meters);
        Gauge.builder("flsys.inference.busy", this, WorkerPool::busy)
                .description("Inference workers that work")
                .register(meters);
    }

    WorkerPool(int workers, int places) {
        AtomicInteger count = new AtomicInteger();
        this.executor = new ThreadPoolExecutor(
                workers, workers, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(places), task -> {
                    Thread thread = new Thread(task, "flsys-inference-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Runs {@code work} on a worker; completes exceptionally with what it throws, and with {@link InferenceQueueFull}. */
    <T> CompletionStage<T> submit(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    result.complete(work.call());
                } catch (Throwable failure) {
                    result.completeExceptionally(failure);
                }
            });
        } catch (RejectedExecutionException full) {
            result.completeExceptionally(new InferenceQueueFull());
        }
        return result;
    }

    /** Requests that wait for a worker now. */
    public int waiting() {
        return executor.getQueue().size();
    }

    /** Workers that work now. */
    public int busy() {
        return executor.getActiveCount();
    }

    @PreDestroy
    void stop() throws InterruptedException {
        executor.shutdown();
        if (!executor.awaitTermination(SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
            executor.shutdownNow();
        }
    }
}
