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
import org.jspecify.annotations.Nullable;

/**
 * The training histories of the project's models: the file that the project has of it, or, if that is older than the
 * simulation that wrote the model or there is none, what that simulation printed. Each call reads the file anew, so that an
 * answer is as fresh as the file.
 *
 * <p>Safe for use by several threads; blocks while it reads.
 */
@ApplicationScoped
public class Histories {

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
     * How the training of {@code model} went.
     *
     * @throws HistoryNotConfigured if HISTORY_SUBDIR is not set
     * @throws HistoryMissing if no file fits the model
     * @throws HistoryUnreadable if the file or its folder cannot be read
     * @throws HistoryInvalid if the file holds no training history
     */
    public TrainingHistory of(ModelFile model) {
        HistoryFiles files = new HistoryFiles(project, settings.folder().orElseThrow(HistoryNotConfigured::new));
        Optional<TrainedModels.Training> training = trained.of(model);
        Path file = training.map(known -> newer(known, files, model)).orElseGet(() -> files.find(model));
        return HistoryReader.read(file).of(model.id());
    }

    /** The simulation's record, or the project's file if it was written since the simulation started. */
    private static Path newer(TrainedModels.Training training, HistoryFiles files, ModelFile model) {
        try {
            Path file = files.find(model);
            Instant written = modified(file);
            return written != null && written.isBefore(training.started()) ? training.record() : file;
        } catch (HistoryMissing none) {
            return training.record();
        }
    }

    private static @Nullable Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException gone) {
            return null;
        }
    }
}
