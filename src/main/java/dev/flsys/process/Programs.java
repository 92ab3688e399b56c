package dev.flsys.process;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks up executables by path and by name. */
public final class Programs {

    private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

    private Programs() {}

    /**
     * The executable {@code name}: a path relative to {@code directory}, or a name that is looked up on PATH. On
     * Windows {@code .exe} may be omitted.
     */
    public static Optional<Path> find(String name, Path directory) {
        if (name.contains("/") || name.contains(File.separator)) {
            return in(directory, name);
        }
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder -> path(folder).stream())
                .flatMap(folder -> in(folder, name).stream())
                .findFirst();
    }

    /**
     * Checks that {@link #find} finds the program. Without this check {@code setsid} would start and then fail with an
     * exit code instead of an exception.
     */
    static void require(String name, Path directory) throws IOException {
        if (find(name, directory).isEmpty()) {
            throw new FileNotFoundException("There is no program " + name);
        }
    }

    private static Optional<Path> in(Path folder, String name) {
        Stream<String> names = WINDOWS ? Stream.of(name, name + ".exe") : Stream.of(name);
        return names.flatMap(file -> path(file).stream())
                .map(folder::resolve)
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException notAPath) {
            return Optional.empty();
        }
    }
}
