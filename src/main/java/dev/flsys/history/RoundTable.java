package dev.flsys.history;

import dev.flsys.history.SeriesName.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Values by series and round while a history is being read; what comes later for a cell replaces what was there. */
final class RoundTable {

    /** Cells that a history may have: a thousand rounds of two thousand series. */
    static final int MAX_CELLS = 2_000_000;

    private final String source;
    private final TreeSet<Integer> rounds = new TreeSet<>();
    private final Map<String, Map<Integer, @Nullable Double>> series = new LinkedHashMap<>();
    private boolean recognised;

    /** @param source name of the file, for the error */
    RoundTable(String source) {
        this.source = source;
    }

    /** Notes that the file has the shape of a history, even if it has no round yet. */
    void recognise() {
        recognised = true;
    }

    /** Whether there is a round, or the shape of a history at least. */
    boolean isRecognised() {
        return recognised || !rounds.isEmpty();
    }

    /** Notes that there is a round of that number, from 0. */
    void round(int round) {
        rounds.add(round);
        limit();
    }

    /**
     * Notes a value of {@code name} in {@code round}, null for none.
     *
     * @throws HistoryInvalid if the table grows beyond {@link #MAX_CELLS}
     */
    void put(String name, int round, @Nullable Double value) {
        series.computeIfAbsent(name, any -> new HashMap<>()).put(round, value);
        round(round);
    }

    private void limit() {
        if ((long) rounds.size() * Math.max(1, series.size()) > MAX_CELLS) {
            throw new HistoryInvalid(
                    source, "It has " + rounds.size() + " rounds of " + series.size() + " series, which is too much.");
        }
    }

    /** The rounds, ascending. */
    List<Integer> rounds() {
        return List.copyOf(rounds);
    }

    /**
     * The series of {@code kind} to show first: one with a finite value before one without, then by
     * {@link SeriesName.Scope}, then as the file has them.
     */
    Optional<String> preferred(Kind kind) {
        return series.keySet().stream()
                .map(SeriesName::of)
                .filter(name -> name.kind() == kind)
                .min(Comparator.comparing((SeriesName name) -> !hasValue(name.value()))
                        .thenComparing(SeriesName::scope))
                .map(SeriesName::value);
    }

    private boolean hasValue(String name) {
        return series.getOrDefault(name, Map.of()).values().stream().anyMatch(Objects::nonNull);
    }

    /** The values of {@code name}, one a round; null where there is none. */
    List<@Nullable Double> aligned(String name) {
        Map<Integer, @Nullable Double> values = series.getOrDefault(name, Map.of());
        List<@Nullable Double> aligned = new ArrayList<>(rounds.size());
        for (Integer round : rounds) {
            aligned.add(values.get(round));
        }
        return aligned;
    }

    /** The names of all series, as the file has them. */
    List<String> names() {
        return List.copyOf(series.keySet());
    }
}
