package dev.flsys.history;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Parses the JSON of a history file, in any shape that Flower projects write. {@link HistoryWalk} lists the shapes,
 * {@link SeriesName.Scope} the order in which series become {@code accuracies} and {@code losses}.
 */
final class HistoryParser {

    private HistoryParser() {}

    /**
     * The history, of no particular model yet.
     *
     * @param source name of the file, without its folder
     * @throws HistoryInvalid if {@code root} holds no history, or one whose rounds or values are of the wrong type
     */
    static TrainingHistory parse(JsonNode root, String source) {
        RoundTable table = new RoundTable(source);
        new HistoryWalk(table, source).root(root);
        if (!table.isRecognised()) {
            throw new HistoryInvalid(
                    source,
                    "It holds no rounds. Expected is {\"rounds\": [...], \"accuracies\": [...], \"losses\": [...]},"
                            + " Flower's History, or a list of objects with \"round\".");
        }
        return table.history(TrainingFacts.totalTime(root), TrainingFacts.parameters(root), TrainingFacts.others(root));
    }
}
