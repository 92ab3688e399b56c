package dev.flsys.inference;

import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * A request that waits for a worker. The first answer or failure counts; later ones are ignored.
 *
 * @param <T> its answer
 */
class Job<T> {

    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private final BooleanSupplier gone;

    /** @param gone whether the client has gone away; called on any thread */
    Job(BooleanSupplier gone) {
        this.gone = gone;
    }

    /** The answer, or the {@link dev.flsys.problem.Problem} that prevented it. */
    final CompletableFuture<T> answer() {
        return answer;
    }

    /** Whether no client waits for the answer any more. */
    final boolean isAbandoned() {
        return answer.isDone() || gone.getAsBoolean();
    }

    /** Cancels the job. */
    final void drop() {
        answer.cancel(false);
    }

    public final void fail(Throwable why) {
        answer.completeExceptionally(why);
    }
}
