package dev.flsys.inference;

import dev.flsys.deploy.DeployedModel;
import dev.flsys.engine.Engines;
import dev.flsys.model.ModelLease;
import dev.flsys.model.ModelVersion;
import dev.flsys.model.Models;
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
 * A prediction of the service's own, on the way that requests go, through the queue and a worker: a picture is read,
 * and the deployed model predicts on zeros; if that is not there or fails, another that is loaded, so that one broken
 * model does not pass for a broken service. Loads no model: where none is in memory, the engine is started, as native
 * libraries that cannot be loaded are to be found before the first request is. Safe for use by several threads.
 */
@Singleton
public final class TrialInference {

    private static final Logger LOG = Logger.getLogger(TrialInference.class);

    private final Natives natives;
    private final Supplier<List<ModelLease>> leases;
    private final WorkerPool workers;
    private final Outcomes outcomes;
    private final Lane<TrialJob> lane = new Lane<>(jobs -> jobs.forEach(this::answer), 1);

    @Inject
    TrialInference(DeployedModel deployed, Models models, WorkerPool workers, Outcomes outcomes) {
        this(new Natives(), () -> both(deployed.leaseIfAny(), models.loaded()), workers, outcomes);
    }

    /** @param leases of the models to try, in this order; given back here */
    TrialInference(Natives natives, Supplier<List<ModelLease>> leases, WorkerPool workers, Outcomes outcomes) {
        this.natives = natives;
        this.leases = leases;
        this.workers = workers;
        this.outcomes = outcomes;
    }

    /** The native libraries of a prediction, used for so little that only their being there counts. */
    static class Natives {

        /** A PNG file with one pixel. */
        private static final byte[] PIXEL = Base64.getDecoder()
                .decode(
                        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

        private final ImageDecoder decoder = new ImageDecoder();

        /** Reads a picture. */
        void readPicture() {
            decoder.decode(PIXEL).close();
        }

        /** Starts an engine. */
        void startEngine() {
            Engines.start();
        }
    }

    /**
     * Does not block. What it returns never fails, but is not completed while no worker takes it or the model hangs.
     */
    public CompletionStage<Trial> run() {
        TrialJob job = new TrialJob();
        CompletableFuture<Trial> trial = job.answer().handle(this::trial);
        workers.submit(lane, job);
        return trial;
    }

    @SuppressWarnings("NullableOptional") // CompletableFuture.handle gives null in place of the result of a failure
    private Trial trial(@Nullable Optional<String> model, @Nullable Throwable failure) {
        if (failure instanceof InferenceProblem full && full.kind() == InferenceProblem.Kind.QUEUE_FULL) {
            return new Trial(Trial.End.NO_PLACE, full.detail());
        }
        if (failure != null) {
            String why = Outcomes.told(failure);
            if (outcomes.failuresInARow() == 0) {
                LOG.errorf(failure, "A trial inference failed");
            }
            outcomes.failed();
            return new Trial(Trial.End.FAILED, why);
        }
        if (model == null || model.isEmpty()) {
            return new Trial(Trial.End.NO_MODEL, "No model is in memory.");
        }
        outcomes.succeeded();
        return new Trial(Trial.End.ANSWERED, model.get());
    }

    private void answer(TrialJob job) {
        natives.readPicture();
        List<ModelVersion> tried = new ArrayList<>();
        // a model that hangs must keep no other from being closed
        leases.get().forEach(lease -> {
            tried.add(lease.version());
            lease.close();
        });
        if (tried.isEmpty()) {
            natives.startEngine();
            job.answer().complete(Optional.empty());
            return;
        }
        job.answer().complete(Optional.of(firstThatAnswers(tried)));
    }

    /** The name of the first model that answers; fails as the first of them does if none answers. */
    private static String firstThatAnswers(List<ModelVersion> tried) {
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
