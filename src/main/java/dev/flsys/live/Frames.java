package dev.flsys.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flsys.simulation.EventEnvelope;
import dev.flsys.simulation.SimulationEvent;
import jakarta.inject.Singleton;
import java.util.List;

/** Writes the text of frames to clients. Safe for use by several threads. */
@Singleton
final class Frames {

    private final ObjectMapper json;

    Frames(ObjectMapper json) {
        this.json = json;
    }

    /** One event as an object, several as an array of them. */
    String of(List<SimulationEvent> batch) {
        if (batch.size() == 1) {
            return text(EventEnvelope.of(batch.get(0), json));
        }
        ArrayNode frame = json.createArrayNode();
        batch.forEach(event -> frame.add(EventEnvelope.of(event, json)));
        return text(frame);
    }

    /** {@code {"event":event,"data":data}}. */
    String of(String event, JsonNode data) {
        ObjectNode frame = json.createObjectNode().put("event", event);
        frame.set("data", data);
        return text(frame);
    }

    /** The acknowledgement of the frame {@code id}. */
    String acknowledgement(JsonNode id, JsonNode data) {
        ObjectNode frame = json.createObjectNode().put("event", "ack");
        frame.set("id", id);
        frame.set("data", data);
        return text(frame);
    }

    /** {@code simulation_error} for what failed outside a simulation: exit code -1. */
    ObjectNode failure(String message) {
        return json.createObjectNode().put("message", message).put("exit_code", -1);
    }

    ObjectNode object() {
        return json.createObjectNode();
    }

    private String text(JsonNode frame) {
        try {
            return json.writeValueAsString(frame);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A tree is always written", impossible);
        }
    }
}
