package dev.flsys.inference;

import dev.flsys.inference.pool.InferenceClient;
import dev.flsys.inference.pool.Job;
import dev.flsys.model.serving.ModelLease;
import java.util.Optional;

/**
 * A picture that waits to be shown as a model sees it. The answer is a PNG file. The lease of the model is closed once
 * the job has an answer.
 */
final class PreviewJob extends Job<byte[]> {

    private final Optional<ModelLease> lease;
    private final String imageData;

    /**
     * @param lease the lease of the model, which this job closes; empty for models that have the default settings
     * @param imageData the picture as a data URL or Base64
     */
    PreviewJob(Optional<ModelLease> lease, String imageData, InferenceClient client) {
        super(client);
        this.lease = lease;
        this.imageData = imageData;
        var unused = answer().whenComplete((done, failure) -> lease.ifPresent(ModelLease::close));
    }

    Optional<ModelLease> lease() {
        return lease;
    }

    String imageData() {
        return imageData;
    }
}
