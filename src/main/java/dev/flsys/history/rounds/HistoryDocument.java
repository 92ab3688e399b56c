package dev.flsys.history.rounds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;

/**
 * The content of a history file of any format, as JSON.
 *
 * @param root an object, or a list of rows
 * @param facts the object with the members about the whole training; missing if the format has none
 * @param notes sentences about the reading that a user should know
 */
public record HistoryDocument(JsonNode root, JsonNode facts, List<String> notes) {

    public HistoryDocument {
        notes = List.copyOf(notes);
    }

    /** The content of a JSON file. */
    public static HistoryDocument json(JsonNode root) {
        return new HistoryDocument(root, root, List.of());
    }

    /** Rows without anything around them. */
    public static HistoryDocument rows(JsonNode rows, List<String> notes) {
        return new HistoryDocument(rows, MissingNode.getInstance(), notes);
    }
}
