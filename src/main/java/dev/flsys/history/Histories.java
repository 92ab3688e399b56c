package dev.flsys.history;

import dev.flsys.history.rounds.Experiments;
import dev.flsys.history.rounds.HistoryInvalid;
import dev.flsys.history.rounds.HistoryProblem;
import dev.flsys.history.rounds.TrainingHistory;
import dev.flsys.model.catalog.ModelCatalog;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelId;
import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.models.TrainedModels;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The training histories of the project's models. A model that a simulation wrote has the history file of the project,
 * if the file is as new as the simulation. Otherwise it has the rounds of the simulation. Any other model has the
 * project's file, which each call reads again. A model that is kept with a simulation has the rounds of that
 * simulation.
 *
 * <p>Thread-safe; blocks while it reads.
 */
@ApplicationScoped
public class Histories {

    private static final Logger LOG = Logger.getLogger(Histories.class);

    private static final int MAX_READS = 2;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Semaphore reads = new Semaphore(MAX_READS, true);
    private final HistorySettings settings;
    private final FlowerProject project;
    private final TrainedModels trained;
    private final HistoryFiles files;
    private final ProjectHistories all;

    @Inject
    Histories(HistorySettings settings, FlowerProject project, TrainedModels trained, ModelCatalog catalog) {
        this(settings, project, trained, () -> catalog.list().stream()
                .map(ModelFile::id)
                .toList());
    }

    Histories(HistorySettings settings, FlowerProject project, TrainedModels trained, Supplier<List<ModelId>> models) {
        this.settings = settings;
        this.project = project;
        this.trained = trained;
        ArrayFiles arrays = new ArrayFiles();
        this.files = new HistoryFiles(project, settings.folder(), models, arrays);
        this.all = new ProjectHistories(project, settings.folder(), arrays);
    }

    /**
     * The training history of {@code model}. HISTORY_SUBDIR is not needed for a model that a simulation wrote, or that
     * has a history beside its weights.
     *
     * @throws HistoryMissing if there is no history of the model
     * @throws HistoryInvalid if its file holds no training history
     * @throws HistoryProblem if HISTORY_SUBDIR is needed and not set, or the file or its folder cannot be read
     */
    public TrainingHistory of(ModelFile model) {
        return withSimulation(model).history();
    }

    /**
     * The history of a model, and its simulation.
     *
     * @param simulation the simulation that trained the model; empty if no simulation did, or if simulations are
     *     private
     */
    record OfModel(TrainingHistory history, Optional<SimulationId> simulation) {}

    /** The same as {@link #of}, with the simulation that trained {@code model}. */
    OfModel withSimulation(ModelFile model) {
        Optional<TrainedModels.Training> training = trained.of(model);
        TrainingHistory history = read(model, training).of(model.id());
        return new OfModel(history, training.flatMap(TrainedModels.Training::simulation));
    }

    private TrainingHistory read(ModelFile model, Optional<TrainedModels.Training> training) {
        if (model.origin().isPresent()) {
            return readOfKeptModel(training);
        }
        return training.isPresent() ? readOfSimulation(training.get(), model) : readFromFiles(model);
    }

    /** The history files of the project may be those of later simulations. */
    private static TrainingHistory readOfKeptModel(Optional<TrainedModels.Training> training) {
        return SimulationHistory.of(
                training.filter(known -> !known.rounds().isEmpty()).orElseThrow(HistoryProblem::noRounds));
    }

    /**
     * Searches the project for files that may be histories: of models, of trainings that wrote no model, and others.
     */
    public ProjectFiles inProject() {
        Map<String, Path> found = new LinkedHashMap<>();
        all.find().forEach(path -> found.put(project.displayPath(path), path));
        return new ProjectFiles(found);
    }

    /** The files that one search has found. A file that is written later is not among them. */
    public final class ProjectFiles {

        private final Map<String, Path> found;

        private ProjectFiles(Map<String, Path> found) {
            this.found = found;
        }

        /** Files and folders with event files, relative to the project, with {@code /} between names. */
        public List<String> names() {
            return List.copyOf(found.keySet());
        }

