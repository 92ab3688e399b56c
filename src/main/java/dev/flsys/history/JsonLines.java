package dev.flsys.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flsys.history.rounds.HistoryDocument;
import dev.flsys.history.rounds.HistoryInvalid;
import dev.flsys.history.rounds.RoundAxis;
import java.util.List;
import java.util.Optional;

/**
 * JSON lines: an object in each line. If other lines have a round, the members of lines without a round are facts about
 * the whole training. A last line that is not complete yet is ignored.
 */
final class JsonLines {

    private JsonLines() {}

    /** @throws HistoryInvalid if a line is no JSON object */
    static HistoryDocument read(String text, JsonMapper json, String source) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        boolean cut = false;
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty()) {
                continue;
            }
            Optional<JsonNode> object = parseObject(line, json);
            if (object.isPresent()) {
                rows.add(object.get());
            } else if (i == lines.size() - 1 && line.startsWith("{") && !rows.isEmpty() && !text.endsWith("\n")) {
                cut = true;
            } else {
                throw new HistoryInvalid(source, "Line " + (i + 1) + " is no JSON object.");
            }
        }
        if (rows.isEmpty()) {
            throw new HistoryInvalid(source, "It is empty.");
        }
        List<String> notes = cut ? List.of("The last line of the file is not complete and is ignored.") : List.of();
        return rows.size() == 1 && RoundAxis.numberOf(rows.get(0)).isEmpty()
                ? new HistoryDocument(rows.get(0), rows.get(0), notes)
                : new HistoryDocument(rows, commonFacts(rows), notes);
    }

    /** Whether {@code text} has several lines, each of which is a JSON object. */
    static boolean isLines(String text, JsonMapper json) {
        List<String> lines =
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        return lines.size() > 1
                && lines.stream().allMatch(line -> line.startsWith("{"))
                && lines.stream().limit(2).allMatch(line -> parseObject(line, json)
                        .isPresent());
    }

    private static JsonNode commonFacts(ArrayNode rows) {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        boolean numbered = false;
        for (JsonNode row : rows) {
            if (RoundAxis.numberOf(row).isPresent()) {
                numbered = true;
            } else {
                facts.setAll((ObjectNode) row);
            }
        }
        return numbered ? facts : JsonNodeFactory.instance.objectNode();
    }

    private static Optional<JsonNode> parseObject(String line, JsonMapper json) {
        try {
            return Optional.ofNullable(json.readTree(line)).filter(JsonNode::isObject);
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }
}
