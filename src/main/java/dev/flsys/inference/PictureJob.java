package dev.flsys.inference;

import dev.flsys.inference.pool.InferenceClient;
import dev.flsys.inference.pool.LeasedJob;
import dev.flsys.model.serving.ModelLease;
import java.util.List;
import java.util.function.Supplier;

/** A picture that waits for a prediction. */
final class PictureJob extends LeasedJob<List<Prediction>> {

    private final Supplier<byte[]> file;

    /**
     * @param lease the lease of the model; this job closes it
     * @param file gives the bytes of the picture's file, on the worker
     */
    PictureJob(ModelLease lease, Supplier<byte[]> file, InferenceClient client) {
        super(lease, client);
        this.file = file;
    }

    /** The bytes of the picture's file. */
    byte[] file() {
        return file.get();
    }
}
