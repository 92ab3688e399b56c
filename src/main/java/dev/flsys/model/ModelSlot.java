package dev.flsys.model;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The place of one model in memory. A version is published atomically over the one before, which is closed when its
 * last lease has been given back. Safe for use by several threads; {@link #lease()} takes no lock.
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
            // retired between the two reads: another is current by now, or none
        }
        return Optional.empty();
    }

    /** The current version, to look at and not to use: it may be closed at any time. */
    public Optional<ModelVersion> current() {
        return Optional.ofNullable(current.get());
    }

    /**
     * Makes {@code next} current and retires the version before. In a slot that was shut, {@code next} itself is
     * retired.
     *
     * @return done when the version that was retired has been given back by all who used it, and is closed
     */
    public synchronized CompletionStage<Void> publish(ModelVersion next) {
        return retired(shut ? next : current.getAndSet(next));
    }

    /** Leaves the slot without a version; done when the one that was current is closed. */
    synchronized CompletionStage<Void> clear() {
        return retired(current.getAndSet(null));
    }

    /** As {@link #clear()}, and for good. A version in which a call hangs is not waited for. */
    public synchronized CompletionStage<Void> shut() {
        shut = true;
        ModelVersion last = current.get();
        CompletionStage<Void> closed = clear();
        return last != null && last.hangs() ? CompletableFuture.completedFuture(null) : closed;
    }

    private static CompletionStage<Void> retired(@Nullable ModelVersion before) {
        if (before == null) {
            return CompletableFuture.completedFuture(null);
        }
        before.retire();
        return before.closed();
    }
}
