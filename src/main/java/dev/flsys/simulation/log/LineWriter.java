package dev.flsys.simulation.log;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes the data of {@link SimulationEvent.Log} events. Nearly all events of a log are of this kind. The text is the
 * same as from the service's {@code ObjectMapper}. It is written much faster, because the members are known, and lines
 * that were read together have the same time. For one thread at a time.
 */
final class LineWriter {

    private static final byte[] ID = ascii("{\"simulation_id\":\"");
    private static final byte[] SEQ = ascii("\",\"seq\":");
    private static final byte[] MESSAGE = ascii(",\"message\":\"");
    private static final byte[] TIMESTAMP = ascii("\",\"timestamp\":\"");
    private static final byte[] CONTINUES = ascii(",\"continues\":true");
    private static final byte[] REPLACES = ascii(",\"replaces\":true");
    private static final byte[] QUOTE = ascii("\"");
    private static final byte[] END = ascii("}");

    private @Nullable SimulationId lastId;
    private byte[] id = {};
    private Instant lastTime = Instant.EPOCH;
    private byte[] time = ascii(lastTime.toString());

    void write(SimulationEvent.Log line, LineBytes bytes) {
        if (!line.simulationId().equals(lastId)) {
            lastId = line.simulationId();
            id = ascii(lastId.value());
        }
        if (!line.timestamp().equals(lastTime)) {
            lastTime = line.timestamp();
            time = ascii(lastTime.toString());
        }
        bytes.put(ID).put(id).put(SEQ).put(line.seq());
        bytes.put(MESSAGE).putEscaped(line.message()).put(TIMESTAMP).put(time).put(QUOTE);
        if (line.continues()) {
            bytes.put(CONTINUES);
        }
        if (line.replaces()) {
            bytes.put(REPLACES);
        }
        bytes.put(END);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
