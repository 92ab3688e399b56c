package dev.flsys.history;

import dev.flsys.model.ModelFile;
import dev.flsys.project.FlowerProject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * The training histories of the project's models. Each call reads the file anew, so that an answer is as fresh as the file.
 *
 * <p>Safe for use by several threads; blocks while it reads.
 */
@ApplicationScoped
public class Histories {

    private final HistorySettings settings;
    private final FlowerProject project;

    @Inject
    Histories(HistorySettings settings, FlowerProject project) {
        this.settings = settings;
        this.project = project;
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
        return HistoryReader.read(files.find(model)).of(model.id());
    }
}
