package dev.flsys.model.catalog;

import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Finds the model files of a project in the weights folder, in {@code global_models} and in the {@link HydraRuns runs
 * of Hydra}, with up to four folders between. {@link SkippedFolders} names the folders that are not searched. Links to
 * folders of the project are followed, and no folder is searched twice.
 *
 * <p>Folders are searched level by level and sorted by name, so that a bound always leaves out the same files. Files
 * and folders that are left out are in the notes of the result, and are logged once. Thread-safe.
 */
final class WeightsScan {

    private static final Logger LOG = Logger.getLogger(WeightsScan.class);

    /** The bound on the remembered log lines. */
    private static final int MAX_LOGGED = 1_000;

    private final FlowerProject project;
    private final Path weightsFolder;
    private final Bounds bounds;
    private final LongSupplier nanoTime;
    private final Set<String> logged = ConcurrentHashMap.newKeySet();
    /** Whether the weights folder has existed since the service started. */
    private volatile boolean seen;

    /**
     * The bounds of one scan.
     *
     * @param files model files that are listed
     * @param entries files and folders whose names are read
     * @param folders folders that are listed
     * @param time the time after which the scan leaves deeper folders out
     */
    record Bounds(int files, int entries, int folders, Duration time) {

        static final Bounds USUAL = new Bounds(10_000, 200_000, 10_000, Duration.ofSeconds(10));
    }

    /**
     * The result of a scan.
     *
     * @param files all model files, in no order, without duplicates
     * @param notes sentences for users about files that were left out, with the next step
     */
    record Found(List<FoundFile> files, List<String> notes) {}

    WeightsScan(FlowerProject project, Path weightsFolder) {
        this(project, weightsFolder, Bounds.USUAL, System::nanoTime);
    }

    WeightsScan(FlowerProject project, Path weightsFolder, Bounds bounds, LongSupplier nanoTime) {
        this.project = project;
        this.weightsFolder = weightsFolder;
        this.bounds = bounds;
        this.nanoTime = nanoTime;
        this.seen = Files.isDirectory(weightsFolder);
    }

    /**
     * Whether the weights folder has not existed yet, as in a clone of a project that never trained. A folder that
     * disappeared is a failure, because its volume may be missing.
     */
    boolean isAwaited() {
        return !seen && Files.notExists(weightsFolder, LinkOption.NOFOLLOW_LINKS) && project.contains(weightsFolder);
    }

    /** Whether the weights folder is the project's own folder, in which files of all kinds are. */
    boolean isWholeProject() {
        return weightsFolder.equals(project.root());
    }

    /**
     * All model files.
     *
     * @throws ModelProblem if the weights folder disappeared, leads out of the project, or cannot be read
     */
    Found find() {
        WeightsSearch search = new WeightsSearch(this, project, bounds, nanoTime);
        try {
            if (!isAwaited()) {
                search.start(folder(), true, List.of());
                seen = true;
            }
        } catch (IOException unreadable) {
            throw ModelProblem.unreadable(project.displayPath(weightsFolder), unreadable);
        }
        // A search of the whole project finds these folders anyway.
        if (!isWholeProject()) {
            Path runs = project.root().resolve(FoundFile.RUNS);
            if (Files.isDirectory(runs) && search.isInProject(runs)) {
                start(search, runs);
            }
            HydraRuns.listRunFolders(project, bounds.folders()).stream()
                    .filter(run -> !run.startsWith(weightsFolder))
                    .forEach(run -> start(search, run));
        }
        search.run();
        return search.result();
    }

    /** Searches a folder of the project. The folders of its files are counted from the project on. */
    private void start(WeightsSearch search, Path folder) {
        try {
            List<String> names = new ArrayList<>();
            project.root().relativize(folder).forEach(name -> names.add(name.toString()));
            search.start(folder.toRealPath(), false, List.copyOf(names));
        } catch (IOException unreadable) {
            search.noteUnreadable(folder);
        }
    }

    /**
     * Opens the weights folder, if it is not {@link #isAwaited awaited}, and reads its first entry.
     *
     * @throws ModelProblem in the cases of {@link #find()}
     */
    void requireReadable() {
        if (isAwaited()) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder())) {
            var unused = entries.iterator().hasNext();
            seen = true;
        } catch (IOException | DirectoryIteratorException unreadable) {
            throw ModelProblem.unreadable(project.displayPath(weightsFolder), unreadable);
        }
    }

    private Path folder() throws IOException {
        if (!project.contains(weightsFolder)) {
            throw new IOException("The folder leads out of the project: " + weightsFolder);
        }
        return weightsFolder.toRealPath();
    }

    Path weightsFolder() {
        return weightsFolder;
    }

    /** Logs one warning for each text. */
    void warn(String text) {
        logOnce(Logger.Level.WARN, text);
    }

    /** Logs one line for each text. */
    void info(String text) {
        logOnce(Logger.Level.INFO, text);
    }

    private void logOnce(Logger.Level level, String text) {
        if (logged.size() < MAX_LOGGED && logged.add(text)) {
            LOG.log(level, text);
        }
    }
}
