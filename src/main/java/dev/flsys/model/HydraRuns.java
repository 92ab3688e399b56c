package dev.flsys.model;

import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folders of the project to which programs of Hydra write: {@code outputs/<date>/<time>} and
 * {@code multirun/<date>/<time>/<number>}. Hydra puts a folder {@code .hydra} into each folder of a run. Source:
 * Hydra's documentation, "Output/Working directory".
 */
final class HydraRuns {

    private static final List<String> NAMES = List.of("outputs", "multirun");
    private static final int DEPTH = 4;
    private static final int MOST = 2_000;

    private HydraRuns() {}

    /** Those of the two folders in which Hydra ran. Reads the names of at most {@value #MOST} entries of each. */
    static List<Path> folders(FlowerProject project) {
        return NAMES.stream()
                .map(project.root()::resolve)
                .filter(folder -> Files.isDirectory(folder) && project.contains(folder) && hasRun(folder))
                .toList();
    }

    private static boolean hasRun(Path folder) {
        try (Stream<Path> entries = Files.walk(folder, DEPTH)) {
            return entries.limit(MOST).anyMatch(entry -> entry.endsWith(".hydra") && Files.isDirectory(entry));
        } catch (IOException | UncheckedIOException unreadable) {
            return false;
        }
    }
}
