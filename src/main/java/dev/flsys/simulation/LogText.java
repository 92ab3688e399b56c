package dev.flsys.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The events of a log as text: each line of output with a line feed, pieces of a long line without one. A line that
 * another one replaces is left out, so that of a progress bar only its last text remains. It keeps one line at most.
 * For one thread.
 */
final class LogText {

    private static final ObjectReader JSON = new JsonMapper().reader();

    /** The last line, which the next event may replace. */
    private @Nullable String last;

    /**
     * The text of the events of {@code chunk}, but for the last line, which comes with the next chunk or {@link #end}.
     */
    String add(LogChunk chunk) {
        StringBuilder text = new StringBuilder();
        try {
            for (String line :
                    new String(chunk.bytes(), StandardCharsets.UTF_8).lines().toList()) {
                JsonNode event = JSON.readTree(line);
                if (event.path("event").asText().equals("simulation_log")) {
                    add(event.path("data"), text);
                }
            }
        } catch (IOException damaged) {
            throw new UncheckedIOException("The log is damaged", damaged);
        }
        return text.toString();
    }

    private void add(JsonNode line, StringBuilder text) {
        if (!line.path("replaces").asBoolean()) {
            text.append(end());
        }
        String message = line.path("message").asText();
        if (line.path("continues").asBoolean()) {
            text.append(message);
            last = null;
        } else {
            last = message;
        }
    }

    /** The line that is left; empty if there is none. */
    String end() {
        String line = last;
        last = null;
        return line == null ? "" : line + '\n';
    }
}
