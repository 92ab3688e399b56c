package dev.flsys.inference;

import dev.flsys.inference.pool.InferenceClient;
import dev.flsys.inference.pool.InferenceMeters;
import dev.flsys.inference.pool.InferenceProblem;
import dev.flsys.inference.pool.InferenceSettings;
import dev.flsys.inference.pool.JobQueue;
import dev.flsys.inference.pool.Operation;
import dev.flsys.inference.pool.RecentOutcomes;
import dev.flsys.inference.pool.WorkerPool;
import dev.flsys.model.Models;
import dev.flsys.model.ProjectPillow;
import dev.flsys.model.catalog.ModelSettings;
import dev.flsys.picture.resize.ResizeRule;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Classifies pictures, and shows a picture as models see it. Thread-safe. */
@ApplicationScoped
public class Classifier {

    /** The most pictures in a batch. A larger batch is not faster on a CPU and makes its first picture wait. */
    private static final int MAX_BATCH = 8;

    /** Previews are made one at a time, so that a request for a prediction waits for one preview at most. */
    private static final int MAX_BATCH_OF_PREVIEWS = 1;

    private final WorkerPool workers;
    private final Pictures pictures;
    /** One queue for each model id that was ever leased. */
    private final Map<String, JobQueue<PictureJob>> queues = new ConcurrentHashMap<>();

    private final JobQueue<PreviewJob> previews;
    private final RequestLeases leases;
    private final RecentOutcomes outcomes;
    private final InferenceMeters meters;

    @Inject
    Classifier(
            Models models,
            WorkerPool workers,
            RecentOutcomes outcomes,
            InferenceMeters meters,
            ModelSettings settings,
            InferenceSettings inference,
            ProjectPillow pillow) {
        this.workers = workers;
        this.outcomes = outcomes;
        this.meters = meters;
        this.pictures = new Pictures(
                settings.defaults(), () -> pillow.version().map(ResizeRule::of).orElse(ResizeRule.NEWEST));
        this.previews = new JobQueue<>(pictures::preview, MAX_BATCH_OF_PREVIEWS);
        this.leases = new RequestLeases(models, inference.queue());
    }

    /**
     * Predicts with the model of the request, which is loaded if it is not in memory. Does not block.
     *
     * @param request a valid request; a worker decodes its picture
     * @param client the client; clients take turns
     * @return one prediction for each label, the most likely first; completes exceptionally with a
     *     {@link dev.flsys.problem.Problem}
     */
    CompletionStage<List<Prediction>> classify(PictureRequest request, InferenceClient client) {
        return classify(request.model(), request::file, client);
    }

    /**
     * Predicts with the model {@code id}, which is loaded if it is not in memory. Does not block.
     *
     * @param file the bytes of the picture's file
     * @param client the client; clients take turns
     * @return one prediction for each label, the most likely first; completes exceptionally with a
     *     {@link dev.flsys.problem.Problem}
     */
    public CompletionStage<List<Prediction>> classify(String id, byte[] file, InferenceClient client) {
        return classify(id, () -> file, client);
    }

    private CompletionStage<List<Prediction>> classify(String id, Supplier<byte[]> file, InferenceClient client) {
        CompletableFuture<List<Prediction>> answer =
                leases.lease(id).thenCompose(lease -> predict(id, new PictureJob(lease, file, client)));
        watch(id, answer);
        return answer;
    }

    private void watch(String id, CompletableFuture<?> answer) {
        outcomes.watch(answer, outcome -> meters.named(Operation.PICTURE, id).countEnd(outcome));
    }

    /**
     * The picture as a model sees it: in its channels and size, before values are normalised. The model is loaded if it
     * is not in memory. Does not block.
     *
     * @param model the id of the model; empty for RGB and the default size
     * @param imageData the picture as a data URL or Base64
     * @param client the client; clients take turns
     * @return a PNG file; completes exceptionally with {@link dev.flsys.picture.ImageUnreadable},
     *     {@link InferenceProblem} or another {@link dev.flsys.problem.Problem} of the load
     */
    public CompletionStage<byte[]> preview(Optional<String> model, String imageData, InferenceClient client) {
        if (model.isEmpty()) {
            return preview(new PreviewJob(Optional.empty(), imageData, client));
        }
        String id = model.get();
        return leases.lease(id).thenCompose(lease -> preview(new PreviewJob(Optional.of(lease), imageData, client)));
    }

    private CompletionStage<byte[]> preview(PreviewJob job) {
        workers.submit(previews, job);
        return job.answer();
    }

    private CompletionStage<List<Prediction>> predict(String id, PictureJob job) {
        // This must happen before the outcome is counted, because the outcome gets the label of the model then.
        meters.leased(Operation.PICTURE, id);
        workers.submitToModel(queues.computeIfAbsent(id, this::queueFor), job);
        return job.answer();
    }

    private JobQueue<PictureJob> queueFor(String id) {
        return new JobQueue<>(pictures::run, MAX_BATCH, nanos -> meters.named(Operation.PICTURE, id)
                .recordBatch(nanos));
    }
}
