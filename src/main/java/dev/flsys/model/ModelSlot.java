package dev.flsys.model;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The place of one model in memory. A version is published atomically over the one before, which is closed when its last
 * lease has been given back. Safe for use by several threads; {@link #lease()} takes no lock.
 */
final class ModelSlot {

    private final AtomicReference<@Nullable ModelVersion> current = new AtomicReference<>();
    private boolean shut;

    /** A lease of the current version; empty if there is none. */
    Optional<ModelLease> lease() {
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
    Optional<ModelVersion> current() {
        return Optional.ofNullable(current.get());
    }

    /** Makes {@code next} current and retires the version before. In a slot that was shut, {@code next} itself is retired. */
    synchronized void publish(ModelVersion next) {
        ModelVersion before = shut ? next : current.getAndSet(next);
        if (before != null) {
            before.retire();
        }
    }

    /** Leaves the slot without a version; done when the one that was current is closed. */
    synchronized CompletionStage<Void> clear() {
        ModelVersion before = current.getAndSet(null);
        if (before == null) {
            return CompletableFuture.completedFuture(null);
        }
        before.retire();
        return before.closed();
    }

    /** As {@link #clear()}, and for good. */
    synchronized CompletionStage<Void> shut() {
        shut = true;
        return clear();
    }
}
