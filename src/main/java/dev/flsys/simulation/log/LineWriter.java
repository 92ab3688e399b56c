package dev.flsys.simulation.log;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;

/**
 * Writes the data of {@link SimulationEvent.Log} events. Nearly all events of a log are of this kind. The text is that
 * of the service's {@code ObjectMapper}, in a third of its time. The members are known, and lines that were read
 * together have the same time. For one thread at a time.
 */
final class LineWriter {

    private Instant last = Instant.EPOCH;
    private String lastText = Instant.EPOCH.toString();

    void write(SimulationEvent.Log line, JsonGenerator generator) throws IOException {
        generator.writeStartObject();
        generator.writeStringField("simulation_id", line.simulationId().value());
        generator.writeNumberField("seq", line.seq());
        generator.writeStringField("message", line.message());
        generator.writeStringField("timestamp", text(line.timestamp()));
        if (line.continues()) {
            generator.writeBooleanField("continues", true);
        }
        if (line.replaces()) {
            generator.writeBooleanField("replaces", true);
        }
        generator.writeEndObject();
    }

    private String text(Instant time) {
        if (!time.equals(last)) {
            last = time;
            lastText = time.toString();
        }
        return lastText;
    }
}
