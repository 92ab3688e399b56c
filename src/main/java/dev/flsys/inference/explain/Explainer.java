package dev.flsys.inference.explain;

import dev.flsys.inference.Pictures;
import dev.flsys.inference.RequestLeases;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;

/**
 * Explains predictions by occlusion maps and Grad-CAM. An occlusion map needs many calls of the model. It takes turns
 * at the workers of predictions, each of about 50 ms or one call. All explanations share one queue, so that predictions
 * of each model get a turn after each turn of an explanation. Thread-safe.
 */
@ApplicationScoped
public class Explainer {

    /** The most explanations at the same time. Each holds a picture in the size of the network's input. */
    static final int MAX = 8;

    private final WorkerPool workers;
    private final RecentOutcomes outcomes;
    private final InferenceMeters meters;
    private final InferenceSettings settings;
    private final Pictures pictures;
    private final RequestLeases leases;
    private final JobQueue<ExplainJob> queue = new JobQueue<>(this::turn, 1);
    private final Semaphore places = new Semaphore(MAX);

    @Inject
    Explainer(
            Models models,
            WorkerPool workers,
            RecentOutcomes outcomes,
            InferenceMeters meters,
            ModelSettings modelSettings,
            InferenceSettings settings,
            ProjectPillow pillow) {
        this.workers = workers;
        this.outcomes = outcomes;
        this.meters = meters;
        this.settings = settings;
        this.pictures = new Pictures(
                modelSettings.defaults(),
                () -> pillow.version().map(ResizeRule::of).orElse(ResizeRule.NEWEST));
        this.leases = new RequestLeases(models, settings.queue());
    }

    /**
     * The explanation of a picture for the model {@code id}, which is loaded if it is not in memory. Does not block.
     *
     * @param imageData the picture as a data URL or Base64
     * @param client the client; clients take turns. No further part is computed after it has disconnected
     * @return completes exceptionally with a {@link dev.flsys.problem.Problem}
     */
    CompletionStage<Explanation> explain(String id, String imageData, ExplainQuery query, InferenceClient client) {
        CompletableFuture<Explanation> answer;
        if (places.tryAcquire()) {
            answer = leases.lease(id).thenCompose(lease -> submit(id, new ExplainJob(lease, imageData, query, client)));
            var unused = answer.whenComplete((done, failure) -> places.release());
        } else {
            answer = CompletableFuture.failedFuture(InferenceProblem.tooManyExplanations(MAX));
        }
        outcomes.watch(
                answer, outcome -> meters.named(Operation.EXPLANATION, id).countEnd(outcome));
        return answer;
    }

    private CompletableFuture<Explanation> submit(String id, ExplainJob job) {
        meters.leased(Operation.EXPLANATION, id);
        workers.submitToModel(queue, job);
        return job.answer();
    }

    private void turn(List<ExplainJob> jobs) {
        jobs.forEach(job -> job.turn(pictures, settings.timeout()));
    }
}
