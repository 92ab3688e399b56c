package dev.flsys.simulation.record;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import dev.flsys.simulation.list.RunLabels;
import dev.flsys.simulation.log.EventCounts;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationLog;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The files of simulations: {@code .flsys/simulations/<id>/simulation.json}, which is replaced as a whole, and
 * {@code log.ndjson}, a {@link SimulationLog}.
 *
 * <p>Thread-safe, except that one simulation is written by one thread at a time.
 */
@Singleton
public final class SimulationStore {

    private static final Logger LOG = Logger.getLogger(SimulationStore.class);
    private static final String FOLDER = "simulations";
    private static final String RECORD = "simulation.json";
    private static final String LOG_FILE = "log.ndjson";
    private static final String LABELS = "labels.json";
    /** The start of the name of a folder that is being deleted. */
    private static final String DELETED = ".deleted-";
    /** The start of the name of a folder into which models are being copied. */
    private static final String KEEPING = ".keeping-";

    private static final String MODELS = "models";
    private static final String LIVE = "live";

    private final FlowerProject project;
    private final ObjectMapper json;
    private final long maxLog;
    private final EventCounts counts = new EventCounts();
    /** Last records that could not be written yet. */
    private final Map<SimulationId, SimulationRecord> unsaved = new ConcurrentHashMap<>();

    @Inject
    public SimulationStore(FlowerProject project, ObjectMapper json, SimulationSettings settings) {
        this(project, json, settings.maxLog());
    }

    /** A store whose logs have no limit. */
    public SimulationStore(FlowerProject project, ObjectMapper json) {
        this(project, json, Long.MAX_VALUE);
    }

    /** @param maxLog bytes of a log after which it gets no more lines until its simulation ends */
    public SimulationStore(FlowerProject project, ObjectMapper json, long maxLog) {
        this.project = project;
        this.json = json;
        this.maxLog = maxLog;
    }

    /** The numbers of events that were stored. */
    public EventCounts counts() {
        return counts;
    }

    /** The project's folder. */
    public Path root() {
        return project.root();
    }

    /** The folder of a simulation, created if it is missing. */
    public Path folder(SimulationId id) {
        return project.makeOwnFolder(FOLDER, id.value());
    }

    /** Replaces {@code simulation.json} atomically. */
    public void save(SimulationRecord simulation) {
        try {
            PrivateFiles.replace(
                    folder(simulation.id()).resolve(RECORD),
                    json.writerWithDefaultPrettyPrinter().writeValueAsBytes(simulation));
        } catch (IOException failed) {
            throw new UncheckedIOException("The simulation cannot be stored: " + simulation.id(), failed);
        }
    }

    /**
     * Writes the last record of a simulation. A record that cannot be written is kept in memory, and {@link #find}
     * returns it, until {@link #saveUnsaved} has written it.
     *
     * @return the reason why it was not written; empty if it was
     */
    public Optional<UncheckedIOException> saveLast(SimulationRecord simulation) {
        try {
            save(simulation);
            unsaved.remove(simulation.id());
            return Optional.empty();
        } catch (UncheckedIOException unwritable) {
            if (unsaved.put(simulation.id(), simulation) == null) {
                LOG.warnf(
                        "The end of simulation %s cannot be stored now; FLSys tries again: %s",
                        simulation.id(), unwritable.getCause());
            }
            return Optional.of(unwritable);
        }
    }

    /** Tries again to write the records that could not be written. */
    public void saveUnsaved() {
        unsaved.values().forEach(this::saveLast);
    }

    /** The log of a new simulation. */
    public SimulationLog createLog(SimulationId id) {
        try {
            return SimulationLog.create(id, folder(id).resolve(LOG_FILE));
        } catch (IOException failed) {
            throw new UncheckedIOException("The log cannot be written: " + id, failed);
        }
    }

    /** The log of a simulation that this service does not run. */
    public SimulationLog storedLog(SimulationId id) {
        try {
            return SimulationLog.stored(id, path(id).resolve(LOG_FILE));
        } catch (IOException failed) {
            throw new UncheckedIOException("The log cannot be read: " + id, failed);
        }
    }

    /** Opens a log to append to it. */
    public SimulationLog.Appender appender(SimulationLog log) {
        try {
            return log.appender(json, maxLog, counts);
        } catch (IOException failed) {
            throw new UncheckedIOException("The log cannot be written: " + log.id(), failed);
        }
    }

