package dev.flsys.history;

import dev.flsys.project.FlowerProject;
import dev.flsys.project.ProjectFolder;
import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The settings of training histories, checked.
 *
 * @param folder absolute folder of the history files, in the project; empty if HISTORY_SUBDIR is not set
 */
@Singleton
public record HistorySettings(Optional<Path> folder) implements CheckedSettings {

    @Inject
    HistorySettings(Settings settings, FlowerProject project) {
        this(ProjectFolder.read(
                settings.get("HISTORY_SUBDIR"),
                project,
                "results",
                "The project has no training history of its own until the folder exists. A training that writes a history"
                        + " there creates it."));
    }
}
