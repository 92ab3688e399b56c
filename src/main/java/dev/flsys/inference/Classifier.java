package dev.flsys.inference;

import dev.flsys.inference.image.ImageData;
import dev.flsys.inference.image.ImageDecoder;
import dev.flsys.inference.image.Preprocessing;
import dev.flsys.model.ModelLease;
import dev.flsys.model.ModelSettings;
import dev.flsys.model.Models;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Says what is on a picture. Safe for use by several threads. */
@ApplicationScoped
public class Classifier {

    /** How long a request waits for its model to be loaded; an export with a Python that is there takes seconds. */
    private static final Duration LOAD_PATIENCE = Duration.ofSeconds(60);

    private static final int CHANNELS = 3;

    private final Models models;
    private final WorkerPool workers;
    private final ImageDecoder decoder;
    private final Preprocessing preprocessing;
    private final ModelSettings settings;

    @Inject
    Classifier(Models models, WorkerPool workers, ModelSettings settings, InferenceSettings inference) {
        this.models = models;
        this.workers = workers;
        this.settings = settings;
        this.decoder = new ImageDecoder();
        this.preprocessing = inference.preprocessing(settings.imageSize());
    }

    /**
     * Predicts with the model {@code id}, which is loaded if it is not in memory.
     *
     * @param imageData the picture as a data URL or base64
     * @return one prediction a label, the most likely first; completes exceptionally with the {@link
     *     dev.flsys.problem.Problem} that tells what is wrong
     */
    public CompletionStage<List<Prediction>> classify(String id, String imageData) {
        return workers.submit(() -> {
                    CompletableFuture<ModelLease> lease = models.lease(id).toCompletableFuture();
                    return lease.isDone() && !lease.isCompletedExceptionally()
                            ? CompletableFuture.completedFuture(predict(lease.join(), imageData))
                            : inTime(lease, id).thenCompose(loaded -> predictLater(loaded, imageData));
                })
                .thenCompose(predictions -> predictions);
    }

    /** The model was loaded on another thread; the work goes back to a worker, and the lease back if there is no place. */
    private CompletionStage<List<Prediction>> predictLater(ModelLease lease, String imageData) {
        return workers.submit(() -> predict(lease, imageData)).whenComplete((done, failure) -> lease.close());
    }

    private List<Prediction> predict(ModelLease lease, String imageData) {
        try (lease) {
            float[] input = preprocessing.tensor(decoder.decode(ImageData.parse(imageData)));
            int size = settings.imageSize();
            return Probabilities.of(lease.model().forward(input, 1, CHANNELS, size, size)[0], settings.labels());
        }
    }

    /** The lease, or {@link ModelLoading} after a while; a lease that comes later is given back. */
    private CompletableFuture<ModelLease> inTime(CompletableFuture<ModelLease> lease, String id) {
        CompletableFuture<ModelLease> waiting = new CompletableFuture<>();
        var unused = lease.whenComplete((granted, failure) -> {
            boolean taken = failure == null ? waiting.complete(granted) : waiting.completeExceptionally(failure);
            if (!taken && granted != null) {
                granted.close();
            }
        });
        CompletableFuture.delayedExecutor(LOAD_PATIENCE.toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
                .execute(() -> waiting.completeExceptionally(
                        new ModelLoading(models.progress(id).orElse(""))));
        return waiting;
    }
}
