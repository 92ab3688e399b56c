package dev.flsys.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a history file says about the training as a whole, at its top or one level below, beside {@code history}. */
final class TrainingFacts {

    private static final List<String> TIMES = List.of(
            "total_training_time", "total_time", "training_time", "train_time", "elapsed", "elapsed_time", "duration");
    private static final List<String> UNITS = List.of("", "_seconds", "_sec", "_s");
    private static final Set<String> PARAMETERS = Set.of(
            "parameters",
            "params",
            "config",
            "configuration",
            "hyperparameters",
            "hyper_parameters",
            "hparams",
            "args",
            "arguments",
            "settings",
            "run_config");
    private static final List<String> AROUND =
            List.of("history", "training_history", "results", "result", "summary", "metadata", "meta", "info");

    private static final int MAX_DEPTH = 32;

    private TrainingFacts() {}

    /** Whether {@code key} holds the training's parameters and no series. */
    static boolean isParameters(String key) {
        return PARAMETERS.contains(key.toLowerCase(Locale.ROOT));
    }

    /** How long the training took in seconds, at least 0; null if the file does not say. */
    static @Nullable Double totalTime(JsonNode root) {
        for (JsonNode place : places(root)) {
            for (String name : TIMES) {
                for (String unit : UNITS) {
                    Double seconds = JsonNumbers.value(place.path(name + unit));
                    if (seconds != null && seconds >= 0) {
                        return seconds;
                    }
                }
            }
        }
        return null;
    }

    /** The training's parameters, numbers that JSON does not know as null; null if the file has none. */
    static @Nullable JsonNode parameters(JsonNode root) {
        for (JsonNode place : places(root)) {
            Optional<JsonNode> found = place.properties().stream()
                    .filter(field ->
                            isParameters(field.getKey()) && field.getValue().isObject())
                    .map(Map.Entry::getValue)
                    .findFirst();
            if (found.isPresent()) {
                return finite(found.get(), 0);
            }
        }
        return null;
    }

    private static List<JsonNode> places(JsonNode root) {
        return Stream.concat(Stream.of(root), AROUND.stream().map(root::path))
                .filter(JsonNode::isObject)
                .toList();
    }

    private static JsonNode finite(JsonNode node, int depth) {
        if (depth > MAX_DEPTH || (node.isNumber() && !Double.isFinite(node.doubleValue()))) {
            return JsonNodeFactory.instance.nullNode();
        }
        if (node.isObject()) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            node.properties().forEach(field -> copy.set(field.getKey(), finite(field.getValue(), depth + 1)));
            return copy;
        }
        if (node.isArray()) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            node.forEach(item -> copy.add(finite(item, depth + 1)));
            return copy;
        }
        return node;
    }
}
