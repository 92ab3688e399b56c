package dev.flsys.simulation.archive;

import dev.flsys.flower.progress.Round;
import dev.flsys.simulation.CsvText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rounds of a simulation as comma-separated values (RFC 4180), with one column for each metric. */
final class RoundsTable {

    private static final List<String> COLUMNS =
            List.of("round", "loss", "accuracy", "results", "failures", "evaluate_failures", "seconds");

    private RoundsTable() {}

    /** The table. Unknown values are empty. */
    static String csv(List<Round> rounds) {
        Set<String> metrics = new TreeSet<>();
        rounds.forEach(round -> metrics.addAll(round.metrics().keySet()));
        List<String> head = new ArrayList<>(COLUMNS);
        metrics.forEach(metric -> head.add(CsvText.field(metric)));
        StringBuilder table = new StringBuilder();
        row(table, head);
        for (Round round : rounds) {
            List<@Nullable Object> values = new ArrayList<>();
            values.add(round.round());
            values.add(round.loss());
            values.add(round.accuracy());
            values.add(round.results());
            values.add(round.failures());
            values.add(round.evaluateFailures());
            values.add(round.seconds());
            metrics.forEach(metric -> values.add(round.metrics().get(metric)));
            row(table, values);
        }
        return table.toString();
    }

    private static void row(StringBuilder table, List<?> values) {
        table.append(values.stream()
                        .map(value -> value == null ? "" : value.toString())
                        .collect(Collectors.joining(",")))
                .append("\r\n");
    }
}
