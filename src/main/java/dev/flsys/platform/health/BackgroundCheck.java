package dev.flsys.platform.health;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A check that may take long or never end, shared by many callers. A result is valid for one second. At most one check
 * runs at a time. No caller waits longer than half a second. Thread-safe.
 *
 * @param <T> the result of the check
 */
final class BackgroundCheck<T> {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private final Supplier<? extends CompletionStage<T>> check;
    private final LongSupplier nanoTime;
    private @Nullable T latest;
    private long latestNanos;
    private @Nullable CompletableFuture<Void> underWay;
    private long begunNanos;

    /**
     * The latest result.
     *
     * @param latest the result of the last check that ended; empty before that, or if it failed
     * @param pending the time for which the present check has run; zero if none runs
     * @param <T> the result of the check
     */
    record Seen<T>(Optional<T> latest, Duration pending) {}

    /** @param check starts a check; must not block */
    BackgroundCheck(Supplier<? extends CompletionStage<T>> check) {
        this(check, System::nanoTime);
    }

    /** @param nanoTime a clock as {@link System#nanoTime()} */
    BackgroundCheck(Supplier<? extends CompletionStage<T>> check, LongSupplier nanoTime) {
        this.check = check;
        this.nanoTime = nanoTime;
    }

    /**
     * The latest result. If it is too old, a new check is started, and its result is returned if it ends soon. Never
     * fails.
     */
    CompletionStage<Seen<T>> seen() {
        CompletableFuture<Void> running;
        synchronized (this) {
            if ((underWay == null && isFresh())
                    || (underWay != null && pending().compareTo(TIMEOUT) > 0)) {
                return CompletableFuture.completedFuture(known());
            }
            running = underWay == null ? begin() : underWay;
        }
        return running.copy()
                .completeOnTimeout(null, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(either -> known());
    }

    private CompletableFuture<Void> begin() {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        underWay = ended;
        begunNanos = nanoTime.getAsLong();
        CompletionStage<T> begun;
        try {
            begun = check.get();
        } catch (Throwable noThread) {
            begun = CompletableFuture.failedFuture(noThread);
        }
        var unused = begun.whenComplete((result, failure) -> {
            end(result);
            ended.complete(null);
        });
        return ended;
    }

    private synchronized void end(@Nullable T result) {
        underWay = null;
        latest = result;
        latestNanos = nanoTime.getAsLong();
    }

    private synchronized Seen<T> known() {
        return new Seen<>(Optional.ofNullable(latest), underWay == null ? Duration.ZERO : pending());
    }

    private boolean isFresh() {
        return latest != null && nanoTime.getAsLong() - latestNanos < FRESH.toNanos();
    }

    private Duration pending() {
        return Duration.ofNanos(nanoTime.getAsLong() - begunNanos);
    }
}
