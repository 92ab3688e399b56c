package dev.flsys.history.rounds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses the JSON of a history file, in any shape that Flower projects write. {@link SeriesReader} lists the shapes.
 * {@link SeriesName.Scope} has the order in which series become {@code accuracies} and {@code losses}.
 */
public final class HistoryParser {

    private HistoryParser() {}

    /**
     * Reads the history in {@code document}. The result names no model.
     *
     * @throws HistoryInvalid if the document has no history, its rounds or values have the wrong type, or none of its
     *     several experiments belongs to the model
     */
    public static TrainingHistory parse(HistoryDocument document, Experiments experiments) {
        JsonNode root = ExperimentTree.select(document.root(), experiments);
        RoundTable table = new RoundTable(experiments.source());
        new SeriesReader(table, experiments).readRoot(root, document.facts());
        if (!table.isRecognised()) {
            throw HistoryInvalid.noRounds(
                    experiments.source(),
                    "It holds no rounds. Expected is {\"rounds\": [...], \"accuracies\": [...], \"losses\": [...]},"
                            + " Flower's History, a list of objects with \"round\", or a CSV file with a column round.");
        }
        return buildHistory(table, document, experiments);
    }

    /** The history with the rounds of {@code table}. */
    public static TrainingHistory buildHistory(RoundTable table, HistoryDocument document, Experiments experiments) {
        table.keepOneStrategy(experiments);
        table.addMeansOfClients(experiments);
        experiments.requireUsed();
        List<String> notes = new ArrayList<>(document.notes());
        notes.addAll(experiments.notes());
        JsonNode facts = document.facts();
        return table.toHistory(
                TrainingFacts.totalTime(facts),
                TrainingFacts.parameters(facts),
                notes,
                TrainingFacts.findOthers(facts));
    }
}
