package dev.flsys.inference;

import dev.flsys.inference.pool.InferenceClient;
import dev.flsys.inference.pool.Job;
import dev.flsys.model.serving.ModelLease;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A picture that waits for a prediction. The lease of its model is closed once the job has an answer. */
final class PictureJob extends Job<List<Prediction>> {

    private final ModelLease lease;
    private final Supplier<byte[]> file;

    /**
     * @param lease of the model; this job closes it
     * @param file gives the bytes of the picture's file, on the worker
     */
    PictureJob(ModelLease lease, Supplier<byte[]> file, InferenceClient client) {
        super(client);
        this.lease = lease;
        this.file = file;
        var unused = answer().whenComplete((done, failure) -> lease.close());
    }

    @Override
    public Optional<String> model() {
        return Optional.of(lease.version().name());
    }

    ModelLease lease() {
        return lease;
    }

    /** The bytes of the picture's file. */
    byte[] file() {
        return file.get();
    }
}
