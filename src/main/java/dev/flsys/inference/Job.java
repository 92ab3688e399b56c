package dev.flsys.inference;

import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * A request that waits for a worker. Whoever answers first wins; what comes later is passed over.
 *
 * @param <T> its answer
 */
class Job<T> {

    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private final BooleanSupplier gone;

    /** @param gone whether whoever asked has gone away; called on any thread */
    Job(BooleanSupplier gone) {
        this.gone = gone;
    }

    /** The answer, or the {@link dev.flsys.problem.Problem} that tells why there is none. */
    final CompletableFuture<T> answer() {
        return answer;
    }

    /** Whether nobody waits for the answer any more. */
    final boolean isAbandoned() {
        return answer.isDone() || gone.getAsBoolean();
    }

    /** Gives the work up, as nobody waits for it. */
    final void drop() {
        answer.cancel(false);
    }

    /** Tells why there is no answer. */
    public final void fail(Throwable why) {
        answer.completeExceptionally(why);
    }
}
