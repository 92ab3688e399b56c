package dev.flsys.simulation.log;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The output in a log as text: each line with a line feed, pieces of a long line without a line feed. A line that
 * another line replaces is left out, so only the last text of a progress bar remains. Keeps one line at most. For one
 * thread.
 */
final class LogText {

    /** The last line, which the next event may replace. */
    private @Nullable String last;

    /** The text of {@code chunk} except its last line, which comes with the next chunk or {@link #end}. */
    String add(LogChunk chunk) {
        StringBuilder text = new StringBuilder();
        for (LoggedEvent event : chunk.events()) {
            if (event.event().equals(SimulationEvent.Log.NAME)) {
                add(event.parsed(), text);
            }
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

    /** The remaining line; empty if there is none. */
    String end() {
        String line = last;
        last = null;
        return line == null ? "" : line + '\n';
    }
}