        /**
         * The history of a file, whatever its model.
         *
         * @param name one of {@link #names()}; an experiment of the file may follow after {@code #}, and a part of that
         *     experiment after a comma
         * @throws HistoryInvalid if it holds no training history, or holds several experiments and none is named
         * @throws HistoryProblem if it is none of these files, or cannot be read
         */
        public TrainingHistory of(String name) {
            Path file = found.get(name);
            int mark = name.lastIndexOf('#');
            boolean isPart = file == null && mark > 0;
            Path path = isPart ? found.get(name.substring(0, mark)) : file;
            if (path == null) {
                throw HistoryProblem.noFile(name);
            }
            Optional<String> experiment = isPart ? Optional.of(name.substring(mark + 1)) : Optional.empty();
            return readLimited(() -> HistoryReader.read(
                    path,
                    new Experiments(HistoryReader.nameOf(path), project.displayPath(path), List.of(), experiment)));
        }
    }

    private TrainingHistory readFromFiles(ModelFile model) {
        return readLimited(() -> readLocated(model));
    }

    /** Large histories need much memory, so few are read at the same time. */
    private TrainingHistory readLimited(Supplier<TrainingHistory> read) {
        try {
            if (!reads.tryAcquire(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw HistoryProblem.busy();
            }
        } catch (InterruptedException serviceStops) {
            Thread.currentThread().interrupt();
            throw HistoryProblem.busy();
        }
        try {
            return read.get();
        } finally {
            reads.release();
        }
    }

    private TrainingHistory readLocated(ModelFile model) {
        try {
            HistoryFiles.Located located = files.locate(model);
            return read(located, located.places(), model);
        } catch (HistoryMissing none) {
            if (settings.folder().isEmpty() && model.options().history().isEmpty()) {
                throw HistoryProblem.notConfigured(none.unreadable());
            }
            throw none;
        }
    }

    /** A file that is not certainly the model's own may be of another kind. */
    private TrainingHistory read(HistoryFiles.Located located, List<HistoryFiles.Found> places, ModelFile model) {
        List<String> others = new ArrayList<>();
        for (HistoryFiles.Found place : places) {
            try {
                return read(place, model);
            } catch (HistoryInvalid unusable) {
                if (place.certain() || !unusable.isAnotherKind()) {
                    throw unusable;
                }
                others.add(HistoryReader.nameOf(place.path()));
            }
        }
        throw located.missing().apply(others);
    }

    private TrainingHistory read(HistoryFiles.Found place, ModelFile model) {
        List<String> names = new ArrayList<>();
        names.add(model.id().value());
        Path folder = model.path().getParent();
        while (folder != null && folder.startsWith(project.root()) && !folder.equals(project.root())) {
            names.add(String.valueOf(folder.getFileName()));
            folder = folder.getParent();
        }
        return HistoryReader.read(
                place.path(),
                new Experiments(
                        HistoryReader.nameOf(place.path()),
                        project.displayPath(place.path()),
                        names,
                        place.experiment()));
    }

    private TrainingHistory readOfSimulation(TrainedModels.Training training, ModelFile model) {
        try {
            boolean none = training.rounds().isEmpty();
            HistoryFiles.Located located = files.locate(model);
            List<HistoryFiles.Found> places = located.places().stream()
                    .filter(place -> none || (place.own() && !isOlder(place.path(), training.started())))
                    .toList();
            return read(located, places, model);
        } catch (HistoryMissing missing) {
            LOG.debugf("%s has no history file", model.id());
        } catch (HistoryInvalid unusable) {
            if (training.rounds().isEmpty()) {
                throw unusable;
            }
            LOG.debugf("The rounds of the simulation are used. %s", unusable.detail());
        }
        return SimulationHistory.of(training);
    }

    /** A folder of event files is never older. */
    private static boolean isOlder(Path file, Instant started) {
        return FileStamp.read(file)
                .filter(stamp -> stamp.modified().isBefore(started))
                .isPresent();
    }
}
