package dev.flsys.simulation.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * One line of a {@link SimulationLog}: {@code {"event":"NAME","data":{...}}} and a line feed. Names need no escapes, so
 * a line can be cut without parsing it.
 *
 * @param event the name of the event
 * @param data its data as JSON text
 */
public record LoggedEvent(String event, String data) {

    private static final ObjectReader JSON = new JsonMapper().reader();
    private static final String BEFORE_EVENT = "{\"event\":\"";
    private static final String BEFORE_DATA = "\",\"data\":";
    private static final String AFTER_DATA = "}";
    private static final byte[] BEFORE_LINE = LineWriter.ascii(BEFORE_EVENT + SimulationEvent.Log.NAME + BEFORE_DATA);
    private static final byte[] AFTER_EVENT = LineWriter.ascii(AFTER_DATA + "\n");

    static void write(SimulationEvent event, LineBytes bytes, ObjectMapper json, LineWriter lines)
            throws JsonProcessingException {
        if (event instanceof SimulationEvent.Log line) {
            bytes.put(BEFORE_LINE);
            lines.write(line, bytes);
        } else {
            bytes.put(LineWriter.ascii(BEFORE_EVENT + event.event() + BEFORE_DATA));
            bytes.put(json.writeValueAsBytes(event));
        }
        bytes.put(AFTER_EVENT);
    }

    /**
     * @param line without its line feed
     * @throws UncheckedIOException if it is damaged
     */
    static LoggedEvent read(String line) {
        int end = line.indexOf(BEFORE_DATA, BEFORE_EVENT.length());
        if (!line.startsWith(BEFORE_EVENT) || end < 0 || !line.endsWith(AFTER_DATA)) {
            throw damaged(null);
        }
        return new LoggedEvent(
                line.substring(BEFORE_EVENT.length(), end),
                line.substring(end + BEFORE_DATA.length(), line.length() - AFTER_DATA.length()));
    }

    /** The data as JSON. Throws {@link UncheckedIOException} if it is damaged. */
    public JsonNode parsed() {
        try {
            return JSON.readTree(data);
        } catch (JsonProcessingException invalid) {
            throw damaged(invalid);
        }
    }

    private static UncheckedIOException damaged(@Nullable JsonProcessingException cause) {
        return new UncheckedIOException(new IOException("The log is damaged", cause));
    }
}
