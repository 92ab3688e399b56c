package dev.flsys.history;

import dev.flsys.project.FlowerProject;
import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Setting;
import dev.flsys.settings.SettingsReport;
import java.nio.file.Files;
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
        return new HistorySettings(setting.text().flatMap(text -> folder(text, setting, project)));
    }

    private static Optional<Path> folder(String text, Setting setting, FlowerProject project) {
        Optional<Path> folder = project.resolve(text);
        if (folder.isEmpty()) {
            setting.wrong("It leads out of the project.", "a folder in the project, such as results");
        } else if (!folder.map(Files::isDirectory).orElse(false)) {
            setting.wrong(
                    "There is no such folder in the project.",
                    "make the folder, name the one with the history .json files, or leave it out");
        }
        return folder;
    }
}
