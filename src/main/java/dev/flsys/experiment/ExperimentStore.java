package dev.flsys.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The files of experiments: {@code .flsys/experiments/<id>/experiment.json}, replaced as a whole. Thread-safe, except
 * that one experiment is written by one thread at a time.
 */
final class ExperimentStore {

    private static final Logger LOG = Logger.getLogger(ExperimentStore.class);
    private static final String FOLDER = "experiments";
    private static final String RECORD = "experiment.json";
    /** The start of the name of a folder that is being deleted. */
    private static final String DELETED = ".deleted-";
    /**
     * The most experiments that are kept in memory for the list. A stored experiment is read again only after a change.
     */
    private static final int MAX_KEPT = 200;
    /** A file that changed so recently may change again without another time. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private final FlowerProject project;
    private final ObjectMapper json;
    /** The least recently used first; guarded by itself. */
    private final Map<ExperimentId, Read> read = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ExperimentId, Read> eldest) {
            return size() > MAX_KEPT;
        }
    };

    private record Read(FileTime changed, Experiment experiment) {}

    ExperimentStore(FlowerProject project, ObjectMapper json) {
        this.project = project;
        this.json = json;
    }

    /**
     * Replaces {@code experiment.json} atomically.
     *
     * @throws IOException if it cannot be written; the stored experiment stays unchanged
     */
    void save(Experiment experiment) throws IOException {
        try {
            Path folder = project.makeOwnFolder(FOLDER, experiment.id().value());
            PrivateFiles.replace(folder.resolve(RECORD), json.writeValueAsBytes(experiment));
        } catch (UncheckedIOException unwritable) {
            throw unwritable.getCause();
        }
        synchronized (read) {
            read.remove(experiment.id());
        }
    }

    /** The stored experiment; empty if there is none, or it cannot be read. */
    Optional<Experiment> find(ExperimentId id) {
        Path file = path(id).resolve(RECORD);
        try {
            FileTime changed = Files.getLastModifiedTime(file);
            synchronized (read) {
                Read before = read.get(id);
                if (before != null && before.changed().equals(changed)) {
                    return Optional.of(before.experiment());
                }
            }
            Experiment experiment = json.readValue(Files.readAllBytes(file), Experiment.class);
            if (!experiment.id().equals(id)) {
                throw new IOException("It is the experiment " + experiment.id());
            }
            if (changed.toInstant().isBefore(Instant.now().minus(SETTLED))) {
                synchronized (read) {
                    read.put(id, new Read(changed, experiment));
                }
            }
            return Optional.of(experiment);
        } catch (IOException damaged) {
            if (Files.isRegularFile(file)) {
                LOG.warnf(
                        "A stored experiment cannot be read and stays unchanged: %s: %s",
                        project.displayPath(file), damaged.getMessage());
            }
            return Optional.empty();
        }
    }

    /** The ids of all stored experiments, the latest first. */
    List<ExperimentId> ids() {
        Path folder = folder();
        List<ExperimentId> ids = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return ids;
        }
        try (DirectoryStream<Path> experiments = Files.newDirectoryStream(folder)) {
            for (Path experiment : experiments) {
                String name = String.valueOf(experiment.getFileName());
                if (ExperimentId.isValid(name)) {
                    ids.add(new ExperimentId(name));
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("The stored experiments cannot be listed", failed);
        }
        ids.sort(Comparator.comparing(ExperimentId::value).reversed());
        return ids;
    }

    /**
     * Deletes an experiment. The experiment disappears at once, even if the service is killed before all files are
     * deleted.
     */
    void delete(ExperimentId id) throws IOException {
        Path deleted = folder().resolve(DELETED + id.value());
        PrivateFiles.deleteTree(deleted);
        Files.move(path(id), deleted, StandardCopyOption.ATOMIC_MOVE);
        PrivateFiles.deleteTree(deleted);
    }

    /** Deletes the files that killed services left. Only for the service that runs the experiments. */
    void clean() {
        if (!Files.isDirectory(folder())) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder(), DELETED + "*")) {
            for (Path each : left) {
                PrivateFiles.deleteTree(each);
            }
        } catch (IOException readOnly) {
            LOG.warnf(readOnly, "The files of a deleted experiment could not be deleted");
        }
        ids().forEach(id -> PrivateFiles.deleteAllLeftovers(path(id).resolve(RECORD)));
    }

    private Path folder() {
        return project.ownFolder().resolve(FOLDER);
    }

    /** The folder of an experiment, which may be missing. */
    Path path(ExperimentId id) {
        return folder().resolve(id.value());
    }
}
