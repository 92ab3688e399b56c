package dev.flsys.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Bytes within a payload, which travel behind it: {@code {"_placeholder":true,"num":0}} stands in for the first. */
final class Attachments {

    private static final String PLACEHOLDER = "_placeholder";
    private static final String NUMBER = "num";

    private Attachments() {}

    /**
     * The payload with bytes for its placeholders.
     *
     * @throws PacketInvalid if one of them stands for none
     */
    static JsonNode join(JsonNode payload, List<Buffer> attachments) {
        if (payload.path(PLACEHOLDER).asBoolean()) {
            int number = payload.path(NUMBER).isInt() ? payload.path(NUMBER).intValue() : -1;
            if (number < 0 || number >= attachments.size()) {
                throw new PacketInvalid("A placeholder stands for no attachment.");
            }
            return BinaryNode.valueOf(attachments.get(number).getBytes());
        }
        if (payload instanceof ArrayNode array) {
            ArrayNode joined = JsonNodeFactory.instance.arrayNode();
            array.forEach(item -> joined.add(join(item, attachments)));
            return joined;
        }
        if (payload instanceof ObjectNode object) {
            ObjectNode joined = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(field -> joined.set(field.getKey(), join(field.getValue(), attachments)));
            return joined;
        }
        return payload;
    }

    /** The payload with placeholders for its bytes, which are added to {@code attachments}. */
    static JsonNode split(JsonNode payload, List<Buffer> attachments) {
        if (payload.isBinary()) {
            attachments.add(Buffer.buffer(bytes(payload)));
            return JsonNodeFactory.instance.objectNode().put(PLACEHOLDER, true).put(NUMBER, attachments.size() - 1);
        }
        if (payload instanceof ArrayNode array) {
            ArrayNode split = JsonNodeFactory.instance.arrayNode();
            array.forEach(item -> split.add(split(item, attachments)));
            return split;
        }
        if (payload instanceof ObjectNode object) {
            ObjectNode split = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(field -> split.set(field.getKey(), split(field.getValue(), attachments)));
            return split;
        }
        return payload;
    }

    private static byte[] bytes(JsonNode node) {
        try {
            return node.binaryValue();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
