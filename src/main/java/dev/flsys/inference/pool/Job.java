package dev.flsys.inference.pool;

import io.opentelemetry.context.Context;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A request that waits for a worker. The first answer or failure counts; later ones are ignored.
 *
 * @param <T> its answer
 */
public class Job<T> {

    /** The client of jobs that do not take turns by client. */
    private static final String ANY = "";

    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private final String client;
    private final BooleanSupplier gone;
    /** The {@link System#nanoTime()} at which it began to wait. */
    private final long createdNanos = System.nanoTime();

    private final @Nullable Context trace;

    /** @param gone whether the client has gone away; called on any thread */
    public Job(BooleanSupplier gone) {
        this(new InferenceClient(ANY, gone));
    }

    public Job(String client, BooleanSupplier gone) {
        this(new InferenceClient(client, gone));
    }

    public Job(InferenceClient client) {
        this.client = client.address();
        this.gone = client.gone();
        this.trace = client.trace();
    }

    /** The {@link System#nanoTime()} at which it began to wait. */
    public final long createdNanos() {
        return createdNanos;
    }

    /** The trace of its request; null if there is none. */
    public final @Nullable Context trace() {
        return trace;
    }

    /** The name of its model, if it has chosen one. */
    public Optional<String> model() {
        return Optional.empty();
    }

    public final String client() {
        return client;
    }

    /** The answer, or the {@link dev.flsys.problem.Problem} that prevented it. */
    public final CompletableFuture<T> answer() {
        return answer;
    }

    /** Whether no client waits for the answer any more. */
    public final boolean isAbandoned() {
        return answer.isDone() || gone.getAsBoolean();
    }

    /** Cancels the job. */
    public final void drop() {
        answer.cancel(false);
    }

    public final void fail(Throwable why) {
        answer.completeExceptionally(why);
    }
}
