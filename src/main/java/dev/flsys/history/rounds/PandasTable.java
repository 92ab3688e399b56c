package dev.flsys.history.rounds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** A table that {@code pandas.DataFrame.to_json()} writes: {@code {"round":{"0":1,"1":2},"loss":{"0":0.5,"1":0.4}}}. */
final class PandasTable {

    private PandasTable() {}

    /** The table with a list for each column, or {@code object} if it is no table with a column of rounds. */
    static JsonNode asLists(JsonNode object) {
        for (String key : RoundAxis.KEYS) {
            if (isColumn(object.path(key))) {
                return asLists(object, object.path(key));
            }
        }
        return object;
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

    private static boolean isColumn(JsonNode node) {
        return node.isObject()
                && !node.isEmpty()
                && node.properties().stream()
                        .allMatch(cell -> JsonNumbers.round(cell.getKey()).isPresent()
                                && cell.getValue().isValueNode());
    }
}
