package dev.flsys.inference;

import dev.flsys.inference.pool.LoadWait;
import dev.flsys.model.Models;
import dev.flsys.model.serving.ModelLease;
import java.util.concurrent.CompletableFuture;

/** Leases of models for requests. A request waits for a limited time while its model is loaded. Thread-safe. */
public final class RequestLeases {

    private final Models models;
    private final LoadWait wait;

    /** @param waiting the most requests that wait at the same time */
    public RequestLeases(Models models, int waiting) {
        this.models = models;
        this.wait = new LoadWait(waiting);
    }

    /**
     * A lease of the model {@code id}, which is loaded if it is not in memory; the caller must close it. Does not
     * block.
     *
     * @return completes exceptionally with a {@link dev.flsys.problem.Problem}
     */
    public CompletableFuture<ModelLease> lease(String id) {
        return wait.await(models.lease(id), () -> models.loadProgress(id).orElse(""), ModelLease::close);
    }
}
