package dev.flsys.inference.pool;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Lets requests wait while a model is loaded. The time is limited, and so is the number of requests, because each holds
 * its body in memory. Thread-safe.
 */
public final class LoadWait {

    /** An export takes seconds if its Python environment exists. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Semaphore places;

    public LoadWait(int places) {
        this.places = new Semaphore(places);
    }

    /**
     * Waits for {@code load}, without blocking.
     *
     * @param step the present step of the load, a sentence or empty
     * @param giveBack receives a result that comes too late
     * @return the result; it fails as the load does, or with an {@link InferenceProblem} if the load takes too long or
     *     too many requests wait
     */
    public <T> CompletableFuture<T> await(CompletionStage<T> load, Supplier<String> step, Consumer<T> giveBack) {
        CompletableFuture<T> loading = load.toCompletableFuture();
        if (loading.isDone()) {
            return loading;
        }
        CompletableFuture<T> waiting = new CompletableFuture<>();
        var unused = loading.whenComplete((loaded, failure) -> {
            boolean taken = failure == null ? waiting.complete(loaded) : waiting.completeExceptionally(failure);
            if (!taken && failure == null) {
                giveBack.accept(loaded);
            }
        });
        if (!places.tryAcquire()) {
            waiting.completeExceptionally(InferenceProblem.queueFull());
            return waiting;
        }
        CompletableFuture.delayedExecutor(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
                .execute(() -> waiting.completeExceptionally(InferenceProblem.loading(step.get())));
        return waiting.whenComplete((loaded, failure) -> places.release());
    }
}
