package dev.flsys.flower.observer;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The clients of a run as comma-separated values (RFC 4180), in pieces: the head, and then a piece for each round and
 * phase. There is one column for each metric, after the others, with the prefix {@code metric_}.
 */
public final class ClientsCsv implements Iterable<byte[]> {

    private static final List<String> COLUMNS = List.of(
            "training",
            "round",
            "phase",
            "node",
            "partition",
            "examples",
            "seconds",
            "cpu_seconds",
            "peak_memory_bytes",
            "bytes_down",
            "bytes_up",
            "update_norm",
            "cosine",
            "sampled",
            "error",
            "flags");

    private static final int MAX_METRICS = 200;

    private final List<ClientGroup> groups;
    private final UnaryOperator<String> field;
    private final List<String> metrics;

    /** @param field converts a text to a field */
    ClientsCsv(List<ClientGroup> groups, UnaryOperator<String> field) {
        this.groups = groups;
        this.field = field;
        Set<String> names = new LinkedHashSet<>();
        for (ClientGroup group : groups) {
            for (ClientRow row : group.rows) {
                if (names.size() < MAX_METRICS) {
                    names.addAll(List.of(row.names));
                }
            }
        }
        metrics = names.stream().sorted().limit(MAX_METRICS).toList();
    }

    @Override
    public Iterator<byte[]> iterator() {
        return new Iterator<>() {
            private int next = -1;

            @Override
            public boolean hasNext() {
                return next < groups.size();
            }

            @Override
            public byte[] next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                String piece = next < 0 ? head() : formatRows(groups.get(next));
                next++;
                return piece.getBytes(StandardCharsets.UTF_8);
            }
        };
    }

    private String head() {
        return String.join(",", COLUMNS)
                + metrics.stream()
                        .map(name -> "," + field.apply("metric_" + name))
                        .collect(Collectors.joining())
                + "\r\n";
    }

    private String formatRows(ClientGroup group) {
        StringBuilder rows = new StringBuilder();
        for (ClientRow row : List.copyOf(group.rows)) {
            rows.append(group.training)
                    .append(',')
                    .append(group.round)
                    .append(',')
                    .append(group.phase);
            add(rows, row.node);
            add(rows, row.partition);
            add(rows, ClientRow.known(row.examples));
            add(rows, ClientRow.known(row.seconds));
            add(rows, ClientRow.known(row.cpuSeconds));
            add(rows, ClientRow.known(row.peakMemoryBytes));
            add(rows, ClientRow.known(row.bytesDown));
            add(rows, ClientRow.known(row.bytesUp));
            add(rows, row.updateNorm);
            add(rows, row.cosine);
            add(rows, row.sampled);
            add(rows, row.error);
            add(rows, String.join(" ", ClientFlags.namesOf(row.flags)));
            for (String metric : metrics) {
                add(rows, value(row, metric));
            }
            rows.append("\r\n");
        }
        return rows.toString();
    }

    private static @Nullable Double value(ClientRow row, String metric) {
        for (int i = 0; i < row.names.length; i++) {
            if (row.names[i].equals(metric)) {
                return row.values[i];
            }
        }
        return null;
    }

    private void add(StringBuilder rows, @Nullable Object value) {
        rows.append(',');
        if (value instanceof String text) {
            rows.append(field.apply(text));
        } else if (value != null) {
            rows.append(value);
        }
    }
}
