package dev.flsys.evaluation;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.flower.progress.Round;
import dev.flsys.inference.Classifier;
import dev.flsys.model.Models;
import dev.flsys.model.catalog.ModelCatalog;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.RoundName;
import dev.flsys.model.serving.ModelLease;
import dev.flsys.problem.Problem;
import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import dev.flsys.simulation.RoundAccuracy;
import dev.flsys.simulation.Simulations;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.record.SimulationStore;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the newest round of each running simulation on labelled pictures, one at a time, if SIMULATION_EVALUATE
 * names their folder. A round that is replaced before its evaluation ends has no result. The results are in
 * {@code live_accuracy.json} of the folder of the simulation. Thread-safe.
 */
@ApplicationScoped
public class LiveEvaluations implements RoundAccuracy {

    private static final Logger LOG = Logger.getLogger(LiveEvaluations.class);
    private static final String FILE = "live_accuracy.json";
    /** The most pictures of an evaluation. From a larger folder, pictures are chosen at equal distances. */
    static final int MAX_PICTURES = 500;

    private static final int MAX_WAITING = 100;
    private static final int BUSY = 503;
    private static final long STOP_SECONDS = 5;
    /** The time limit for the load of a version, which may need an export by Python. */
    private static final long LOAD_SECONDS = 600;
    /** The pause before the model is asked again, because an older version may still serve for a moment. */
    private static final long RETRY_MILLIS = 50;

    private static final int ATTEMPTS = 600;

    private final Optional<String> folder;
    private final FlowerProject project;
    private final ModelCatalog catalog;
    private final Models models;
    private final Classifier classifier;
    private final Simulations simulations;
    private final Clock clock = Clock.tickMillis(ZoneOffset.UTC);
    private final SimulationStore store;
    private final ObjectMapper json;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(new DefaultThreadFactory("flsys-live-evaluation", true));

    /** The simulations with a new version, the one that waits longest first; guarded by itself. */
    private final Set<SimulationId> waiting = new LinkedHashSet<>();

    /** The simulation whose versions are being evaluated; null for none. */
    private volatile @Nullable SimulationId working;

    @Inject
    LiveEvaluations(
            LiveSettings settings,
            FlowerProject project,
            ModelCatalog catalog,
            Models models,
            Classifier classifier,
            Simulations simulations,
            SimulationStore store,
            ObjectMapper json) {
        this.folder = settings.folder();
        this.project = project;
        this.catalog = catalog;
        this.models = models;
        this.classifier = classifier;
        this.simulations = simulations;
        this.store = store;
        this.json = json;
    }

    void start(@Observes StartupEvent event) {
        if (folder.isPresent()) {
            catalog.listen(this::onReplaced);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        thread.shutdownNow();
        if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("The evaluation of a round has not ended");
        }
    }

