package dev.flsys.history;

import dev.flsys.model.ModelFile;
import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import dev.flsys.simulation.TrainedModels;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The training histories of the project's models. The history of a model that a simulation wrote is the project's file
 * if that is as new as the simulation, or else the rounds of the simulation. The history of any other model is the
 * project's file, which each call reads again.
 *
 * <p>Safe for use by several threads; blocks while it reads.
 */
@ApplicationScoped
public class Histories {

    private static final Logger LOG = Logger.getLogger(Histories.class);

    private final HistorySettings settings;
    private final FlowerProject project;
    private final TrainedModels trained;

    @Inject
    Histories(HistorySettings settings, FlowerProject project, TrainedModels trained) {
        this.settings = settings;
        this.project = project;
        this.trained = trained;
    }

    /**
     * The training history of {@code model}. A model that a simulation wrote has one without HISTORY_SUBDIR, too.
     *
     * @throws HistoryMissing if there is no history of the model
     * @throws HistoryInvalid if its file holds no training history
     * @throws HistoryProblem if HISTORY_SUBDIR is needed and not set, or the file or its folder cannot be read
     */
    public TrainingHistory of(ModelFile model) {
        Optional<TrainedModels.Training> training = trained.of(model);
        if (training.isPresent()) {
            return ofSimulation(training.get(), model).of(model.id());
        }
        Path folder = settings.folder().orElseThrow(HistoryProblem::notConfigured);
        return HistoryReader.read(new HistoryFiles(project, Optional.of(folder)).find(model))
                .of(model.id());
    }

    private TrainingHistory ofSimulation(TrainedModels.Training training, ModelFile model) {
        try {
            Path file = new HistoryFiles(project, settings.folder()).find(model);
            if (training.rounds().isEmpty() || !isOlder(file, training.started())) {
                return HistoryReader.read(file);
            }
        } catch (HistoryMissing none) {
            LOG.debugf("%s has no history file", model.id());
        } catch (HistoryInvalid unusable) {
            if (training.rounds().isEmpty()) {
                throw unusable;
            }
            LOG.debugf("The rounds of the simulation are used. %s", unusable.detail());
        }
        return SimulationHistory.of(training);
    }

    private static boolean isOlder(Path file, Instant started) {
        return FileStamp.now(file)
                .filter(stamp -> stamp.modified().isBefore(started))
                .isPresent();
    }
}
