package dev.flsys.model;

import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Finds the model files of a project: {@code .pth}, {@code .pt} and {@code .onnx} directly in the weights folder, and
 * {@code <run>/best_model.pth} one level below the weights folder and below {@code global_models} of either. Hidden
 * files and folders are ignored. A link that leads out of the project is ignored with one warning.
 *
 * <p>Safe for use by several threads.
 */
final class WeightsScan {

    private static final Logger LOG = Logger.getLogger(WeightsScan.class);
    private static final String RUNS = "global_models";

    /** The bound on the remembered warnings. */
    private static final int MAX_WARNINGS = 1_000;

    private final FlowerProject project;
    private final Path weightsFolder;
    private final Set<Path> warned = ConcurrentHashMap.newKeySet();
    /** Whether the weights folder has existed since the service started. */
    private volatile boolean seen;

    WeightsScan(FlowerProject project, Path weightsFolder) {
        this.project = project;
        this.weightsFolder = weightsFolder;
        this.seen = Files.isDirectory(weightsFolder);
    }

    /**
     * Whether the weights folder has not existed yet, as in a clone of a project that never trained. A folder that
     * existed and is gone is a failure: its volume may be missing.
     */
    boolean isAwaited() {
        return !seen && Files.notExists(weightsFolder, LinkOption.NOFOLLOW_LINKS) && project.contains(weightsFolder);
    }

    /**
     * All model files, in no order, without duplicates.
     *
     * @throws ModelProblem if the weights folder existed and is gone, leads out of the project or cannot be read
     */
    List<FoundFile> find() {
        Map<Path, FoundFile> found = new LinkedHashMap<>();
        try {
            if (!isAwaited()) {
                scan(folder(), true, found);
                seen = true;
            }
        } catch (IOException unreadable) {
            throw ModelProblem.unreadable(project.shown(weightsFolder), unreadable);
        }
        for (Path runs : List.of(project.root().resolve(RUNS), weightsFolder.resolve(RUNS))) {
            try {
                if (Files.isDirectory(runs) && inProject(runs)) {
                    scan(runs.toRealPath(), false, found);
                }
            } catch (IOException unreadable) {
                warn(runs, "cannot be read: " + unreadable);
            }
        }
        return List.copyOf(found.values());
    }

    /**
     * Opens the weights folder, if it is not {@link #isAwaited awaited}, and reads its first entry.
     *
     * @throws ModelProblem as {@link #find()}
     */
    void requireReadable() {
        if (isAwaited()) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder())) {
            var unused = entries.iterator().hasNext();
            seen = true;
        } catch (IOException | DirectoryIteratorException unreadable) {
            throw ModelProblem.unreadable(project.shown(weightsFolder), unreadable);
        }
    }

    private Path folder() throws IOException {
        if (!project.contains(weightsFolder)) {
            throw new IOException("The folder leads out of the project: " + weightsFolder);
        }
        return weightsFolder.toRealPath();
    }

    private void scan(Path folder, boolean filesToo, Map<Path, FoundFile> found) throws IOException {
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(folder, entry -> !name(entry).startsWith("."))) {
            for (Path entry : entries) {
                boolean modelName = FoundFile.isModelName(name(entry));
                if (filesToo && modelName) {
                    stamp(entry)
                            .ifPresent(
                                    stamp -> found.putIfAbsent(entry, FoundFile.inWeightsFolder(name(entry), stamp)));
                }
                Path best = entry.resolve(FoundFile.BEST_MODEL);
                if (Files.isRegularFile(best)) {
                    stamp(best).ifPresent(stamp -> found.putIfAbsent(best, FoundFile.ofRun(name(entry), stamp)));
                }
            }
        } catch (DirectoryIteratorException unreadable) {
            throw unreadable.getCause();
        }
    }

    /** The stamp of a regular file in the project, links resolved. */
    private Optional<FileStamp> stamp(Path file) {
        try {
            Path parent = file.getParent();
            boolean linked = isLink(file) || (parent != null && isLink(parent));
            if (!linked) {
                return FileStamp.now(file);
            }
            return inProject(file) ? FileStamp.now(file.toRealPath()) : Optional.empty();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static boolean isLink(Path path) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return attributes.isSymbolicLink() || attributes.isOther();
    }

    private boolean inProject(Path path) {
        boolean inside = project.contains(path);
        if (!inside) {
            warn(path, "is not listed: it leads out of the project, or to nothing");
        }
        return inside;
    }

    /** Logs one warning for each path. */
    void warn(Path path, String what) {
        if (warned.size() < MAX_WARNINGS && warned.add(path)) {
            LOG.warnf("%s %s", path, what);
        }
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
