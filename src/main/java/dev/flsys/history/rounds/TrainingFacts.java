package dev.flsys.history.rounds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The members of a history file about the whole training, at its top or one level below, beside {@code history}. */
final class TrainingFacts {

    private static final String TOTAL_TIME = "total_training_time";

    private static final List<String> TIMES =
            List.of(TOTAL_TIME, "total_time", "training_time", "train_time", "elapsed", "elapsed_time", "duration");
    private static final List<String> UNITS = List.of("", "_seconds", "_sec", "_s");
    private static final Set<String> PARAMETERS =
            Set.of(("parameters params config configuration hyperparameters hyper_parameters hparams args "
                            + "arguments settings run_config")
                    .split(" "));
    private static final List<String> AROUND =
            List.of("history", "training_history", "results", "result", "summary", "metadata", "meta", "info");

    private TrainingFacts() {}

    /** Whether {@code key} holds the parameters of the training and no series. */
    static boolean isParameters(String key) {
        return PARAMETERS.contains(key.toLowerCase(Locale.ROOT));
    }

    /**
     * The duration of the training. It is {@code total_training_time} unchanged, of any type. Without it, the first
     * duration under another name is returned in seconds, at least 0. Null if the file has no duration.
     */
    static @Nullable JsonNode totalTime(JsonNode root) {
        List<JsonNode> places = objectsWithFacts(root);
        for (JsonNode place : places) {
            if (place.has(TOTAL_TIME)) {
                return replaceNonFinite(place.get(TOTAL_TIME));
            }
        }
        for (JsonNode place : places) {
            for (String name : TIMES) {
                for (String unit : UNITS) {
                    Double seconds = JsonNumbers.value(place.path(name + unit));
                    if (seconds != null && seconds >= 0) {
                        return DoubleNode.valueOf(seconds);
                    }
                }
            }
        }
        return null;
    }

    /**
     * The parameters of the training: the file's {@code parameters} of any type, or else the first object of a similar
     * name; null if the file has none. Numbers that JSON does not have are null.
     */
    static @Nullable JsonNode parameters(JsonNode root) {
        if (root.has("parameters")) {
            return replaceNonFinite(root.get("parameters"));
        }
        for (JsonNode place : objectsWithFacts(root)) {
            Optional<JsonNode> found = place.properties().stream()
                    .filter(field ->
                            isParameters(field.getKey()) && field.getValue().isObject())
                    .map(Map.Entry::getValue)
                    .findFirst();
            if (found.isPresent()) {
                return replaceNonFinite(found.get());
            }
        }
        return null;
    }

    /**
     * The members of the top-level object that the answer does not define itself. Objects of single rounds are left
     * out. Numbers that JSON does not have are null.
     */
    static Map<String, JsonNode> findOthers(JsonNode root) {
        Map<String, JsonNode> others = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            boolean round = field.getValue().isObject()
                    && JsonNumbers.round(field.getKey()).isPresent();
            if (!round && !TrainingHistory.DEFINED.contains(field.getKey())) {
                others.put(field.getKey(), replaceNonFinite(field.getValue()));
            }
        }
        return others;
    }

    private static List<JsonNode> objectsWithFacts(JsonNode root) {
        return Stream.concat(Stream.of(root), AROUND.stream().map(root::path))
                .filter(JsonNode::isObject)
                .toList();
    }

    /** The recursion is limited, as Jackson reads no more than 1,000 levels. */
    private static JsonNode replaceNonFinite(JsonNode node) {
        if (node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())) {
            return JsonNodeFactory.instance.nullNode();
        }
        if (node.isObject()) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            node.properties().forEach(field -> copy.set(field.getKey(), replaceNonFinite(field.getValue())));
            return copy;
        }
        if (node.isArray()) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            node.forEach(item -> copy.add(replaceNonFinite(item)));
            return copy;
        }
        return node;
    }
}
