package dev.flsys.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/**
 * A frame from a client, {@code {"event":"...","data":{...},"id":n?}}.
 *
 * @param event the name of the event
 * @param data its data; missing if the frame has none
 * @param id the id that the acknowledgement repeats; null if the client wants none
 */
record ClientFrame(String event, JsonNode data, @Nullable JsonNode id) {

    private static final int MAX_LENGTH = 64 * 1024;

    /**
     * Reads a frame.
     *
     * @throws FrameUnreadable if the text is not an object with a string {@code event} and an optional number or string
     *     {@code id}
     */
    static ClientFrame read(String text, ObjectMapper json) {
        if (text.length() > MAX_LENGTH) {
            throw new FrameUnreadable("A frame has at most " + MAX_LENGTH + " characters.");
        }
        JsonNode frame;
        try {
            frame = json.readTree(text);
        } catch (JsonProcessingException invalid) {
            throw new FrameUnreadable("The frame is not valid JSON.");
        }
        if (frame == null || !frame.isObject()) {
            throw new FrameUnreadable("A frame must be a JSON object {\"event\":..., \"data\":{...}}.");
        }
        JsonNode id = frame.get("id");
        if (id != null && !id.isNull() && !id.isNumber() && !id.isTextual()) {
            throw new FrameUnreadable("The id of a frame must be a number or a string.");
        }
        JsonNode event = frame.path("event");
        if (!event.isTextual()) {
            throw new FrameUnreadable("A frame needs a string 'event'.");
        }
        return new ClientFrame(event.textValue(), frame.path("data"), id == null || id.isNull() ? null : id);
    }
}
