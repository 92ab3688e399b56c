package dev.flsys.inference;

import dev.flsys.engine.EngineUnavailable;
import dev.flsys.engine.ForwardFailed;
import dev.flsys.inference.InferenceProblem.Kind;
import dev.flsys.problem.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How inferences ended lately. Only what the service itself is answerable for counts as a failure: a client's bad
 * picture, a full queue or a request that was given up says nothing. Safe for use by several threads.
 */
@Singleton
public final class Outcomes {

    private static final long NEVER = Long.MIN_VALUE;

    private final LongSupplier nanoTime;
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private volatile long successNanos = NEVER;

    @Inject
    Outcomes() {
        this(System::nanoTime);
    }

    /** @param nanoTime a clock as {@link System#nanoTime()} */
    Outcomes(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Takes note of how {@code answer} ends. */
    void watch(CompletableFuture<?> answer) {
        var unused = answer.whenComplete((done, failure) -> note(failure));
    }

    /** Takes note of how an inference, or what it needs, ended. */
    void note(@Nullable Throwable failure) {
        if (failure == null) {
            succeeded();
        } else if (isOwn(cause(failure))) {
            failed();
        }
    }

    void succeeded() {
        successNanos = nanoTime.getAsLong();
        // looked at first, as it is zero nearly always, and a write takes it from the caches of all cores
        if (failuresInARow.get() > 0) {
            failuresInARow.set(0);
        }
    }

    void failed() {
        failuresInARow.incrementAndGet();
    }

    /** How many inferences have failed since the last that succeeded. */
    public int failuresInARow() {
        return failuresInARow.get();
    }

    /** The time since the last inference that succeeded; empty if none has. */
    public Optional<Duration> sinceSuccess() {
        long at = successNanos;
        return at == NEVER ? Optional.empty() : Optional.of(Duration.ofNanos(nanoTime.getAsLong() - at));
    }

    /** What is told of a failure: of one that nobody foresaw its kind only, as its message may hold anything. */
    static String told(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof Problem problem) {
            return problem.detail();
        }
        String kind = cause.getClass().getSimpleName();
        return cause instanceof LinkageError
                ? "A native library cannot be loaded (" + kind + "): is DJL_CACHE_DIR mounted noexec?"
                : kind;
    }

    private static boolean isOwn(Throwable cause) {
        return cause instanceof Problem
                ? cause instanceof ForwardFailed
                        || (cause instanceof InferenceProblem own
                                && (own.kind() == Kind.FAILED || own.kind() == Kind.TIMED_OUT))
                        || cause instanceof EngineUnavailable
                : !(cause instanceof CancellationException);
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
