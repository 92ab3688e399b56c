package dev.flsys.inference;

import dev.flsys.engine.BatchValues;
import dev.flsys.inference.pool.Batch;
import dev.flsys.inference.pool.InferenceClient;
import dev.flsys.inference.pool.InferenceMeters;
import dev.flsys.inference.pool.InferenceProblem;
import dev.flsys.inference.pool.InferenceSettings;
import dev.flsys.inference.pool.JobQueue;
import dev.flsys.inference.pool.ModelMeters;
import dev.flsys.inference.pool.Operation;
import dev.flsys.inference.pool.RecentOutcomes;
import dev.flsys.inference.pool.WorkerPool;
import dev.flsys.model.Models;
import dev.flsys.model.serving.ModelLease;
import dev.flsys.model.serving.ModelVersion;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Predicts on the values that a network takes, with any model. Thread-safe. */
@ApplicationScoped
public class RowPredictor {

    private static final int MAX_BATCH = 64;

    private final WorkerPool workers;
    private final RequestLeases leases;
    private final RecentOutcomes outcomes;
    private final InferenceMeters meters;
    /** One queue for each model that was ever leased. */
    private final Map<String, JobQueue<RowJob>> queues = new ConcurrentHashMap<>();

    RowPredictor(
            Models models,
            WorkerPool workers,
            RecentOutcomes outcomes,
            InferenceMeters meters,
            InferenceSettings settings) {
        this.workers = workers;
        this.outcomes = outcomes;
        this.meters = meters;
        this.leases = new RequestLeases(models, settings.queue());
    }

    /**
     * A lease of the model {@code id}, which is loaded if it is not in memory; the caller must close it. Does not
     * block.
     *
     * @return completes exceptionally with a {@link dev.flsys.problem.Problem}
     */
    public CompletionStage<ModelLease> lease(String id) {
        return leases.lease(id);
    }

    /**
     * Predicts on rows. Does not block.
     *
     * @param queue the name of the model; jobs of one name share batches
     * @param lease the lease of the model; it is closed once the job has an answer
     * @param values the rows one after the other, each with as many values as the item shape of the version
     * @param rows at least 1
     * @return completes exceptionally with {@link InferenceProblem} or {@link dev.flsys.engine.ForwardFailed}
     */
    public CompletionStage<RowAnswer> predict(
            String queue, ModelLease lease, BatchValues values, int rows, InferenceClient client) {
        RowJob job = new RowJob(lease, values, rows, client);
        ModelMeters measured = meters.leased(Operation.TENSOR, queue);
        outcomes.watch(job.answer(), measured::countEnd);
        workers.submitToModel(queues.computeIfAbsent(queue, this::queueFor), job);
        return job.answer();
    }

    private JobQueue<RowJob> queueFor(String name) {
        return new JobQueue<>(RowPredictor::run, MAX_BATCH, nanos -> meters.named(Operation.TENSOR, name)
                .recordBatch(nanos));
    }

    private static void run(List<RowJob> jobs) {
        Map<ModelVersion, List<RowJob>> byVersion = new LinkedHashMap<>();
        for (RowJob job : jobs) {
            job.start();
            byVersion
                    .computeIfAbsent(job.lease().version(), version -> new ArrayList<>())
                    .add(job);
        }
        byVersion.forEach((version, group) -> new Batch(version).run(group));
    }
}
