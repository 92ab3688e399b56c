package dev.flsys.python;

import dev.flsys.project.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The {@code .venv} of a project. A virtual environment cannot be moved, so it is made in its place with a marker file
 * in it that goes last. One with the marker is a half-made one of FLSys' own; one without is the user's or complete,
 * and is never removed.
 */
final class ProjectEnvironment {

    private static final String MARKER = ".flsys-incomplete";

    private final Path folder;

    ProjectEnvironment(Path root) {
        this.folder = root.resolve(".venv");
    }

    Path folder() {
        return folder;
    }

    /** Its interpreter, whether it is there or not. */
    Path python() {
        Path windows = folder.resolve("Scripts").resolve("python.exe");
        return Files.exists(windows) ? windows : folder.resolve("bin").resolve("python");
    }

    /** Whether there is an interpreter that nobody is still installing into. */
    boolean complete() {
        return Files.isExecutable(python()) && !Files.exists(folder.resolve(MARKER));
    }

    /** Whether something is there that FLSys did not begin, so must not touch. */
    boolean foreign() throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            // An empty folder may be one of which the marker was not written yet.
            return !Files.exists(folder.resolve(MARKER)) && entries.findAny().isPresent();
        }
    }

    /** Makes the empty folder with its marker; what FLSys left there half-made goes. */
    void begin() throws IOException {
        discard();
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve(MARKER), "FLSys is installing, or was ended while it did; it will begin again.\n");
    }

    /** Says that it is complete. */
    void finish() throws IOException {
        Files.delete(folder.resolve(MARKER));
    }

    /** Removes a half-made one; anything else stays. The marker goes last. */
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
