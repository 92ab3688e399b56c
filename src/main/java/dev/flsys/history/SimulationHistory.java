package dev.flsys.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import dev.flsys.flower.progress.Round;
import dev.flsys.history.rounds.RoundAxis;
import dev.flsys.history.rounds.RoundTable;
import dev.flsys.history.rounds.SeriesName;
import dev.flsys.history.rounds.SeriesName.Scope;
import dev.flsys.history.rounds.SeriesReader;
import dev.flsys.history.rounds.TrainingHistory;
import dev.flsys.simulation.models.TrainedModels.Training;
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
        return table.toHistory(seconds, training.parameters(), List.of(), Map.of());
    }

    private static void enter(Round round, RoundTable table) {
        int number = round.round();
        table.round(number);
        addMain("loss", round.loss(), round, table);
        addMain("accuracy", round.accuracy(), round, table);
        put("seconds", round.seconds(), number, table);
        put("failures", round.failures(), number, table);
        put("evaluate_failures", round.evaluateFailures(), number, table);
        round.metrics().forEach((name, value) -> put(centralName(name), value, number, table));
    }

    /** Adds a number that is not one of the metrics. {@link Round} finds its loss and accuracy in the metrics. */
    private static void addMain(String name, @Nullable Double value, Round round, RoundTable table) {
        if (value != null && !round.metrics().containsValue(value)) {
            put(centralName(name), value, round.round(), table);
        }
    }

    /**
     * The name of {@code metric} in the history. A plain name such as {@code accuracy}, without client or data set,
     * belongs to the server's evaluation and gets the prefix {@code centralized_}.
     */
    private static String centralName(String metric) {
        SeriesName name = SeriesName.of(metric);
        return name.isMain() && name.scope() == Scope.PLAIN ? "centralized_" + metric : metric;
    }

    /** Ignores metrics with the names of wrappers and of round numbers, as {@link SeriesReader} does. */
    private static void put(String name, @Nullable Number value, int round, RoundTable table) {
        String series = SeriesName.nameInside("", name);
        if (value != null && !series.isEmpty() && !RoundAxis.isNumberKey(name)) {
            table.put(series, round, value.doubleValue());
        }
    }
}
