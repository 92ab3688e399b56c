package dev.flsys.simulation;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * <p>Safe for use by several threads, except that one simulation is written by one thread at a time.
 */
@Singleton
public final class SimulationStore {

    private static final Logger LOG = Logger.getLogger(SimulationStore.class);
    private static final String FOLDER = "simulations";
    private static final String RECORD = "simulation.json";
    private static final String LOG_FILE = "log.ndjson";

    private final FlowerProject project;
    private final ObjectMapper json;
    private final long maxLog;
    /** Last records that could not be written yet. */
    private final Map<SimulationId, SimulationRecord> unsaved = new ConcurrentHashMap<>();

    @Inject
    SimulationStore(FlowerProject project, ObjectMapper json, SimulationSettings settings) {
        this(project, json, settings.maxLog());
    }

    /** A store whose logs have no limit. */
    public SimulationStore(FlowerProject project, ObjectMapper json) {
        this(project, json, Long.MAX_VALUE);
    }

    /** @param maxLog bytes of a log after which it gets no more lines until its simulation ends */
    SimulationStore(FlowerProject project, ObjectMapper json, long maxLog) {
        this.project = project;
        this.json = json;
        this.maxLog = maxLog;
    }

    /** The project's folder. */
    Path root() {
        return project.root();
    }

    /** The folder of a simulation, created if it is missing. */
    Path folder(SimulationId id) {
        return project.makeOwnFolder(FOLDER, id.value());
    }

    /** Replaces {@code simulation.json} atomically. */
    void save(SimulationRecord simulation) {
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
     * @return whether it was written
     */
    boolean saveLast(SimulationRecord simulation) {
        try {
            save(simulation);
            unsaved.remove(simulation.id());
            return true;
        } catch (UncheckedIOException unwritable) {
            if (unsaved.put(simulation.id(), simulation) == null) {
                LOG.errorf(unwritable, "The end of simulation %s cannot be stored now", simulation.id());
            }
            return false;
        }
    }

    /** Tries again to write the records that could not be written. */
    void saveUnsaved() {
        unsaved.values().forEach(this::saveLast);
    }

    /** The log of a new simulation. */
    SimulationLog createLog(SimulationId id) {
        try {
            return SimulationLog.create(id, folder(id).resolve(LOG_FILE));
        } catch (IOException failed) {
            throw new UncheckedIOException("The log cannot be written: " + id, failed);
        }
    }

    /** The log of a simulation that this service does not run. */
    SimulationLog storedLog(SimulationId id) {
        try {
            return SimulationLog.stored(id, path(id).resolve(LOG_FILE));
        } catch (IOException failed) {
            throw new UncheckedIOException("The log cannot be read: " + id, failed);
        }
    }

    /** Opens a log to append to it. */
    SimulationLog.Appender appender(SimulationLog log) {
        try {
            return log.appender(json, maxLog);
        } catch (IOException failed) {
            throw new UncheckedIOException("The log cannot be written: " + log.id(), failed);
        }
    }

    /** The stored record; empty if there is none, or it cannot be read. */
    Optional<SimulationRecord> find(SimulationId id) {
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
            LOG.warnf("A stored simulation cannot be read and stays unchanged: %s", project.shown(file));
            return Optional.empty();
        }
    }

    /** All stored records, the latest first. Each one is read when the stream reaches it. */
    Stream<SimulationRecord> latestFirst() {
        return ids().stream().flatMap(id -> find(id).stream());
    }

    /** The ids of all stored simulations, the latest first. */
    List<SimulationId> ids() {
        Path folder = project.ownFolder().resolve(FOLDER);
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

    Path file(SimulationId id) {
        return path(id).resolve(RECORD);
    }

    private Path path(SimulationId id) {
        return project.ownFolder().resolve(FOLDER).resolve(id.value());
    }
}