    /** The stored record; empty if there is none, or it cannot be read. */
    public Optional<SimulationRecord> find(SimulationId id) {
        SimulationRecord kept = unsaved.get(id);
        if (kept != null) {
            return Optional.of(kept);
        }
        Path file = file(id);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(json.readValue(Files.readAllBytes(file), SimulationRecord.class));
        } catch (IOException damaged) {
            LOG.warnf("A stored simulation cannot be read and stays unchanged: %s", project.displayPath(file));
            return Optional.empty();
        }
    }

    /** The labels that the user added to a simulation; none if there are none, or they cannot be read. */
    public RunLabels labels(SimulationId id) {
        Path file = path(id).resolve(LABELS);
        if (!Files.isRegularFile(file)) {
            return RunLabels.NONE;
        }
        try {
            return json.readValue(Files.readAllBytes(file), RunLabels.class);
        } catch (IOException damaged) {
            LOG.warnf("The labels of a simulation cannot be read: %s", project.displayPath(file));
            return RunLabels.NONE;
        }
    }

    /** Replaces the labels of a simulation atomically. */
    public void saveLabels(SimulationId id, RunLabels labels) throws IOException {
        PrivateFiles.replace(path(id).resolve(LABELS), json.writeValueAsBytes(labels));
    }

    /**
     * Deletes all files of a simulation. The simulation disappears at once, even if the service is killed before all
     * files are deleted.
     *
     * @return the bytes that were freed
     */
    public long delete(SimulationId id) throws IOException {
        long bytes = deleteTree(path(id), id.value());
        unsaved.remove(id);
        return bytes;
    }

    /**
     * Deletes a simulation except the models that are kept with it. If the simulation was pinned, these models stay
     * pinned. The simulation disappears at once.
     *
     * @return the bytes that were freed
     */
    public long deleteExceptModels(SimulationId id) throws IOException {
        if (!Files.isDirectory(models(id))) {
            return delete(id);
        }
        long bytes = Files.exists(file(id)) ? Files.size(file(id)) : 0;
        Files.deleteIfExists(file(id));
        unsaved.remove(id);
        return bytes + deleteRest(id);
    }

    /** Deletes all but the models of a simulation that has no record any more. */
    private long deleteRest(SimulationId id) throws IOException {
        long bytes = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path(id))) {
            for (Path each : files) {
                String name = String.valueOf(each.getFileName());
                if (!name.equals(MODELS) && !name.equals(LABELS)) {
                    bytes += size(each);
                    PrivateFiles.deleteTree(each);
                }
            }
        }
        return bytes;
    }

    /**
     * Deletes the models that are kept with a simulation. The files disappear at once. If the simulation itself was
     * deleted before, its whole folder is deleted.
     *
     * @return the bytes that were freed
     */
    public long deleteModels(SimulationId id) throws IOException {
        return find(id).isEmpty() && !Files.exists(file(id))
                ? delete(id)
                : deleteTree(models(id), id.value() + "-" + MODELS);
    }

    private long deleteTree(Path folder, String name) throws IOException {
        Path deleted = all().resolve(DELETED + name);
        PrivateFiles.deleteTree(deleted);
        Files.move(folder, deleted, StandardCopyOption.ATOMIC_MOVE);
        long bytes = size(deleted);
        PrivateFiles.deleteTree(deleted);
        return bytes;
    }

    /** The bytes of all files of a simulation. */
    public long size(SimulationId id) throws IOException {
        return size(path(id));
    }

    private static long size(Path folder) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    /** Deletes the files that a killed service did not delete, and copies of models that it did not finish. */
    public void finishDeletions() {
        if (!Files.isDirectory(all())) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(all(), SimulationStore::isLeft)) {
            for (Path each : left) {
                PrivateFiles.deleteTree(each);
            }
            for (SimulationId id : ids()) {
                if (Files.isDirectory(models(id)) && !Files.exists(file(id)) && !unsaved.containsKey(id)) {
                    deleteRest(id);
                }
            }
        } catch (IOException readOnly) {
            LOG.warnf(readOnly, "The files of a deleted simulation could not be deleted");
        }
    }

    private static boolean isLeft(Path folder) {
        String name = String.valueOf(folder.getFileName());
        return name.startsWith(DELETED) || name.startsWith(KEEPING);
    }

    /** All stored records, the latest first. Each one is read when the stream reaches it. */
    public Stream<SimulationRecord> latestFirst() {
        return ids().stream().flatMap(id -> find(id).stream());
    }

    /** The ids of all stored simulations, the latest first. */
    public List<SimulationId> ids() {
        Path folder = all();
        List<SimulationId> ids = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return ids;
        }
        try (DirectoryStream<Path> simulations = Files.newDirectoryStream(folder)) {
            for (Path simulation : simulations) {
                String name = String.valueOf(simulation.getFileName());
                if (SimulationId.isValid(name)) {
                    ids.add(new SimulationId(name));
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("The stored simulations cannot be listed", failed);
        }
        ids.sort(Comparator.comparing(SimulationId::value).reversed());
        return ids;
    }

    /** The file with the record of a simulation, which may not exist. */
    public Path file(SimulationId id) {
        return path(id).resolve(RECORD);
    }

    /** The folder of a simulation, which may not exist. */
    public Path path(SimulationId id) {
        return all().resolve(id.value());
    }

    /** The folder with the models that are kept with a simulation, which may not exist. */
    public Path models(SimulationId id) {
        return path(id).resolve(MODELS);
    }

    /** The folder with the newest models of a running simulation, which may not exist. */
    public Path live(SimulationId id) {
        return path(id).resolve(LIVE);
    }

    /** The folder into which the models of a simulation are copied before they are kept. */
    public Path beingKept(SimulationId id) {
        return all().resolve(KEEPING + id.value());
    }

    /** The simulation in whose folder a file is; empty if it is not in one. */
    public Optional<SimulationId> owner(Path file) {
        Path all = all();
        if (!file.startsWith(all) || file.getNameCount() == all.getNameCount()) {
            return Optional.empty();
        }
        String name = String.valueOf(all.relativize(file).getName(0));
        return SimulationId.isValid(name) ? Optional.of(new SimulationId(name)) : Optional.empty();
    }

    /** The folder with the folders of all simulations, which may not exist. */
    public Path all() {
        return project.ownFolder().resolve(FOLDER);
    }
}
