package dev.flsys.inference;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Lets requests wait while a model is loaded: for a while, and as many of them as may wait for a worker, since each
 * holds its body. Safe for use by several threads.
 */
final class LoadPatience {

    /** An export with a Python that is there takes seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Semaphore places;

    LoadPatience(int places) {
        this.places = new Semaphore(places);
    }

    /**
     * What {@code load} brings, if it comes in time.
     *
     * @param step what the load is at, for people
     * @param giveBack takes what comes too late
     * @return fails as the load does, with {@link InferenceProblem} if it takes too long, and with
     *     {@link InferenceProblem} if too many wait
     */
    <T> CompletableFuture<T> await(CompletionStage<T> load, Supplier<String> step, Consumer<T> giveBack) {
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
        CompletableFuture.delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
                .execute(() -> waiting.completeExceptionally(InferenceProblem.loading(step.get())));
        return waiting.whenComplete((loaded, failure) -> places.release());
    }
}
