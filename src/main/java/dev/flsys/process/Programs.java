package dev.flsys.process;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where programs are. */
public final class Programs {

    private Programs() {}

    /** The executable that {@code name} means: a path (relative to {@code directory}), or a name looked up on PATH. */
    public static Optional<Path> find(String name, Path directory) {
        if (name.contains("/") || name.contains(File.separator)) {
            return Optional.of(directory.resolve(name)).filter(Programs::isProgram);
        }
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (!folder.isEmpty()) {
                Path program = Path.of(folder, name);
                if (isProgram(program)) {
                    return Optional.of(program);
                }
            }
        }
        return Optional.empty();
    }

    /** As {@link #find}; without it {@code setsid} would start and only then fail, with an exit code instead of an exception. */
    static void require(String name, Path directory) throws IOException {
        if (find(name, directory).isEmpty()) {
            throw new FileNotFoundException("There is no program " + name);
        }
    }

    private static boolean isProgram(Path path) {
        return Files.isRegularFile(path) && Files.isExecutable(path);
    }
}
