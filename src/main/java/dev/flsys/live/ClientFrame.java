package dev.flsys.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/**
 * A frame from a client, {@code {"event":"...","data":{...},"id":n?}}.
 *
 * @param event what it asks for
 * @param data with what; missing if the frame has none
 * @param id what the acknowledgement repeats; null if none is wanted
 */
record ClientFrame(String event, JsonNode data, @Nullable JsonNode id) {

    private static final int MAX_LENGTH = 64 * 1024;

    /**
     * Reads a frame.
     *
     * @throws FrameUnreadable if it is not an object with a text {@code event} and, if there is one, a number or text
     *     {@code id}
     */
    static ClientFrame read(String text, ObjectMapper json) {
        if (text.length() > MAX_LENGTH) {
            throw new FrameUnreadable("A frame is at most " + MAX_LENGTH + " characters.");
        }
        JsonNode frame;
        try {
            frame = json.readTree(text);
        } catch (JsonProcessingException invalid) {
            throw new FrameUnreadable("The frame is not valid JSON.");
        }
        if (frame == null || !frame.isObject()) {
            throw new FrameUnreadable("A frame is a JSON object {\"event\":..., \"data\":{...}}.");
        }
        JsonNode id = frame.get("id");
        if (id != null && !id.isNull() && !id.isNumber() && !id.isTextual()) {
            throw new FrameUnreadable("The id of a frame is a number or a string.");
        }
        JsonNode event = frame.path("event");
        if (!event.isTextual()) {
            throw new FrameUnreadable("A frame needs a string 'event'.");
        }
        return new ClientFrame(event.textValue(), frame.path("data"), id == null || id.isNull() ? null : id);
    }
}
