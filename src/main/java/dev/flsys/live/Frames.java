package dev.flsys.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;

/** Writes frames for clients as JSON. Thread-safe. */
@Singleton
final class Frames {

    private final ObjectMapper json;

    Frames(ObjectMapper json) {
        this.json = json;
    }

    /** The frame {@code {"event":event,"data":data}}. */
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

    private String text(JsonNode frame) {
        try {
            return json.writeValueAsString(frame);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A JSON tree can always be written", impossible);
        }
    }
}
