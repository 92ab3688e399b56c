package dev.flsys.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.history.SeriesName.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * From JSON in any shape that Flower projects write to a training history.
 *
 * <p>{@link HistoryWalk} tells the shapes. Which series become {@code accuracies} and {@code losses} is the order of
 * {@link SeriesName.Scope}: {@code accuracies}/{@code losses} by these names; measured by the server (centralized,
 * server, global); test; eval; val; distributed or federated evaluation; plain {@code accuracy}, {@code acc},
 * {@code loss}; train or fit; at last those of a single client or class, and statistics. One without any finite value
 * comes after all others. Two of the same order: the first in the file. All others are {@code metrics}.
 */
final class HistoryParser {

    private HistoryParser() {}

    /**
     * @param source name of the file, without its folder
     * @return the history, of no particular model yet
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
        @Nullable String accuracy = table.preferred(Kind.ACCURACY).orElse(null);
        @Nullable String loss = table.preferred(Kind.LOSS).orElse(null);
        Map<String, List<@Nullable Double>> metrics = new LinkedHashMap<>();
        for (String name : table.names()) {
            if (!name.equals(accuracy) && !name.equals(loss)) {
                metrics.put(name, table.aligned(name));
            }
        }
        return new TrainingHistory(
                table.rounds(),
                table.aligned(accuracy == null ? "" : accuracy),
                table.aligned(loss == null ? "" : loss),
                TrainingFacts.totalTime(root),
                null,
                source,
                accuracy,
                loss,
                metrics,
                TrainingFacts.parameters(root),
                TrainingFacts.others(root));
    }
}
