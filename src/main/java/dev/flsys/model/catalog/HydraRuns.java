package dev.flsys.model.catalog;

import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * The folders to which programs of Hydra write: {@code outputs/<date>/<time>} and
 * {@code multirun/<date>/<time>/<number>}. Hydra puts a folder {@code .hydra} into each of them. Source: Hydra's
 * documentation, "Output/Working directory". Other folders of these names are left out. Otherwise files in them that
 * are older than the first run of Hydra would count as its results.
 */
final class HydraRuns {

    private static final List<String> NAMES = List.of("outputs", "multirun");

    /** Folders between {@code outputs} and the files of a run, with the run's own one. */
    private static final int DEPTH = 3;

    private HydraRuns() {}

    /**
     * The folders of runs, the newest first: in descending order of their names. Links are not followed.
     *
     * @param max the bound on folders that are read; the oldest runs are left out
     */
    static List<Path> listRunFolders(FlowerProject project, int max) {
        List<Path> runs = new ArrayList<>();
        Deque<Path> queue = new ArrayDeque<>();
        NAMES.stream()
                .map(project.root()::resolve)
                .filter(folder -> Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS))
                .forEach(queue::add);
        for (int read = 0; read < max && !queue.isEmpty(); read++) {
            Path folder = queue.remove();
            int depth = project.root().relativize(folder).getNameCount() - 1;
            if (depth > 0 && Files.isDirectory(folder.resolve(".hydra"))) {
                runs.add(folder);
            } else if (depth < DEPTH) {
                listInner(folder).forEach(queue::add);
            }
        }
        return List.copyOf(runs);
    }

    private static List<Path> listInner(Path folder) {
        List<Path> inner = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (!name.startsWith(".")
                        && SkippedFolders.mayBeFolder(name)
                        && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    inner.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            return List.of();
        }
        inner.sort(Comparator.reverseOrder());
        return inner;
    }
}
