package dev.flsys.history.rounds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the experiments of a JSON file: {@code {"fedavg": {..}, "fedprox": {..}}}, {@code {"results": {"fedavg": ..}}}
 * and {@code [{"strategy": "fedavg", "accuracies": [..]}, ..]}. Objects are experiments if several of them are
 * histories of the same series and their names are not names of metrics, data sets or clients.
 */
final class ExperimentTree {

    private static final int MAX_DEPTH = 4;

    /**
     * Names of experiments with a number of clients, such as {@code 10_clients}. A client has a name in the singular.
     */
    private static final Pattern CLIENTS = Pattern.compile("(?i)\\d+[_ -]?clients|(?:n|num)_?clients[_=-]?\\d+");

    private ExperimentTree() {}

    /**
     * The part of {@code root} that is the experiment of the model; {@code root} if the file has one experiment only.
     *
     * @throws HistoryInvalid if the experiment is undecided
     */
    static JsonNode select(JsonNode root, Experiments experiments) {
        return select(root, experiments, 0);
    }

    private static JsonNode select(JsonNode node, Experiments experiments, int depth) {
        if (depth > MAX_DEPTH) {
            return node;
        }
        if (node.isArray()) {
            return chooseFromList(node, experiments, depth);
        }
        Map<String, JsonNode> unknown = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (isCandidate(field.getKey(), field.getValue())) {
                unknown.put(field.getKey(), field.getValue());
            }
        }
        Map<String, Set<String>> histories = new LinkedHashMap<>();
        if (unknown.size() > 1) {
            unknown.forEach((key, value) -> {
                Set<String> series = seriesOf(value, experiments);
                if (!series.isEmpty()) {
                    histories.put(key, series);
                }
            });
        }
        if (histories.size() > 1 && areAlike(histories)) {
            collectAlike(node, unknown, histories, experiments);
        }
        if (histories.size() > 1
                && areAlike(histories)
                && seriesOf(without(node, unknown), experiments).isEmpty()) {
            JsonNode chosen = unknown.get(experiments.choose("", histories.keySet()));
            return chosen == null ? node : select(chosen, experiments, depth + 1);
        }
        return unwrap(node, experiments, depth);
    }

    /** Adds the objects beside experiments that have the same series, such as the object of a centralized training. */
    private static void collectAlike(
            JsonNode node, Map<String, JsonNode> unknown, Map<String, Set<String>> histories, Experiments experiments) {
        Set<String> known = histories.values().iterator().next();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (field.getValue().isObject() && !unknown.containsKey(field.getKey())) {
                Set<String> series = seriesOf(field.getValue(), experiments);
                if (!series.isEmpty() && series.equals(known)) {
                    unknown.put(field.getKey(), field.getValue());
                    histories.put(field.getKey(), series);
                }
            }
        }
    }

    /**
     * If one object or list in {@code node} wraps several experiments, {@code node} with only the chosen one of them.
     */
    private static JsonNode unwrap(JsonNode node, Experiments experiments, int depth) {
        List<String> containers = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            boolean wraps = SeriesName.isWrapper(field.getKey())
                    || Experiments.isKey(field.getKey().replaceFirst("s$", ""))
                    || field.getKey().equalsIgnoreCase("strategies");
            if (wraps && field.getValue().isContainerNode() && !TrainingFacts.isParameters(field.getKey())) {
                containers.add(field.getKey());
            }
        }
        if (containers.size() != 1) {
            return node;
        }
        String key = containers.get(0);
        JsonNode inner = node.path(key);
        JsonNode selected = select(inner, experiments, depth + 1);
        if (selected.equals(inner)) {
            return node;
        }
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        node.properties().forEach(field -> {
            if (!field.getKey().equals(key)) {
                copy.set(field.getKey(), field.getValue());
            }
        });
        copy.set("history", selected);
        return copy;
    }

    /** The chosen history in a list of whole histories. Without names, the last one is the newest. */
    private static JsonNode chooseFromList(JsonNode list, Experiments experiments, int depth) {
        Map<String, JsonNode> histories = new LinkedHashMap<>();
        int unnamed = 0;
        for (JsonNode item : list) {
            boolean whole = item.isObject()
                    && RoundAxis.numberOf(item)
                            .filter(number -> !number.isTextual())
                            .isEmpty()
                    && item.properties().stream()
                            .anyMatch(field -> field.getValue().isContainerNode())
                    && !item.properties().stream().anyMatch(field -> isScalarMain(field.getKey(), field.getValue()));
            if (!whole || seriesOf(item, experiments).isEmpty()) {
                return list;
            }
            Optional<String> label = Experiments.labelOf(item);
            unnamed += label.isPresent() ? 0 : 1;
            histories.put(label.orElse("number " + (histories.size() + 1)), item);
        }
        if (histories.isEmpty()) {
            return list;
        }
        JsonNode last = list.get(list.size() - 1);
        if (list.size() == 1) {
            return select(last, experiments, depth + 1);
        }
        if (unnamed == list.size() || histories.size() == 1) {
            experiments.addNote("The file holds " + list.size() + " trainings. The newest one is shown.");
            return select(last, experiments, depth + 1);
        }
        JsonNode chosen = histories.get(experiments.choose("", histories.keySet()));
        return chosen == null ? list : select(chosen, experiments, depth + 1);
    }

    private static boolean isScalarMain(String key, JsonNode value) {
        return value.isNumber() && SeriesName.of(key).isMain();
    }

    private static boolean isCandidate(String key, JsonNode value) {
        return value.isContainerNode()
                && (SeriesName.isUnknown(key) || CLIENTS.matcher(key).matches())
                && !TrainingFacts.isParameters(key)
                && !RoundAxis.isNumberKey(key)
                && JsonNumbers.round(key).isEmpty();
    }

    private static boolean areAlike(Map<String, Set<String>> histories) {
        List<Set<String>> all = new ArrayList<>(histories.values());
        return all.stream().skip(1).noneMatch(each -> Collections.disjoint(all.get(0), each));
    }

    private static JsonNode without(JsonNode object, Map<String, JsonNode> fields) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(field -> {
            if (!fields.containsKey(field.getKey())) {
                copy.set(field.getKey(), field.getValue());
            }
        });
        return copy;
    }

    /** The accuracies and losses of {@code node}, if it is a history of its own; otherwise none. */
    private static Set<String> seriesOf(JsonNode node, Experiments experiments) {
        RoundTable table = new RoundTable(experiments.source());
        try {
            new SeriesReader(table, Experiments.of(experiments.source())).readRoot(node, node);
        } catch (HistoryInvalid none) {
            return Set.of();
        }
        table.addMeansOfClients(Experiments.of(experiments.source()));
        return table.hasMain() ? table.mainSeries() : Set.of();
    }
}
