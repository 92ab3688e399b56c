package dev.flsys.inference;

import dev.flsys.deploy.DeployedModel;
import dev.flsys.engine.BatchValues;
import dev.flsys.inference.pool.Batch;
import dev.flsys.inference.pool.BatchItem;
import dev.flsys.inference.pool.InferenceMeters;
import dev.flsys.inference.pool.InferenceProblem;
import dev.flsys.inference.pool.InferenceSettings;
import dev.flsys.inference.pool.JobQueue;
import dev.flsys.inference.pool.LoadWait;
import dev.flsys.inference.pool.ModelMeters;
import dev.flsys.inference.pool.RecentOutcomes;
import dev.flsys.inference.pool.WorkerPool;
import dev.flsys.model.serving.ModelLease;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * Predicts on rows of numbers with the deployed model. The version is chosen when a worker takes the request, so a
 * waiting request never keeps an old version in memory. Thread-safe.
 */
@ApplicationScoped
public class TensorPredictor {

    private static final int MAX_BATCH = 256;

    private final DeployedModel deployed;
    private final WorkerPool workers;
    private final LoadWait wait;
    private final RecentOutcomes outcomes;
    private final ModelMeters meters;
    private final JobQueue<TensorJob> queue;

    @Inject
    TensorPredictor(
            DeployedModel deployed,
            WorkerPool workers,
            RecentOutcomes outcomes,
            InferenceMeters meters,
            InferenceSettings settings) {
        this.deployed = deployed;
        this.workers = workers;
        this.outcomes = outcomes;
        this.meters = meters.deployed();
        this.queue = new JobQueue<>(this::run, MAX_BATCH, this.meters::recordBatch);
        this.wait = new LoadWait(settings.queue());
    }

    /**
     * Predicts on all rows of a request. Does not block.
     *
     * @param body {@code {"inputs": [[number, ...], ...]}} in JSON
     * @param gone whether the client has disconnected; called on any thread
     * @return the outputs, all of one version; completes exceptionally with {@link InferenceProblem},
     *     {@link dev.flsys.deploy.DeployProblem} or another {@link dev.flsys.problem.Problem}
     */
    public CompletionStage<TensorAnswer> predict(byte[] body, BooleanSupplier gone) {
        return deployed.started().toCompletableFuture().isDone()
                ? predictNow(body, gone)
                : wait.await(deployed.started(), () -> "", nothing -> {})
                        .thenCompose(started -> predictNow(body, gone));
    }

    private CompletionStage<TensorAnswer> predictNow(byte[] body, BooleanSupplier gone) {
        TensorJob job = new TensorJob(body, gone);
        outcomes.watch(job.answer(), meters::countEnd);
        workers.submit(queue, job);
        return job.answer();
    }

    private void run(List<TensorJob> jobs) {
        try (ModelLease lease = deployed.lease()) {
            TensorReader reader =
                    new TensorReader(Math.toIntExact(lease.version().itemShape()[0]));
            List<Item> items = new ArrayList<>(jobs.size());
            for (TensorJob job : jobs) {
                try {
                    items.add(new Item(
                            job, reader.read(job.body()), lease.version().name()));
                } catch (RuntimeException bad) {
                    job.fail(bad);
                }
            }
            new Batch(lease.version()).run(items);
        }
    }

    private record Item(TensorJob job, Tensor tensor, String modelPath) implements BatchItem {

        @Override
        public BatchValues input() {
            return BatchValues.of(tensor.values());
        }

        @Override
        public int rows() {
            return tensor.rows();
        }

        @Override
        public void answer(float[][] outputs) {
            try {
                job.answer().complete(TensorAnswer.of(outputs, modelPath));
            } catch (InferenceProblem notFinite) {
                job.fail(notFinite);
            }
        }

        @Override
        public void fail(Throwable why) {
            job.fail(why);
        }
    }
}
