package dev.flsys.history;

import dev.flsys.history.rounds.TrainingHistory;
import dev.flsys.simulation.CsvText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A training history as comma-separated values (RFC 4180), with one column for each series. */
final class HistoryTable {

    private HistoryTable() {}

    /** The table. Unknown values are empty. */
    static String toCsv(TrainingHistory history) {
        List<String> head = new ArrayList<>(List.of("round", "accuracy", "loss"));
        List<List<@Nullable Double>> series = new ArrayList<>();
        series.add(history.accuracies());
        series.add(history.losses());
        for (Map.Entry<String, List<@Nullable Double>> metric :
                history.metrics().entrySet()) {
            head.add(CsvText.field(metric.getKey()));
            series.add(metric.getValue());
        }
        StringBuilder table = new StringBuilder(String.join(",", head)).append("\r\n");
        for (int i = 0; i < history.rounds().size(); i++) {
            int row = i;
            table.append(history.rounds().get(row))
                    .append(',')
                    .append(series.stream()
                            .map(each -> each.get(row) == null ? "" : String.valueOf(each.get(row)))
                            .collect(Collectors.joining(",")))
                    .append("\r\n");
        }
        return table.toString();
    }
}