    /** The results of a simulation so far. */
    LiveAccuracy of(SimulationId id) {
        Path file = store.path(id).resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return LiveAccuracy.NONE;
        }
        try {
            return json.readValue(Files.readAllBytes(file), LiveAccuracy.class);
        } catch (IOException damaged) {
            LOG.warnf("The accuracy of simulation %s cannot be read: %s", id, damaged.getMessage());
            return LiveAccuracy.NONE;
        }
    }

    @Override
    public boolean isMeasuring(SimulationId simulation) {
        synchronized (waiting) {
            return simulation.equals(working) || waiting.contains(simulation);
        }
    }

    @Override
    public Optional<Object> state(SimulationId simulation) {
        return FileStamp.read(store.path(simulation).resolve(FILE)).map(stamp -> stamp);
    }

    @Override
    public Optional<Measured> latest(SimulationId simulation) {
        LiveAccuracy all = of(simulation);
        return all.rounds().stream()
                .reduce((one, other) -> other)
                .map(last -> new Measured(
                        last.modelId(),
                        last.round(),
                        last.pictures(),
                        last.accuracy(),
                        all.rounds().size(),
                        all.note()));
    }

    private void onReplaced(Path file) {
        Optional<SimulationId> id = store.owner(file);
        synchronized (waiting) {
            if (id.isEmpty() || waiting.size() >= MAX_WAITING || !waiting.add(id.get())) {
                return;
            }
        }
        try {
            thread.execute(() -> evaluateModels(id.get()));
        } catch (RejectedExecutionException ending) {
            LOG.debugf("Simulation %s is not evaluated: the service ends", id.get());
        }
    }

    /** Evaluates the models of a simulation that have a new version. */
    private void evaluateModels(SimulationId id) {
        synchronized (waiting) {
            waiting.remove(id);
            working = id;
        }
        try {
            LiveAccuracy before = of(id);
            // A new scan: kept() alone may answer from a scan that is a second old.
            List<ModelFile> unused = catalog.list();
            for (ModelFile model : catalog.kept()) {
                String name = model.id().value();
                Optional<LiveAccuracy.Version> last = before.last(name);
                boolean isWatched = model.isLatest() || last.isPresent();
                boolean known = last.filter(round -> round.modified().equals(model.modified()))
                        .isPresent();
                if (model.origin()
                                .filter(origin -> origin.run().equals(id.value()))
                                .isPresent()
                        && isWatched
                        && !known) {
                    evaluate(id, model);
                }
            }
        } catch (RuntimeException unexpected) {
            LOG.warnf(unexpected, "The newest round of simulation %s was not evaluated", id);
        } finally {
            working = null;
        }
    }

    private void evaluate(SimulationId id, ModelFile model) {
        String shown =
                folder.flatMap(project::resolve).map(project::displayPath).orElse("");
        try {
            List<LabelledPicture> pictures = chooseEvenly(LabelledFolder.read(project, folder.orElse("")));
            Set<String> labels =
                    pictures.stream().map(LabelledPicture::label).collect(Collectors.toCollection(TreeSet::new));
            Evaluations.requireLabels(model, labels);
            String name = model.id().value();
            if (!awaitServing(model)) {
                return;
            }
            Instant now = clock.instant();
            Evaluation accepted = Evaluation.create(EvaluationId.next(now), shown, List.of(name), pictures.size(), now);
            Evaluation done = new EvaluationRun(accepted, pictures, classifier, catalog, clock).run();
            Evaluation.ModelResult result = done.results().get(0);
            ModelScores scores = result.scores();
            String error = result.error();
            if (error != null) {
                save(id, of(id).failed(shown, error));
            } else if (scores != null
                    && done.state() == EvaluationState.COMPLETED
                    && !result.changed()
                    && serves(model)) {
                LiveAccuracy.Version round = new LiveAccuracy.Version(
                        name, round(id, model), result.modified(), scores.pictures(), scores.accuracy());
                save(id, of(id).with(shown, round, scores.confusion()));
            }
        } catch (Problem refused) {
            save(id, of(id).failed(shown, refused.detail()));
        } catch (InterruptedException serviceEnds) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits until the present version of a file answers. The version before serves while this one is being loaded.
     *
     * @return whether the version answers; false if another version has replaced it
     * @throws Problem if the version cannot be loaded
     */
    private boolean awaitServing(ModelFile model) throws InterruptedException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (serves(model)) {
                return true;
            }
            if (!FileStamp.read(model.path()).equals(Optional.of(model.stamp()))) {
                return false;
            }
            Thread.sleep(RETRY_MILLIS);
        }
        return false;
    }

    private boolean serves(ModelFile model) throws InterruptedException {
        CompletableFuture<ModelLease> leased = models.lease(model.id().value()).toCompletableFuture();
        try (ModelLease lease = leased.get(LOAD_SECONDS, TimeUnit.SECONDS)) {
            return lease.version().stamp().equals(model.stamp());
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Problem problem && problem.status() != BUSY) {
                throw problem;
            }
            return false;
        } catch (TimeoutException late) {
            var unused = leased.thenAccept(ModelLease::close);
            return false;
        }
    }

    private void save(SimulationId id, LiveAccuracy next) {
        try {
            // The folder does not exist any more if the simulation was deleted meanwhile.
            PrivateFiles.replace(store.path(id).resolve(FILE), json.writeValueAsBytes(next));
        } catch (IOException unwritable) {
            LOG.warnf("The accuracy of simulation %s cannot be stored: %s", id, unwritable.getMessage());
        }
    }

    private @Nullable Integer round(SimulationId id, ModelFile model) {
        return model.origin()
                .flatMap(origin -> Optional.ofNullable(origin.round()))
                .or(() -> RoundName.of(model.networkId().value()).map(RoundName::round))
                .or(() -> simulations
                        .current(id)
                        .flatMap(record ->
                                Objects.requireNonNullElse(record.training().rounds(), List.<Round>of()).stream()
                                        .reduce((one, other) -> other)
                                        .map(Round::round)))
                .orElse(null);
    }

    /** At most {@link #MAX_PICTURES} of the pictures, at equal distances. */
    static List<LabelledPicture> chooseEvenly(List<LabelledPicture> all) {
        if (all.size() <= MAX_PICTURES) {
            return all;
        }
        List<LabelledPicture> chosen = new ArrayList<>();
        for (int each = 0; each < MAX_PICTURES; each++) {
            chosen.add(all.get((int) ((long) each * all.size() / MAX_PICTURES)));
        }
        return chosen;
    }
}
