package dev.flsys.model.catalog;

import dev.flsys.project.FlowerProject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The Python module of the project that defines the model classes.
 *
 * @param name the dotted name under which Python imports it from the project's folder, {@code nets.cnn}
 * @param file its absolute file, {@code nets/cnn.py} or {@code nets/cnn/__init__.py}
 */
public record DefinitionModule(String name, Path file) {

    private static final String SUFFIX = ".py";
    /** Python imports folders with a dash or a digit at the start, if a program asks for them by name. */
    private static final Pattern DOTTED =
            Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{M}\\p{N}_-]*(\\.[\\p{L}\\p{N}_][\\p{L}\\p{M}\\p{N}_-]*)*");

    /**
     * Finds the module of a setting: {@code model}, {@code pkg.model}, {@code model.py}, {@code nets/cnn.py} or
     * {@code my-app/model.py}.
     */
    public static Optional<DefinitionModule> find(String written, FlowerProject project) {
        String path = written.strip().replace('\\', '/');
        String withoutSuffix = path.endsWith(SUFFIX) ? path.substring(0, path.length() - SUFFIX.length()) : path;
        String name = withoutSuffix
                .replaceFirst("^(\\./)+", "")
                .replaceFirst("/$", "")
                .replace('/', '.');
        if (!DOTTED.matcher(name).matches()) {
            return Optional.empty();
        }
        String relative = name.replace('.', '/');
        return Optional.of(relative + ".py")
                .flatMap(project::resolve)
                .filter(Files::isRegularFile)
                .or(() -> project.resolve(relative + "/__init__.py").filter(Files::isRegularFile))
                .map(file -> new DefinitionModule(name, file));
    }

    /** The names of the modules directly in the project's folder. */
    static List<String> candidates(FlowerProject project) {
        return project.files(project.root(), name -> name.endsWith(SUFFIX)).stream()
                .map(file -> String.valueOf(file.getFileName()))
                .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                .toList();
    }
}
