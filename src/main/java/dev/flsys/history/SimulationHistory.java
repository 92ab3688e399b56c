package dev.flsys.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import dev.flsys.flower.progress.Round;
import dev.flsys.simulation.TrainedModels.Training;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The training history of a simulation, from its rounds. */
final class SimulationHistory {

    /** The file that holds the rounds. */
    private static final String SOURCE = "simulation.json";

    private SimulationHistory() {}

    /** The history, of no particular model yet. */
    static TrainingHistory of(Training training) {
        RoundTable table = new RoundTable(SOURCE);
        training.rounds().forEach(round -> enter(round, table));
        JsonNode seconds = training.took()
                .map(took -> (JsonNode) DoubleNode.valueOf(took.toMillis() / 1e3))
                .orElse(null);
        return table.history(seconds, training.parameters(), List.of(), Map.of());
    }

    private static void enter(Round round, RoundTable table) {
        int number = round.round();
        table.round(number);
        put("loss", round.loss(), number, table);
        put("accuracy", round.accuracy(), number, table);
        put("failures", round.failures(), number, table);
        put("evaluate_failures", round.evaluateFailures(), number, table);
        round.metrics().forEach((name, value) -> put(name, value, number, table));
    }

    /** Ignores metrics with the names of wrappers and of round numbers, as {@link HistoryWalk} does. */
    private static void put(String name, @Nullable Number value, int round, RoundTable table) {
        String series = SeriesName.inside("", name);
        if (value != null && !series.isEmpty() && !RoundAxis.isNumberKey(name)) {
            table.put(series, round, value.doubleValue());
        }
    }
}
