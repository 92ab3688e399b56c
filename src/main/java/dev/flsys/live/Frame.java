package dev.flsys.live;

import dev.flsys.simulation.log.LogChunk;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events of a simulation that are sent together, in the form of each transport. Each form is made once for all
 * connections. Thread-safe.
 */
final class Frame {

    private final LogChunk chunk;
    private @Nullable String json;
    private @Nullable List<String> payloads;

    Frame(LogChunk chunk) {
        this.chunk = chunk;
    }

    LogChunk chunk() {
        return chunk;
    }

    /** One event as {@code {"event":...,"data":{...}}}, several as an array of them. */
    synchronized String json() {
        String made = json;
        if (made == null) {
            made = chunk.json();
            json = made;
        }
        return made;
    }

    /** Each event as {@code ["event",{...}]}. */
    synchronized List<String> payloads() {
        List<String> made = payloads;
        if (made == null) {
            made = chunk.events().stream()
                    .map(event -> "[\"" + event.event() + "\"," + event.data() + "]")
                    .toList();
            payloads = made;
        }
        return made;
    }
}
