package dev.flsys.deploy;

import dev.flsys.engine.InferenceDevice;
import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.model.serving.LoadMeters;
import dev.flsys.model.serving.LoadThreads;
import dev.flsys.model.serving.LoadTimeout;
import dev.flsys.model.serving.ModelLease;
import dev.flsys.model.serving.ModelSlot;
import dev.flsys.model.serving.ModelVersion;
import dev.flsys.problem.Problem;
import dev.flsys.project.FlowerProject;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The model behind {@code /predict}. Thread-safe; swaps run one at a time, in the order of the requests. */
@ApplicationScoped
public class DeployedModel {

    private static final Logger LOG = Logger.getLogger(DeployedModel.class);
    private static final int MAX_WAITING = 64;

    /** Swaps are made one at a time; each hanging load costs a thread. */
    private static final LoadThreads.Limits LOADS = new LoadThreads.Limits(1, 3, 4);

    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final FlowerProject project;
    private final DeploySettings settings;
    private final ChoiceFile choices;
    private final ModelSlot slot = new ModelSlot();
    private final LoadThreads loadThreads;
    private final Swaps swaps;
    private final ThreadPoolExecutor turns = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            new DefaultThreadFactory("flsys-deploy", true));
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final DeployWatch watch;
    /** The last logged failure of the watch; empty after a success. */
    private volatile String lastFailure = "";

    private volatile String reason =
            "No model is deployed: set DEPLOY_MODEL_PATH, or POST a model_path to /update_model.";

    DeployedModel(FlowerProject project, DeploySettings settings, InferenceDevice device) {
        this(project, settings, device, LoadTimeout.DEFAULT, LoadMeters.none());
    }

    @Inject
    DeployedModel(
            FlowerProject project,
            DeploySettings settings,
            InferenceDevice device,
            LoadTimeout timeout,
            LoadMeters meters) {
        this.loadThreads = new LoadThreads("flsys-deploy-loader", LOADS, timeout.longest());
        this.project = project;
        this.settings = settings;
        this.choices = new ChoiceFile(project);
        this.swaps = new Swaps(slot, loadThreads, device, meters, DRAIN);
        this.watch = new DeployWatch(choices, slot, this::follow, this::reload);
    }

    /** Loads the first model on another thread. The service starts meanwhile. */
    void start(@Observes StartupEvent event) {
        var unused = enqueue(() -> {
            try {
                choices.clean();
                serveFirst();
            } finally {
                watch.start();
                started.complete(null);
            }
        });
    }

    /** Done when the load of the first model has ended, with or without success. */
    public CompletionStage<Void> started() {
        return started;
    }

    /** The deployed model, or the reason why there is none, and the candidates; blocks while it reads folders. */
    Deployment deployment(DeployCandidates candidates) {
        Optional<ModelVersion> version = slot.current();
        List<DeployCandidate> found =
                candidates.find(version.map(serving -> serving.stamp().path()));
        return version.map(serving -> Deployment.of(
                        serving, project.displayPath(serving.stamp().path()), found))
                .orElseGet(() -> Deployment.none(reason(), found));
    }

    private String reason() {
        return started.isDone() ? reason : "The first model is being loaded.";
    }

    /**
     * A lease of the deployed model; the caller must close it. Takes no lock.
     *
     * @throws DeployProblem if there is none
     */
    public ModelLease lease() {
        return slot.lease().orElseThrow(() -> DeployProblem.nothingDeployed(reason()));
    }

    /** The names of the files whose loads have missed their deadlines and still run. */
    public List<String> hangingLoads() {
        return loadThreads.hanging().stream()
                .map(written -> String.valueOf(Path.of(written).getFileName()))
                .toList();
    }

    /** Whether another model can be loaded; false while too many loads hang. */
    public boolean canLoad() {
        return loadThreads.canLoad();
    }

    /** The same as {@link #lease()}; empty if no model is deployed. */
    public Optional<ModelLease> leaseIfAny() {
        return slot.lease();
    }

    /**
     * Deploys the file at {@code modelPath}: here, after a restart, and in every replica on the project. When the stage
     * is done, every new answer comes from the new model.
     *
     * @param modelPath relative to the project, or absolute and in it
     * @return fails with {@link DeployProblem} or {@link ModelUnusable}; the previous model then still serves
     */
    public CompletionStage<Void> update(String modelPath) {
        return update(() -> modelPath);
    }

    /**
     * The same as {@link #update(String)} with the path that {@code named} returns when its turn comes. It may block.
     */
    CompletionStage<Void> update(Supplier<String> named) {
        return enqueue(() -> {
            String modelPath = named.get();
            try {
                swaps.swap(DeployFile.of(modelPath, project), () -> storeChoice(modelPath));
            } catch (ModelUnusable unusable) {
                LOG.warnf("/update_model did not deploy %s: %s", modelPath, unusable.detail());
                throw unusable;
            }
            LOG.infof("%s serves /predict, by /update_model", modelPath);
        });
    }

    private void storeChoice(String modelPath) {
        Choice choice = Choice.of(modelPath, settings.modelPath());
        // This must happen before the write. Otherwise the watch could treat this as the choice of another replica and
        // follow it.
        watch.markApplied(choice);
        try {
            choices.write(choice);
        } catch (IOException | UncheckedIOException readOnly) {
            LOG.warnf(
                    "%s serves in this service only, and until it stops: the choice could not be stored: %s",
                    modelPath, readOnly.getMessage());
        }
    }

    private void serveFirst() throws InterruptedException {
        Optional<Choice> latest = choices.read();
        // A choice that is not valid any more is noted, too. The watch then follows only a newer one.
        latest.ifPresent(watch::markApplied);
        Optional<Choice> chosen = latest.filter(choice -> choice.wasMadeUnder(settings.modelPath()));
        if (chosen.isPresent() && deployFirst(chosen.get().modelPath())) {
            return;
        }
        if (settings.modelPath().isPresent()) {
            deployFirst(settings.modelPath().get());
        }
    }

    private boolean deployFirst(String path) throws InterruptedException {
        try {
            swaps.swap(DeployFile.of(path, project), () -> {});
            LOG.infof("%s serves /predict", path);
            return true;
        } catch (Problem problem) {
            reason = "The model to deploy cannot be used: " + problem.detail();
            LOG.errorf("%s", reason);
            return false;
        }
    }

    /** Follows the choice of another replica. */
    private void follow(Choice choice) {
        attempt(choice.modelPath(), () -> {
            if (watch.isDue(choice)) {
                swaps.swap(DeployFile.of(choice.modelPath(), project), () -> watch.markApplied(choice));
                LOG.infof("%s serves /predict, by /update_model of another replica", choice.modelPath());
            }
        });
    }

    /** Loads the changed file of the deployed model. */
    private void reload(String path) {
        attempt(path, () -> {
            if (slot.current().map(version -> version.name().equals(path)).orElse(false)) {
                swaps.swap(DeployFile.of(path, project), () -> {});
                LOG.infof("%s has changed; its new content serves /predict", path);
            }
        });
    }

    private void attempt(String path, Turn turn) {
        var unused = enqueue(turn).whenComplete((done, failure) -> {
            String line = failure == null
                    ? ""
                    : path + " is not deployed. The model before it still serves. " + failure.getMessage();
            // The watch tries again every few seconds, so the same failure is logged only once.
            if (!line.isEmpty() && !line.equals(lastFailure)) {
                LOG.warn(line);
            }
            lastFailure = line;
        });
    }

    /** A task that runs after all tasks before it. */
    @FunctionalInterface
    private interface Turn {
        void run() throws InterruptedException;
    }

    private CompletableFuture<Void> enqueue(Turn turn) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            turns.execute(() -> {
                @Nullable Throwable failure = null;
                try {
                    turn.run();
                } catch (InterruptedException stopped) {
                    failure = DeployProblem.busy("The service is going down.");
                } catch (Throwable failed) {
                    failure = failed;
                }
                if (failure == null) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(failure);
                }
            });
        } catch (RejectedExecutionException full) {
            done.completeExceptionally(DeployProblem.busy("Too many swaps wait."));
        }
        return done;
    }

    /** Interrupts swaps, waits for the calls in flight and closes the model. */
    @PreDestroy
    void close() {
        watch.close();
        turns.shutdownNow();
        loadThreads.close();
        try {
            slot.shut().toCompletableFuture().get(DRAIN.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception inUse) {
            LOG.warn("The deployed model was still in use when the service stopped");
        }
    }
}
