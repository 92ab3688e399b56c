package dev.flsys.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.flsys.testsupport.Unchecked;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The OpenAPI document of the running service. */
final class DescribedApi {

    private static final Pattern PARAMETER = Pattern.compile("\\{[^/]+}");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode document;
    private final Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();

    private DescribedApi(JsonNode document) {
        this.document = document;
    }

    /** @param base address of the service, without a slash at its end */
    static DescribedApi at(String base) {
        return Unchecked.io(() -> new DescribedApi(
                JSON.readTree(URI.create(base + "/q/openapi?format=json").toURL())));
    }

    JsonNode document() {
        return document;
    }

    /** The operation that answers {@code method} at {@code path}; empty if the document has none. */
    Optional<JsonNode> operation(String method, String path) {
        String plain = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        JsonNode best = null;
        for (String template : names(document.path("paths"))) {
            // A path without parameters takes precedence.
            if (template.equals(plain) || (best == null && matches(template, plain))) {
                best = document.path("paths").path(template);
            }
        }
        return Optional.ofNullable(best).map(item -> item.get(method.toLowerCase(Locale.ROOT)));
    }

    /**
     * The differences of the JSON body of an answer from its schema; empty if there are none. A member that the schema
     * of its object does not have is a difference, too.
     *
     * @param media the description of the media type, with its schema
     */
    List<String> faults(JsonNode media, String body) {
        JsonSchema schema = schemas.computeIfAbsent(media.path("schema").toString(), this::schema);
        return schema.validate(body, InputFormat.JSON).stream()
                .map(ValidationMessage::toString)
                .sorted()
                .toList();
    }

    private JsonSchema schema(String text) {
        return Unchecked.io(() -> {
            ObjectNode schema = JSON.createObjectNode();
            schema.putArray("allOf").add(closed(JSON.readTree(text)));
            schema.set("components", closed(document.path("components").deepCopy()));
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(schema);
        });
    }

    /** Forbids unknown members in all objects that name their members and do not mention others. */
    private static JsonNode closed(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("properties").isObject()
                && !object.has("additionalProperties")
                && !object.has("allOf")) {
            object.put("additionalProperties", false);
        }
        node.forEach(DescribedApi::closed);
        return node;
    }

    static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static boolean matches(String template, String path) {
        String[] expected = template.split("/", -1);
        String[] actual = path.split("/", -1);
        if (expected.length != actual.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (!PARAMETER.matcher(expected[i]).matches() && !expected[i].equals(actual[i])) {
                return false;
            }
        }
        return true;
    }
}
