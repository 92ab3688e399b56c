package dev.flsys.inference;

import dev.flsys.deploy.DeployedModel;
import dev.flsys.engine.Engines;
import dev.flsys.inference.pool.InferenceProblem;
import dev.flsys.inference.pool.JobQueue;
import dev.flsys.inference.pool.ModelCall;
import dev.flsys.inference.pool.RecentOutcomes;
import dev.flsys.inference.pool.WorkerPool;
import dev.flsys.model.Models;
import dev.flsys.model.serving.ModelLease;
import dev.flsys.model.serving.ModelVersion;
import dev.flsys.picture.ImageDecoder;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A prediction that the service makes for itself, through the queue and a worker like a request. It reads a picture,
 * and the deployed model predicts on zeros. If that model is missing or fails, the other models in memory are tried. So
 * one broken model is not reported as a broken service. No model is loaded. If none is in memory, the engine is
 * started, so that a missing native library is found before the first request. Thread-safe.
 */
@Singleton
public final class TrialInference {

    private static final Logger LOG = Logger.getLogger(TrialInference.class);

    private final Natives natives;
    private final Supplier<List<ModelLease>> leases;
    private final WorkerPool workers;
    private final RecentOutcomes outcomes;
    private final JobQueue<TrialJob> queue = new JobQueue<>(jobs -> jobs.forEach(this::answerJob), 1);

    @Inject
    TrialInference(DeployedModel deployed, Models models, WorkerPool workers, RecentOutcomes outcomes) {
        this(new Natives(), () -> both(deployed.leaseIfAny(), models.loaded()), workers, outcomes);
    }

    /** @param leases the leases of the models to try, in this order; this class closes them */
    TrialInference(Natives natives, Supplier<List<ModelLease>> leases, WorkerPool workers, RecentOutcomes outcomes) {
        this.natives = natives;
        this.leases = leases;
        this.workers = workers;
        this.outcomes = outcomes;
    }

    /** Small uses of the native libraries of a prediction, which fail if a library cannot be loaded. */
    static class Natives {

        /** A PNG file with one pixel. */
        private static final byte[] PIXEL = Base64.getDecoder()
                .decode(
                        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

        private final ImageDecoder decoder = new ImageDecoder();

        void readPicture() {
            decoder.decode(PIXEL).close();
        }

        void startEngine() {
            Engines.start();
        }
    }

    /**
     * Runs the trial. Does not block. The result never fails, but it is not completed while no worker takes the job or
     * the model hangs.
     */
    public CompletionStage<TrialResult> run() {
        TrialJob job = new TrialJob();
        CompletableFuture<TrialResult> trial = job.answer().handle(this::toResult);
        workers.submit(queue, job);
        return trial;
    }

    @SuppressWarnings("NullableOptional") // CompletableFuture.handle gives null in place of the result of a failure
    private TrialResult toResult(@Nullable Optional<String> model, @Nullable Throwable failure) {
        if (failure instanceof InferenceProblem full && full.kind() == InferenceProblem.Kind.QUEUE_FULL) {
            return new TrialResult(TrialResult.End.NO_PLACE, full.detail());
        }
        if (failure != null) {
            String why = RecentOutcomes.describe(failure);
            if (outcomes.failuresInARow() == 0) {
                LOG.errorf(failure, "A trial inference failed");
            }
            outcomes.recordFailure();
            return new TrialResult(TrialResult.End.FAILED, why);
        }
        if (model == null || model.isEmpty()) {
            return new TrialResult(TrialResult.End.NO_MODEL, "No model is in memory.");
        }
        outcomes.recordSuccess();
        return new TrialResult(TrialResult.End.ANSWERED, model.get());
    }

    private void answerJob(TrialJob job) {
        natives.readPicture();
        List<ModelVersion> tried = new ArrayList<>();
        // A model that hangs must not prevent the others from being closed.
        leases.get().forEach(lease -> {
            tried.add(lease.version());
            lease.close();
        });
        if (tried.isEmpty()) {
            natives.startEngine();
            job.answer().complete(Optional.empty());
            return;
        }
        job.answer().complete(Optional.of(findFirstAnswering(tried)));
    }

    /** Returns the name of the first model that answers. If none answers, throws the failure of the first one. */
    private static String findFirstAnswering(List<ModelVersion> tried) {
        Throwable first = null;
        for (ModelVersion version : tried) {
            try {
                return ModelCall.of(version, model -> {
                    model.tryOnce();
                    return version.name();
                });
            } catch (RuntimeException | LinkageError broken) {
                first = first == null ? broken : first;
            }
        }
        if (first instanceof LinkageError missing) {
            throw missing;
        }
        throw first instanceof RuntimeException broken ? broken : new IllegalArgumentException("No model to try");
    }

    private static List<ModelLease> both(Optional<ModelLease> first, List<ModelLease> others) {
        List<ModelLease> all = new ArrayList<>();
        first.ifPresent(all::add);
        all.addAll(others);
        return all;
    }
}
