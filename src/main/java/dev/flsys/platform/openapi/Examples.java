package dev.flsys.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;

/**
 * Examples of requests and answers, most of them from a training of the sample project. The resource files of this
 * package contain them. Each file has an object for each operation ({@code post /api/predict}). Its members are
 * {@code request} and the statuses: {@code 200}, or {@code 200 text/csv} for a media type other than JSON.
 */
final class Examples {

    /** The resources, one for each tag. */
    private static final List<String> FILES = List.of(
            "deployed-model.json",
            "evaluations.json",
            "experiments.json",
            "models.json",
            "open-inference-protocol.json",
            "service.json",
            "simulations.json",
            "training-histories.json");

    private static final String REQUEST = "request";
    private static final String JSON = "application/json";

    private final List<JsonNode> files;

    private Examples(List<JsonNode> files) {
        this.files = files;
    }

    static Examples read() {
        ObjectMapper json = new ObjectMapper();
        return new Examples(FILES.stream().map(name -> read(name, json)).toList());
    }

    private static JsonNode read(String name, ObjectMapper json) {
        try (InputStream file = Examples.class.getResourceAsStream(name)) {
            return json.readTree(file);
        } catch (IOException broken) {
            throw new UncheckedIOException("The examples cannot be read: " + name, broken);
        }
    }

    /**
     * Adds the examples of an operation.
     *
     * @param name method in lower case and path
     */
    void addTo(String name, Operation operation) {
        files.stream()
                .map(file -> file.path(name))
                .flatMap(each -> each.properties().stream())
                .forEach(each -> add(name, operation, each));
    }

    private static void add(String name, Operation operation, Map.Entry<String, JsonNode> example) {
        String[] words = example.getKey().split(" ", 2);
        Content content = words[0].equals(REQUEST)
                ? operation.getRequestBody().getContent()
                : operation.getResponses().getAPIResponse(words[0]).getContent();
        String type = words.length == 1 ? JSON : words[1];
        Optional.ofNullable(content.getMediaType(type))
                .orElseThrow(
                        () -> new IllegalStateException("No place for the example " + example.getKey() + " of " + name))
                .setExample(example.getValue());
    }
}
