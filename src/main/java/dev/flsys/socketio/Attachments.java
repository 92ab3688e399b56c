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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in a payload. They are sent after the payload; {@code {"_placeholder":true,"num":0}} marks the place of the
 * first attachment.
 */
final class Attachments {

    private static final String PLACEHOLDER = "_placeholder";
    private static final String NUMBER = "num";

    private Attachments() {}

    /**
     * Replaces the placeholders of a payload by bytes. Placeholders of the same attachment share its bytes.
     *
     * @throws PacketInvalid if a placeholder has no attachment
     */
    static JsonNode join(JsonNode payload, List<Buffer> attachments) {
        List<BinaryNode> shared = attachments.stream()
                .map(attachment -> BinaryNode.valueOf(attachment.getBytes()))
                .toList();
        return rebuilt(payload, node -> node.path(PLACEHOLDER).asBoolean() ? bytesFor(node, shared) : null);
    }

    private static JsonNode bytesFor(JsonNode placeholder, List<BinaryNode> attachments) {
        int number = placeholder.path(NUMBER).isInt() ? placeholder.path(NUMBER).intValue() : -1;
        if (number < 0 || number >= attachments.size()) {
            throw new PacketInvalid("A placeholder has no attachment.");
        }
        return attachments.get(number);
    }

    /** Replaces the bytes of a payload by placeholders, and adds them to {@code attachments}. */
    static JsonNode split(JsonNode payload, List<Buffer> attachments) {
        return rebuilt(payload, node -> node.isBinary() ? placeholderFor(node, attachments) : null);
    }

    private static JsonNode placeholderFor(JsonNode bytes, List<Buffer> attachments) {
        attachments.add(Buffer.buffer(bytes(bytes)));
        return JsonNodeFactory.instance.objectNode().put(PLACEHOLDER, true).put(NUMBER, attachments.size() - 1);
    }

    /** Replaces each node for which {@code replacement} is not null. */
    private static JsonNode rebuilt(JsonNode payload, Function<JsonNode, @Nullable JsonNode> replacement) {
        JsonNode replaced = replacement.apply(payload);
        if (replaced != null) {
            return replaced;
        }
        if (payload instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            array.forEach(item -> copy.add(rebuilt(item, replacement)));
            return copy;
        }
        if (payload instanceof ObjectNode object) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(field -> copy.set(field.getKey(), rebuilt(field.getValue(), replacement)));
            return copy;
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
