package dev.flsys.model;

import dev.flsys.engine.EngineModel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The right to use one version of a model until it is given back. The version stays in memory that long, whatever
 * happens to its file or its slot, so hold it for the calls it is for and no longer.
 */
public final class ModelLease implements AutoCloseable {

    private final ModelVersion version;
    private final AtomicBoolean returned = new AtomicBoolean();

    /** Takes over a reference that was counted already. */
    ModelLease(ModelVersion version) {
        this.version = version;
    }

    /**
     * The model.
     *
     * @throws IllegalStateException if the lease was given back
     */
    public EngineModel model() {
        if (returned.get()) {
            throw new IllegalStateException("The lease was given back");
        }
        return version.model();
    }

    /** Gives {@code lease} to {@code waiter}, or back if nobody waits there any more. */
    static void hand(ModelLease lease, CompletableFuture<ModelLease> waiter) {
        if (!waiter.complete(lease)) {
            lease.close();
        }
    }

    /** The version it is for; leases of one version may share a batch. */
    public ModelVersion version() {
        return version;
    }

    /** Gives it back; the last one of a retired version closes the model. Later calls do nothing. */
    @Override
    public void close() {
        if (returned.compareAndSet(false, true)) {
            version.release();
        }
    }
}
