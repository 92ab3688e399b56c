package dev.flsys.history;

import dev.flsys.project.FlowerProject;
import dev.flsys.project.ProjectFolder;
import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Setting;
import dev.flsys.settings.SettingsReport;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The histories' settings, checked.
 *
 * @param folder absolute folder of the history files, in the project; empty if HISTORY_SUBDIR is not set
 */
public record HistorySettings(Optional<Path> folder) implements CheckedSettings {

    static HistorySettings read(HistoryConfig config, FlowerProject project, SettingsReport report) {
        Setting setting = Setting.of("HISTORY_SUBDIR", config.subdir(), report);
        return new HistorySettings(ProjectFolder.read(
                setting,
                project,
                "results",
                "The project has no training history of its own until the folder exists: a training that writes one there"
                        + " makes it."));
    }
}
