package dev.flsys.inference.pool;

import dev.flsys.engine.EngineUnavailable;
import dev.flsys.engine.ForwardFailed;
import dev.flsys.inference.pool.InferenceProblem.Kind;
import dev.flsys.problem.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The ends of the latest inferences. Only failures of the service itself count. A client's bad picture, a full queue
 * and an abandoned request do not. Thread-safe.
 */
@Singleton
public final class RecentOutcomes {

    private static final long NEVER = Long.MIN_VALUE;

    private final LongSupplier nanoTime;
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private volatile long successNanos = NEVER;

    @Inject
    public RecentOutcomes() {
        this(System::nanoTime);
    }

    /** @param nanoTime a clock like {@link System#nanoTime()} */
    public RecentOutcomes(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Records how {@code answer} ends, and reports it to {@code counts}. */
    public void watch(CompletableFuture<?> answer, Consumer<RequestOutcome> counts) {
        var unused = answer.whenComplete((done, failure) -> {
            record(failure);
            counts.accept(RequestOutcome.of(failure));
        });
    }

    /** Records the end of an inference or of a step before it; {@code failure} is null after a success. */
    void record(@Nullable Throwable failure) {
        if (failure == null) {
            recordSuccess();
        } else if (isOwn(cause(failure))) {
            recordFailure();
        }
    }

    public void recordSuccess() {
        successNanos = nanoTime.getAsLong();
        // Read first: it is almost always zero, and a write would remove it from the caches of all cores.
        if (failuresInARow.get() > 0) {
            failuresInARow.set(0);
        }
    }

    public void recordFailure() {
        failuresInARow.incrementAndGet();
    }

    /** The number of failed inferences since the last success. */
    public int failuresInARow() {
        return failuresInARow.get();
    }

    /** The time since the last success; empty if there was none. */
    public Optional<Duration> sinceSuccess() {
        long at = successNanos;
        return at == NEVER ? Optional.empty() : Optional.of(Duration.ofNanos(nanoTime.getAsLong() - at));
    }

    /**
     * Describes a failure to users. Only the type of an unexpected failure is given, because its message may contain
     * any text.
     */
    public static String describe(Throwable failure) {
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
