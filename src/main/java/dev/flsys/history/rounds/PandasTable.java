package dev.flsys.history.rounds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A table that {@code pandas.DataFrame.to_json()} or {@code to_dict()} writes, by its orient:
 *
 * <ul>
 *   <li>{@code columns}, the default of {@code to_json}: {@code {"round":{"0":1,"1":2},"loss":{"0":0.5,"1":0.4}}}
 *   <li>{@code index}: {@code {"0":{"round":1,"loss":0.5},"1":{"round":2,"loss":0.4}}}
 *   <li>{@code split} and {@code tight}: {@code {"columns":["round","loss"],"index":[0,1],"data":[[1,0.5],[2,0.4]]}}
 *   <li>{@code list} of {@code to_dict}, if a round has several rows:
 *       {@code {"round":[1,1],"strategy":["FedAvg","FedProx"],"loss":[0.5,0.4]}}
 *   <li>{@code table}: {@code {"schema":{"fields":[..]},"data":[{"index":0,"round":1,"loss":0.5},..]}}
 * </ul>
 *
 * <p>{@code records} is a list of rounds. {@code values} has no names of columns, so it cannot be read.
 */
final class PandasTable {

    private static final Set<String> SPLIT = Set.of("columns", "index", "data", "index_names", "column_names");
    private static final String INDEX = "index";
    private static final String ROUND = "round";

    private PandasTable() {}

    /** The rows of a table; empty if {@code object} is no table. Adds a note if its index is shown as rounds. */
    static Optional<ArrayNode> findRows(JsonNode object, Experiments experiments) {
        if (isSplit(object)) {
            return Optional.of(readSplit(object, experiments));
        }
        if (object.path("schema").path("fields").isArray() && isRecords(object.path("data"))) {
            return Optional.of(readTable(object.path("data"), experiments));
        }
        if (isLists(object)) {
            return Optional.of(readLists(object));
        }
        if (isByIndex(object)) {
            ArrayNode rows = JsonNodeFactory.instance.arrayNode();
            object.forEach(rows::add);
            return Optional.of(rows);
        }
        return findIndex(object)
                .filter(index -> object.valueStream().allMatch(PandasTable::isColumn))
                .map(index -> readColumns(object, index));
    }

    /** The table with a list for each column, or {@code object} if it is no table with a column of rounds. */
    static JsonNode asLists(JsonNode object) {
        return findIndex(object).map(index -> asLists(object, index)).orElse(object);
    }

    /** The column of the rounds. */
    private static Optional<JsonNode> findIndex(JsonNode object) {
        return RoundAxis.KEYS.stream()
                .map(object::path)
                .filter(PandasTable::isColumn)
                .findFirst();
    }

