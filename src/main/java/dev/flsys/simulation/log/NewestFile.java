package dev.flsys.simulation.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flsys.project.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * The newest lines of a simulation whose log is full, in a file beside the log. If the service is killed, the next
 * service adds them to the log. A failure is only logged, because the lines are also in memory. For one thread at a
 * time.
 */
public final class NewestFile {

    private static final Logger LOG = Logger.getLogger(NewestFile.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final String NAME = "newest.json";

    private static final Duration SAVE_EVERY = Duration.ofSeconds(2);

    private final SimulationLog log;
    private final Path file;
    private long saved = System.nanoTime();

    public NewestFile(SimulationLog log) {
        this.log = log;
        this.file = log.beside(NAME);
    }

    /** Replaces the lines in the file by the lines of {@code newest}, at most once in {@link #SAVE_EVERY}. */
    public void saveIfDue(NewestLines newest) {
        if (newest.isChanged() && System.nanoTime() - saved >= SAVE_EVERY.toNanos()) {
            save(newest);
            newest.saved();
            saved = System.nanoTime();
        }
    }

    private void save(NewestLines newest) {
        ObjectNode content = JSON.createObjectNode().put("left_out", newest.leftOut());
        ArrayNode lines = content.putArray("lines");
        for (NewestLines.Line each : newest.lines()) {
            lines.addObject()
                    .put("message", each.stored().text())
                    .put("continues", each.stored().continues())
                    .put("timestamp", each.at().toEpochMilli());
        }
        try {
            PrivateFiles.replace(file, JSON.writeValueAsBytes(content));
        } catch (IOException unwritable) {
            LOG.debugf(unwritable, "The newest lines of simulation %s cannot be stored now", log.id());
        }
    }

    /** Adds the lines of the file to the log, if there are any, and deletes the file. */
    public void restore(SimulationLog.Appender appender, Instant now) {
        if (!Files.isRegularFile(file)) {
            return;
        }
        try {
            JsonNode content = JSON.readTree(Files.readAllBytes(file));
            List<NewestLines.Line> lines = new ArrayList<>();
            for (JsonNode each : content.path("lines")) {
                MovingLine.Stored stored = new MovingLine.Stored(
                        each.path("message").asText(), each.path("continues").asBoolean(), false);
                lines.add(new NewestLines.Line(
                        stored, Instant.ofEpochMilli(each.path("timestamp").asLong())));
            }
            appender.append(
                    NewestLines.events(log.id(), content.path("left_out").asLong(), lines, now));
        } catch (IOException damaged) {
            LOG.warnf("The newest lines of simulation %s cannot be read", log.id());
        }
        delete();
    }

    /** Deletes the file once the log has its lines. */
    public void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException undeletable) {
            LOG.debugf(undeletable, "The newest lines of simulation %s cannot be deleted", log.id());
        }
    }
}
