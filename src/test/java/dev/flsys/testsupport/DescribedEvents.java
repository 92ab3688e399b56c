package dev.flsys.testsupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The description of the live protocol, {@code asyncapi.yaml}, as a check of events. Thread-safe. */
public final class DescribedEvents {

    private static final JsonNode DESCRIPTION = Unchecked.io(() -> {
        try (InputStream file = DescribedEvents.class.getResourceAsStream("/dev/flsys/live/asyncapi.yaml")) {
            return new YAMLMapper().readTree(file);
        }
    });

    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7);

    private static final Map<String, JsonSchema> BY_MESSAGES = new ConcurrentHashMap<>();

    private DescribedEvents() {}

    public static JsonNode description() {
        return DESCRIPTION;
    }

    /** The differences of a frame of {@code /ws} from the description; empty if there are none. */
    public static List<String> faultsOfFrame(JsonNode frame) {
        return faults("webSocket", frame.path("event").asText(), frame);
    }

    /** The differences of an event of Socket.IO from the description; empty if there are none. */
    public static List<String> faultsOfEvent(String event, JsonNode data) {
        return faults("socketIo", event, data);
    }

    /**
     * The differences of the acknowledgement of an event of Socket.IO from the description; empty if there are none.
     */
    public static List<String> faultsOfAnswer(String event, JsonNode data) {
        for (JsonNode operation : DESCRIPTION.path("operations")) {
            boolean ofEvent = operation.path("action").asText().equals("receive")
                    && resolve(operation.at("/messages/0"))
                            .path("name")
                            .asText()
                            .equals(event)
                    && operation.at("/channel/$ref").asText().endsWith("/socketIo");
            if (ofEvent) {
                return faults(List.of(resolve(operation.at("/reply/messages/0"))), data);
            }
        }
        return faults("socketIo", "ack", data);
    }

    private static List<String> faults(String channel, String name, JsonNode content) {
        List<JsonNode> messages = new ArrayList<>();
        DESCRIPTION.at("/channels/" + channel + "/messages").forEach(each -> {
            JsonNode message = resolve(each);
            if (message.path("name").asText().equals(name)) {
                messages.add(message);
            }
        });
        return messages.isEmpty() ? List.of("There is no message " + name) : faults(messages, content);
    }

    private static List<String> faults(List<JsonNode> messages, JsonNode content) {
        JsonSchema schema = BY_MESSAGES.computeIfAbsent(messages.toString(), text -> schema(messages));
        return schema.validate(content).stream()
                .map(ValidationMessage::toString)
                .map(fault -> fault + " in " + content)
                .toList();
    }

    private static JsonSchema schema(List<JsonNode> messages) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        ArrayNode payloads = schema.putArray("anyOf");
        messages.forEach(message -> payloads.add(message.path("payload")));
        schema.set("components", DESCRIPTION.path("components"));
        return SCHEMAS.getSchema(schema);
    }

    private static JsonNode resolve(JsonNode reference) {
        JsonNode node = reference;
        while (node.path("$ref").isTextual()) {
            node = DESCRIPTION.at(node.path("$ref").asText().substring(1));
        }
        return node;
    }
}
