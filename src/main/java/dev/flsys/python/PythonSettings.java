package dev.flsys.python;

import dev.flsys.process.Programs;
import dev.flsys.project.FlowerProject;
import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Setting;
import dev.flsys.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The setting of the interpreter, checked.
 *
 * @param interpreter the executable that the user chose, absolute, with links kept, because a link identifies a virtual
 *     environment. Empty if it is not set
 */
@Singleton
public record PythonSettings(Optional<Path> interpreter) implements CheckedSettings {

    @Inject
    PythonSettings(Settings settings, FlowerProject project) {
        this(interpreter(settings.get("FLOWER_PYTHON"), project));
    }

    private static Optional<Path> interpreter(Setting setting, FlowerProject project) {
        if (!project.isUsable()
                && setting.text().filter(PythonSettings::isRelative).isPresent()) {
            return Optional.empty();
        }
        return setting.parsed(
                        text -> find(text, project),
                        "There is no such program.",
                        "a Python interpreter: an absolute path, one relative to the project, or a name on PATH;"
                                + " leave it unset to use the project's .venv")
                .map(path -> path.toAbsolutePath().normalize());
    }

    /** Whether {@code text} is a path relative to the project. */
    private static boolean isRelative(String text) {
        return text.contains("/") && !text.startsWith("/");
    }

    private static Optional<Path> find(String text, FlowerProject project) {
        return Programs.find(text, project.root()).or(() -> Programs.find(text, Path.of("")));
    }
}
