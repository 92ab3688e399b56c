package dev.flsys.history.rounds;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.history.rounds.SeriesName.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The values of a history by series and round. A later value of a cell replaces the earlier one. */
public final class RoundTable {

    /** Maximum number of cells: a thousand rounds of two thousand series. */
    static final int MAX_CELLS = 2_000_000;

    /** Maximum number of rounds. A history of so many rounds needs a heap of some 100 MB while it is read. */
    static final int MAX_ROUNDS = 100_000;

    private final String source;
    private final TreeSet<Integer> rounds = new TreeSet<>();
    private final Map<String, Map<Integer, @Nullable Double>> series = new LinkedHashMap<>();
    private boolean recognised;

    /** @param source name of the file, for the error */
    public RoundTable(String source) {
        this.source = source;
    }

    /** Records that the file has the shape of a history, even if it has no rounds. */
    void recognise() {
        recognised = true;
    }

    /** Whether the file has a round, or at least the shape of a history. */
    public boolean isRecognised() {
        return recognised || !rounds.isEmpty();
    }

    /** Adds a round, from 0. */
    public void round(int round) {
        rounds.add(round);
        limit();
    }

    /** Adds the series {@code name}, without values yet. */
    void addSeries(String name) {
        series.computeIfAbsent(name, any -> new HashMap<>());
        limit();
    }

    /**
     * Adds the value of {@code name} in {@code round}, null for none.
     *
     * @throws HistoryInvalid if the table grows beyond {@link #MAX_CELLS}
     */
    public void put(String name, int round, @Nullable Double value) {
        series.computeIfAbsent(name, any -> new HashMap<>()).put(round, value);
        round(round);
    }

    /** The rounds, ascending. */
    List<Integer> rounds() {
        return List.copyOf(rounds);
    }

    /** The greatest round; -1 if there is none. */
    int lastRound() {
        return rounds.isEmpty() ? -1 : rounds.last();
    }

    /** Whether there is a value of an accuracy or a loss of the whole model. */
    boolean hasMain() {
        return series.keySet().stream().anyMatch(name -> SeriesName.of(name).isMain() && hasValue(name));
    }

    /** The names of all accuracies and losses of the whole model. */
    Set<String> mainSeries() {
        return series.keySet().stream()
                .filter(name -> SeriesName.of(name).isMain())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * Keeps one strategy if the accuracies and losses belong to several strategies, such as {@code fedavg_accuracy} and
     * {@code fedprox_accuracy}.
     *
     * @throws HistoryInvalid if the strategy of the model is undecided
     */
    void keepOneStrategy(Experiments experiments) {
        Map<String, String> strategies = new LinkedHashMap<>();
        mainSeries()
                .forEach(name -> Experiments.strategyOf(name).ifPresent(strategy -> strategies.put(name, strategy)));
        Set<String> distinct = new LinkedHashSet<>(strategies.values());
        if (distinct.size() > 1) {
            String chosen = experiments.choose("", distinct);
            series.keySet().removeIf(name -> Experiments.strategyOf(name)
                    .filter(strategy -> !strategy.equals(chosen))
                    .isPresent());
        }
    }

    /**
     * Adds the plain mean of the clients where only they have an accuracy or a loss, such as {@code client_3_accuracy}.
     *
     * @param experiments gets a note about each mean
     */
    void addMeansOfClients(Experiments experiments) {
        for (Kind kind : List.of(Kind.ACCURACY, Kind.LOSS)) {
            if (mainSeries().stream().noneMatch(name -> SeriesName.of(name).kind() == kind && hasValue(name))) {
                addMeansOfClients(kind, experiments);
            }
        }
    }

    private void addMeansOfClients(Kind kind, Experiments experiments) {
        Map<String, List<String>> clients = new LinkedHashMap<>();
        for (String name : series.keySet()) {
            ClientNames.findNamed(name)
                    .filter(named -> SeriesName.of(named.metric()).isMain()
                            && SeriesName.of(named.metric()).kind() == kind)
                    .ifPresent(named -> clients.computeIfAbsent(named.metric(), any -> new ArrayList<>())
                            .add(name));
        }
        clients.forEach((metric, names) -> {
            experiments.addNote("'" + metric + "' is the plain mean of " + names.size()
                    + " clients: the file has no numbers of their examples.");
            for (Integer round : List.copyOf(rounds)) {
                names.stream()
                        .map(name -> series.getOrDefault(name, Map.of()).get(round))
                        .filter(Objects::nonNull)
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .ifPresent(mean -> put(metric, round, mean));
            }
        });
    }

    private void limit() {
        if (rounds.size() > MAX_ROUNDS) {
            throw new HistoryInvalid(source, "It has more than " + MAX_ROUNDS + " rounds.");
        }
        if ((long) rounds.size() * Math.max(1, series.size()) > MAX_CELLS) {
            throw new HistoryInvalid(
                    source, "It has " + rounds.size() + " rounds of " + series.size() + " series, which is too many.");
        }
    }

    /**
     * The history with these rounds, of no particular model yet. The preferred series become {@code accuracies} and
     * {@code losses}, all others {@code metrics}.
     */
    public TrainingHistory toHistory(
            @Nullable JsonNode totalTime,
            @Nullable JsonNode parameters,
            List<String> notes,
            Map<String, JsonNode> extra) {
        @Nullable String accuracy = findPreferred(Kind.ACCURACY).orElse(null);
        @Nullable String loss = findPreferred(Kind.LOSS).orElse(null);
        Map<String, List<@Nullable Double>> metrics = new LinkedHashMap<>();
        for (String name : series.keySet()) {
            if (!name.equals(accuracy) && !name.equals(loss)) {
                metrics.put(name, alignedValues(name));
            }
        }
        return new TrainingHistory(
                List.copyOf(rounds),
                alignedValues(accuracy == null ? "" : accuracy),
                alignedValues(loss == null ? "" : loss),
                totalTime,
                null,
                source,
                accuracy,
                loss,
                metrics,
                parameters,
                notes.isEmpty() || extra.containsKey(TrainingHistory.NOTES) ? null : notes,
                extra);
    }

    /**
     * The series of {@code kind} to show first. A series with a finite value comes before one without, then they are
     * ordered by {@link SeriesName.Scope}, then by the order in the file. The series of one client or one class is
     * never shown first.
     */
    private Optional<String> findPreferred(Kind kind) {
        return series.keySet().stream()
                .map(SeriesName::of)
                .filter(name -> name.kind() == kind && name.isMain())
                .min(Comparator.comparing((SeriesName name) -> !hasValue(name.value()))
                        .thenComparing(SeriesName::scope))
                .map(SeriesName::value);
    }

    private boolean hasValue(String name) {
        return series.getOrDefault(name, Map.of()).values().stream().anyMatch(Objects::nonNull);
    }

    /** The values of {@code name}, one for each round; null where there is none. */
    private List<@Nullable Double> alignedValues(String name) {
        Map<Integer, @Nullable Double> values = series.getOrDefault(name, Map.of());
        List<@Nullable Double> aligned = new ArrayList<>(rounds.size());
        for (Integer round : rounds) {
            aligned.add(values.get(round));
        }
        return aligned;
    }
}
