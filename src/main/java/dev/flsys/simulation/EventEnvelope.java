package dev.flsys.simulation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An event as it stands in the log and in a frame: {@code {"event":...,"data":{...}}}. */
public final class EventEnvelope {

    private EventEnvelope() {}

    /** The envelope of {@code event}, its data written by {@code json}. */
    public static ObjectNode of(SimulationEvent event, ObjectMapper json) {
        ObjectNode envelope = json.createObjectNode().put("event", event.event());
        envelope.set("data", json.valueToTree(event));
        return envelope;
    }
}
