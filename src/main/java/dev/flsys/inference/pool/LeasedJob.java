package dev.flsys.inference.pool;

import dev.flsys.model.serving.ModelLease;
import java.util.Optional;

/**
 * A job for one version of a model. The lease of the version is closed once the job has an answer.
 *
 * @param <T> its answer
 */
public class LeasedJob<T> extends Job<T> {

    private final ModelLease lease;

    /** @param lease the lease of the model; this job closes it */
    protected LeasedJob(ModelLease lease, InferenceClient client) {
        super(client);
        this.lease = lease;
        var unused = answer().whenComplete((done, failure) -> lease.close());
    }

    @Override
    public Optional<String> model() {
        return Optional.of(lease.version().name());
    }

    public ModelLease lease() {
        return lease;
    }
}
