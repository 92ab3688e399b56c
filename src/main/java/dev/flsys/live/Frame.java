package dev.flsys.live;

import dev.flsys.simulation.LogChunk;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Events of a simulation that are sent together, in the form of each door, made once for all that share it. Safe for
 * several threads.
 */
final class Frame {

    private static final String BEFORE_EVENT = "{\"event\":\"";
    private static final String BEFORE_DATA = "\",\"data\":";

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
            made = Stream.of(new String(chunk.bytes(), StandardCharsets.UTF_8).split("\n"))
                    .map(Frame::payload)
                    .toList();
            payloads = made;
        }
        return made;
    }

    /** The log writes its lines in one form only, and names of events need no escapes. */
    private static String payload(String line) {
        int name = BEFORE_EVENT.length();
        int end = line.indexOf('"', name);
        String data = line.substring(end + BEFORE_DATA.length(), line.length() - 1);
        return "[\"" + line.substring(name, end) + "\"," + data + "]";
    }
}
