package dev.flsys.python;

import dev.flsys.project.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The {@code .venv} of a project. A virtual environment cannot be moved, so it is created in its final place. A marker
 * file in it is deleted last. An environment with the marker was created by FLSys and is incomplete. An environment
 * without the marker is complete or belongs to the user, and is never removed.
 */
final class ProjectEnvironment {

    private static final String MARKER = ".flsys-incomplete";
    /** The same name as in {@code flsys_messages.py}. */
    private static final String MISSING = ".flsys-not-installed";

    private final Path folder;

    ProjectEnvironment(Path root) {
        this.folder = root.resolve(".venv");
    }

    Path folder() {
        return folder;
    }

    /** The path of its interpreter, which may not exist. */
    Path python() {
        Path windows = folder.resolve("Scripts").resolve("python.exe");
        return Files.exists(windows) ? windows : folder.resolve("bin").resolve("python");
    }

    /** Whether the interpreter exists and no installation is running. */
    boolean complete() {
        return Files.isExecutable(python()) && !Files.exists(folder.resolve(MARKER));
    }

    /** Whether the folder has content that FLSys did not create and must not change. */
    boolean foreign() throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            // The marker of an empty folder may not be written yet.
            return !Files.exists(folder.resolve(MARKER)) && entries.findAny().isPresent();
        }
    }

    /** Removes an incomplete environment of FLSys, and creates the empty folder with its marker. */
    void begin() throws IOException {
        discard();
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve(MARKER),
                "FLSys is installing, or was ended during the installation; it will begin again.\n");
    }

    /** Keeps the requirements that could not be installed. The exporter names them when an import fails. */
    void recordMissing(List<String> requirements) throws IOException {
        Files.write(folder.resolve(MISSING), requirements);
    }

    /** Marks the environment as complete. */
    void finish() throws IOException {
        Files.delete(folder.resolve(MARKER));
    }

    /** Removes an incomplete environment, its marker last. An environment without a marker remains. */
    void discard() throws IOException {
        if (foreign() || !Files.exists(folder)) {
            return;
        }
        Path marker = folder.resolve(MARKER);
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.filter(entry -> !entry.equals(marker)).toList()) {
                PrivateFiles.deleteTree(entry);
            }
        }
        Files.deleteIfExists(marker);
        Files.delete(folder);
    }
}
