package dev.flsys.inference;

import dev.flsys.engine.BatchValues;
import dev.flsys.inference.pool.Batch;
import dev.flsys.inference.pool.InferenceClient;
import dev.flsys.inference.pool.InferenceMeters;
import dev.flsys.inference.pool.InferenceProblem;
import dev.flsys.inference.pool.InferenceSettings;
import dev.flsys.inference.pool.Lane;
import dev.flsys.inference.pool.ModelMeters;
import dev.flsys.inference.pool.Operation;
import dev.flsys.inference.pool.Outcomes;
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

/** Predicts on the values that a network takes, with any model. Safe for use by several threads. */
@ApplicationScoped
public class RowPredictor {

    private static final int LARGEST_BATCH = 64;

    private final WorkerPool workers;
    private final PatientLeases leases;
    private final Outcomes outcomes;
    private final InferenceMeters meters;
    /** One lane for each model that was ever leased. */
    private final Map<String, Lane<RowJob>> lanes = new ConcurrentHashMap<>();

    RowPredictor(
            Models models, WorkerPool workers, Outcomes outcomes, InferenceMeters meters, InferenceSettings settings) {
        this.workers = workers;
        this.outcomes = outcomes;
        this.meters = meters;
        this.leases = new PatientLeases(models, settings.queue());
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
     * @param lane the name of the model; jobs of one name share batches
     * @param lease the lease of the model; it is closed when the answer is there
     * @param values the rows one after the other, each with as many values as the item shape of the version
     * @param rows at least 1
     * @return completes exceptionally with {@link InferenceProblem} or {@link dev.flsys.engine.ForwardFailed}
     */
    public CompletionStage<RowAnswer> predict(
            String lane, ModelLease lease, BatchValues values, int rows, InferenceClient client) {
        RowJob job = new RowJob(lease, values, rows, client);
        ModelMeters measured = meters.leased(Operation.TENSOR, lane);
        outcomes.watch(job.answer(), measured::ended);
        workers.submitToModel(lanes.computeIfAbsent(lane, this::lane), job);
        return job.answer();
    }

    private Lane<RowJob> lane(String name) {
        return new Lane<>(RowPredictor::run, LARGEST_BATCH, nanos -> meters.named(Operation.TENSOR, name)
                .ran(nanos));
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
