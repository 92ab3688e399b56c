package dev.flsys.inference;

import dev.flsys.model.ModelLease;
import java.util.List;

/** A picture that waits for a prediction. The lease of its model is closed once the job has an answer. */
final class PictureJob extends Job<List<Prediction>> {

    private final ModelLease lease;
    private final String imageData;

    /**
     * @param lease of the model; this job closes it
     * @param imageData the picture as a data URL or Base64
     */
    PictureJob(ModelLease lease, String imageData, InferenceClient client) {
        super(client.address(), client.gone());
        this.lease = lease;
        this.imageData = imageData;
        var unused = answer().whenComplete((done, failure) -> lease.close());
    }

    ModelLease lease() {
        return lease;
    }

    String imageData() {
        return imageData;
    }
}
