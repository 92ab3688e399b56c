package dev.flsys.simulation;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * What is kept of simulations: {@code .flsys/simulations/<id>/simulation.json}, replaced as a whole, and {@code log.ndjson},
 * one line {@code {"event":...,"data":{...}}} an event in the order of their {@code seq}, only ever appended to.
 *
 * <p>Each simulation is written by one thread at a time; different ones may be written side by side.
 */
final class SimulationStore {

    private static final Logger LOG = Logger.getLogger(SimulationStore.class);
    private static final String FOLDER = "simulations";
    private static final String RECORD = "simulation.json";
    private static final String LOG_FILE = "log.ndjson";

    private final FlowerProject project;
    private final ObjectMapper json;

    SimulationStore(FlowerProject project, ObjectMapper json) {
        this.project = project;
        this.json = json;
    }

    /** Writes {@code simulation.json}, so that a reader sees the old or the new one whole. */
    void save(SimulationRecord simulation) {
        Path folder = folder(simulation.id());
        try {
            Path next = folder.resolve(RECORD + ".next");
            Files.write(next, json.writerWithDefaultPrettyPrinter().writeValueAsBytes(simulation));
            Files.move(
                    next, folder.resolve(RECORD), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException("The simulation cannot be stored: " + simulation.id(), failed);
        }
    }

    /** Appends events to the log. */
    void append(SimulationId id, List<SimulationEvent> events) {
        StringBuilder lines = new StringBuilder();
        try {
            for (SimulationEvent event : events) {
                lines.append(json.writeValueAsString(EventEnvelope.of(event, json)))
                        .append('\n');
            }
            Files.write(
                    folder(id).resolve(LOG_FILE),
                    lines.toString().getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException failed) {
            throw new UncheckedIOException("The log cannot be written: " + id, failed);
        }
    }

    /** Everything stored that is not at its end, though nobody runs it any more when a service starts. */
    List<SimulationRecord> unfinished() {
        Path folder = project.ownFolder().resolve(FOLDER);
        List<SimulationRecord> unfinished = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return unfinished;
        }
        try (DirectoryStream<Path> simulations = Files.newDirectoryStream(folder, Files::isDirectory)) {
            for (Path simulation : simulations) {
                Path file = simulation.resolve(RECORD);
                if (Files.isRegularFile(file)) {
                    addUnfinished(file, unfinished);
                }
            }
        } catch (IOException failed) {
            LOG.warnf(failed, "The stored simulations cannot be read.");
        }
        return unfinished;
    }

    private void addUnfinished(Path file, List<SimulationRecord> unfinished) {
        try {
            SimulationRecord simulation = json.readValue(Files.readAllBytes(file), SimulationRecord.class);
            if (!simulation.state().isFinal()) {
                unfinished.add(simulation);
            }
        } catch (IOException damaged) {
            LOG.warnf("A stored simulation cannot be read and is left as it is: %s", project.shown(file));
        }
    }

    private Path folder(SimulationId id) {
        return project.makeOwnFolder(FOLDER, id.value());
    }
}
