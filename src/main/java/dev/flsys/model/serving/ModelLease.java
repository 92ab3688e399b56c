package dev.flsys.model.serving;

import dev.flsys.engine.EngineModel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The right to use one version of a model until the lease is closed. The version stays in memory until then, also if
 * its file or its slot changes. Hold a lease only for the calls that need it.
 */
public final class ModelLease implements AutoCloseable {

    private final ModelVersion version;
    private final AtomicBoolean returned = new AtomicBoolean();

    /** @param version a version whose reference was counted already */
    ModelLease(ModelVersion version) {
        this.version = version;
    }

    /**
     * The model.
     *
     * @throws IllegalStateException if the lease is closed
     */
    public EngineModel model() {
        if (returned.get()) {
            throw new IllegalStateException("The lease is closed");
        }
        return version.model();
    }

    /** Completes {@code waiter} with {@code lease}, or closes the lease if the waiter is done already. */
    static void deliver(ModelLease lease, CompletableFuture<ModelLease> waiter) {
        if (!waiter.complete(lease)) {
            lease.close();
        }
    }

    /** The leased version; leases of one version may share a batch. */
    public ModelVersion version() {
        return version;
    }

    /** Ends the lease; the last lease of a retired version closes the model. Later calls do nothing. */
    @Override
    public void close() {
        if (returned.compareAndSet(false, true)) {
            version.release();
        }
    }
}
