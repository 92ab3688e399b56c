package dev.flsys.model.serving;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The place of one model in memory. A published version replaces the previous version atomically. The replaced version
 * is closed with its last lease. Thread-safe; {@link #lease()} takes no lock.
 */
public final class ModelSlot {

    private final AtomicReference<@Nullable ModelVersion> current = new AtomicReference<>();
    private boolean shut;

    /** A lease of the current version; empty if there is none. */
    public Optional<ModelLease> lease() {
        for (ModelVersion version = current.get(); version != null; version = current.get()) {
            Optional<ModelLease> lease = version.lease();
            if (lease.isPresent()) {
                return lease;
            }
            // the version was retired between the two reads: another one is current now, or none
        }
        return Optional.empty();
    }

    /** The current version without a lease. The version may be closed at any time, so do not call its model. */
    public Optional<ModelVersion> current() {
        return Optional.ofNullable(current.get());
    }

    /**
     * Makes {@code next} current and retires the previous version. In a shut slot {@code next} itself is retired.
     *
     * @return complete when all leases of the retired version are closed and its model is closed
     */
    public synchronized CompletionStage<Void> publish(ModelVersion next) {
        return retire(shut ? next : current.getAndSet(next));
    }

    /** Retires the current version; complete when it is closed. */
    synchronized CompletionStage<Void> clear() {
        return retire(current.getAndSet(null));
    }

    /**
     * The same as {@link #clear()}, and no version is published any more. Does not wait for a version in which a call
     * hangs.
     */
    public synchronized CompletionStage<Void> shut() {
        shut = true;
        ModelVersion last = current.get();
        CompletionStage<Void> closed = clear();
        return last != null && last.hangs() ? CompletableFuture.completedFuture(null) : closed;
    }

    private static CompletionStage<Void> retire(@Nullable ModelVersion before) {
        if (before == null) {
            return CompletableFuture.completedFuture(null);
        }
        before.retire();
        return before.closed();
    }
}