    private static JsonNode asLists(JsonNode object, JsonNode index) {
        ObjectNode lists = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            lists.set(field.getKey(), isColumn(field.getValue()) ? list(field.getValue(), index) : field.getValue());
        }
        return lists;
    }

    private static ArrayNode list(JsonNode column, JsonNode index) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        index.fieldNames().forEachRemaining(row -> list.add(column.path(row).isMissingNode() ? null : column.get(row)));
        return list;
    }

    private static ArrayNode readColumns(JsonNode object, JsonNode index) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        index.fieldNames().forEachRemaining(key -> {
            ObjectNode row = rows.addObject();
            object.properties()
                    .forEach(column -> Optional.ofNullable(column.getValue().get(key))
                            .ifPresent(cell -> row.set(column.getKey(), cell)));
        });
        return rows;
    }

    private static ArrayNode readLists(JsonNode object) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        for (int at = 0; at < object.iterator().next().size(); at++) {
            ObjectNode row = rows.addObject();
            for (Map.Entry<String, JsonNode> column : object.properties()) {
                row.set(column.getKey(), column.getValue().get(at));
            }
        }
        return rows;
    }

    private static ArrayNode readSplit(JsonNode object, Experiments experiments) {
        JsonNode columns = object.path("columns");
        JsonNode index = object.path(INDEX);
        String named = object.path("index_names").path(0).asText();
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        for (JsonNode cells : object.path("data")) {
            ObjectNode row = rows.addObject();
            IntStream.range(0, columns.size())
                    .forEach(at -> row.set(columns.get(at).asText(), cells.get(at)));
        }
        if (RoundAxis.isNumberKey(named)) {
            putIndex(rows, named, index);
        } else {
            numberByIndex(rows, index, experiments);
        }
        return rows;
    }

    private static ArrayNode readTable(JsonNode data, Experiments experiments) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        ArrayNode index = JsonNodeFactory.instance.arrayNode();
        for (JsonNode record : data) {
            ObjectNode row = record.deepCopy();
            Optional.ofNullable(row.remove(INDEX)).ifPresent(index::add);
            rows.add(row);
        }
        numberByIndex(rows, index, experiments);
        return rows;
    }

    /** Takes an index that does not count from 0 as the rounds of rows without rounds. */
    private static void numberByIndex(ArrayNode rows, JsonNode index, Experiments experiments) {
        boolean numbered =
                rows.valueStream().anyMatch(row -> RoundAxis.numberOf(row).isPresent());
        boolean whole = index.valueStream()
                .allMatch(item -> item.isNumber() && JsonNumbers.round(item).isPresent());
        boolean counted = IntStream.range(0, index.size())
                .allMatch(at -> JsonNumbers.round(index.get(at)).orElse(-1) == at);
        if (!numbered && whole && !counted && index.size() == rows.size()) {
            putIndex(rows, ROUND, index);
            experiments.addNote("The table has no column of rounds. The numbers of its index are shown as rounds.");
        }
    }

    private static void putIndex(ArrayNode rows, String name, JsonNode index) {
        for (int at = 0; at < Math.min(rows.size(), index.size()); at++) {
            if (rows.get(at) instanceof ObjectNode row && !row.has(name)) {
                row.set(name, index.get(at));
            }
        }
    }

    private static boolean isSplit(JsonNode object) {
        JsonNode columns = object.path("columns");
        return columns.isArray()
                && object.path("data").isArray()
                && object.properties().stream().allMatch(field -> SPLIT.contains(field.getKey()))
                && columns.valueStream().allMatch(JsonNode::isTextual)
                && object.path("data").valueStream().allMatch(row -> row.isArray() && row.size() == columns.size());
    }

    /** Whether lists of the same length are the columns of a table in which a round has several rows. */
    private static boolean isLists(JsonNode object) {
        Optional<JsonNode> rounds = object.properties().stream()
                .filter(field -> RoundAxis.isNumberKey(field.getKey()))
                .map(Map.Entry::getValue)
                .filter(JsonNode::isArray)
                .findFirst();
        return rounds.isPresent()
                && rounds.get().valueStream().distinct().count() < rounds.get().size()
                && object.valueStream()
                        .allMatch(list -> list.isArray()
                                && list.size() == rounds.get().size()
                                && list.valueStream().allMatch(JsonNode::isValueNode));
    }

    private static boolean isRecords(JsonNode data) {
        return data.isArray() && data.valueStream().allMatch(JsonNode::isObject);
    }

    /** Whether objects under the numbers of rows have rounds of their own, which differ from these numbers. */
    private static boolean isByIndex(JsonNode object) {
        boolean differs = false;
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            Optional<JsonNode> own = RoundAxis.roundOf(field.getValue());
            if (own.isEmpty() || !field.getKey().matches("\\d{1,9}")) {
                return false;
            }
            differs |= JsonNumbers.round(own.get()).orElse(-1) != Integer.parseInt(field.getKey());
        }
        return differs;
    }

    private static boolean isColumn(JsonNode node) {
        return node.isObject()
                && !node.isEmpty()
                && node.properties().stream()
                        .allMatch(cell -> JsonNumbers.round(cell.getKey()).isPresent()
                                && cell.getValue().isValueNode());
    }
}
