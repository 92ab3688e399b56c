package dev.flsys.history;

import dev.flsys.model.ModelFile;
import dev.flsys.project.FlowerProject;
import dev.flsys.simulation.TrainedModels;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The training histories of the project's models: the file that the project has of it, or, if that is older than the
 * simulation that wrote the model or there is none, what that simulation printed. Each call reads the file anew, so
 * that an answer is as fresh as the file.
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
     * How the training of {@code model} went. A model that a simulation of ours wrote has a history also without
     * HISTORY_SUBDIR.
     *
     * @throws HistoryNotConfigured if HISTORY_SUBDIR is not set, and no simulation wrote the model
     * @throws HistoryMissing if no file fits the model
     * @throws HistoryUnreadable if the file or its folder cannot be read
     * @throws HistoryInvalid if the file holds no training history
     */
    public TrainingHistory of(ModelFile model) {
        Optional<TrainedModels.Training> training = trained.of(model);
        if (training.isPresent()) {
            return ofSimulation(training.get(), model).of(model.id());
        }
        Path folder = settings.folder().orElseThrow(HistoryNotConfigured::new);
        return HistoryReader.read(new HistoryFiles(project, Optional.of(folder)).find(model))
                .of(model.id());
    }

    /**
     * The project's file if it was written since the simulation started, else the rounds that the simulation printed.
     */
    private TrainingHistory ofSimulation(TrainedModels.Training training, ModelFile model) {
        try {
            Path file = new HistoryFiles(project, settings.folder()).find(model);
            if (!training.hasRounds() || !isOlder(file, training.started())) {
                return HistoryReader.read(file);
            }
        } catch (HistoryMissing none) {
            LOG.debugf("%s has no history file", model.id());
        } catch (HistoryInvalid unusable) {
            if (!training.hasRounds()) {
                throw unusable;
            }
            LOG.debugf("The rounds of the simulation are used. %s", unusable.detail());
        }
        return HistoryReader.readRecord(training.record(), training.took());
    }

    private static boolean isOlder(Path file, Instant started) {
        Instant written = modified(file);
        return written != null && written.isBefore(started);
    }

    private static @Nullable Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException gone) {
            return null;
        }
    }
}
