package dev.flsys.simulation.provenance;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the state of the project, one reading at a time. All callers that wait for the next reading share it.
 * Thread-safe.
 */
final class StateReader {

    /** Reads the state, with its own deadline. */
    interface Reading {
        State read() throws IOException, InterruptedException;
    }

    /**
     * The state of the project.
     *
     * @param changes the difference to the commit; empty if there is none
     */
    record State(Provenance provenance, String changes) {}

    private final Reading reading;
    private final Executor executor;
    private final Duration fresh;

    /** The reading that has begun; guarded by this. */
    private @Nullable CompletableFuture<State> begun;
    /** The reading that begins when the present one ends; guarded by this. */
    private @Nullable CompletableFuture<State> next;

    /** Whether a caller did not wait for the end of its reading; guarded by this. */
    private boolean missed;

    private @Nullable State last;
    private long lastRead;

    /**
     * @param executor runs each reading on its own thread
     * @param fresh time for which a state that a caller did not wait for counts as the present one
     */
    StateReader(Reading reading, Executor executor, Duration fresh) {
        this.reading = reading;
        this.executor = executor;
        this.fresh = fresh;
    }

    /**
     * The present state: its reading begins after this call. Empty if it is not known within {@code timeout}. The
     * reading then continues, and a later call gets its result.
     *
     * @throws IOException if the project cannot be read
     */
    Optional<State> read(Duration timeout) throws IOException, InterruptedException {
        CompletableFuture<State> wanted;
        synchronized (this) {
            State newest = last;
            boolean isFresh = System.nanoTime() - lastRead < fresh.toNanos();
            if (missed && begun == null && newest != null && isFresh) {
                return Optional.of(newest);
            }
            CompletableFuture<State> awaited = begun;
            missed &= awaited != null;
            wanted = missed && awaited != null ? awaited : following();
        }
        try {
            return Optional.of(wanted.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException stillReading) {
            synchronized (this) {
                missed = true;
            }
            return Optional.empty();
        } catch (ExecutionException failed) {
            throw cause(failed);
        }
    }

    /**
     * A state whose reading begins after this call.
     *
     * @throws IOException if the project cannot be read
     */
    State next() throws IOException, InterruptedException {
        try {
            return following().get();
        } catch (ExecutionException failed) {
            throw cause(failed);
        }
    }

    /** A reading that has not begun yet. */
    private synchronized CompletableFuture<State> following() {
        if (begun == null) {
            return begin();
        }
        CompletableFuture<State> wanted = next == null ? new CompletableFuture<>() : next;
        next = wanted;
        return wanted;
    }

    private static IOException cause(ExecutionException failed) throws InterruptedException {
        if (failed.getCause() instanceof InterruptedException) {
            throw new InterruptedException("The service stops.");
        }
        return new IOException("The project cannot be read", failed.getCause());
    }

    private synchronized CompletableFuture<State> begin() {
        CompletableFuture<State> future = next == null ? new CompletableFuture<>() : next;
        next = null;
        begun = future;
        try {
            executor.execute(() -> read(future));
        } catch (RejectedExecutionException serviceStops) {
            begun = null;
            future.completeExceptionally(new InterruptedException("The service stops."));
        }
        return future;
    }

    private void read(CompletableFuture<State> future) {
        State state = null;
        Throwable failure = null;
        try {
            state = reading.read();
        } catch (IOException | InterruptedException | RuntimeException | Error failed) {
            failure = failed;
        }
        synchronized (this) {
            if (state != null) {
                last = state;
                lastRead = System.nanoTime();
            }
            begun = null;
            if (next != null) {
                var unused = begin();
            }
        }
        if (failure == null) {
            future.complete(state);
        } else {
            future.completeExceptionally(failure);
        }
    }
}
