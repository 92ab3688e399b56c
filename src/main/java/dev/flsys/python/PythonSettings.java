package dev.flsys.python;

import dev.flsys.process.Programs;
import dev.flsys.project.FlowerProject;
import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Setting;
import dev.flsys.settings.SettingsReport;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The interpreter's setting, checked.
 *
 * @param interpreter the executable that the user chose, absolute, links kept (a virtual environment is known by its link)
 */
public record PythonSettings(Optional<Path> interpreter) implements CheckedSettings {

    static PythonSettings read(PythonConfig config, FlowerProject project, SettingsReport report) {
        Setting setting = Setting.of("FLOWER_PYTHON", config.interpreter(), report);
        return new PythonSettings(setting.parsed(
                        text -> find(text, project),
                        "There is no such program.",
                        "a Python interpreter: an absolute path, one relative to the project, or a name on PATH;"
                                + " leave it unset to use the project's .venv")
                .map(path -> path.toAbsolutePath().normalize()));
    }

    private static Optional<Path> find(String text, FlowerProject project) {
        return Programs.find(text, project.root()).or(() -> Programs.find(text, Path.of("")));
    }
}
