package dev.flsys.history.rounds;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.history.rounds.SeriesName.Kind;
import dev.flsys.history.rounds.SeriesName.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The number of the first round of a list whose values have no round numbers. It is 0 if the rest of the file shows
 * that the list begins with the evaluation before the first round, or else 1. These rules decide, in this order:
 *
 * <ol>
 *   <li>the number of rounds elsewhere in the file: 101 values of 100 rounds begin with round 0, 100 values with round
 *       1
 *   <li>the number of the best round ({@code best_round}): the first round is 0 if a series has its best value in this
 *       round only when counted from 0. It is 1 if a series has its best value in this round only when counted from 1.
 *       If series contradict each other, this rule does not decide.
 *   <li>other lists of the training ({@code train_loss}, {@code round_time}): if all of them are one value shorter, the
 *       first round is 0
 * </ol>
 *
 * <p>A file that names the number of rounds between two evaluations ({@code eval_every}) may have fewer values.
 */
final class FirstRound {

    /** An instance without facts about the rounds. */
    static final FirstRound UNKNOWN = new FirstRound();

    private static final Set<String> TOTALS =
            Set.of(("rounds num_rounds n_rounds nrounds total_rounds number_of_rounds num_server_rounds server_rounds "
                            + "global_rounds num_global_rounds communication_rounds num_communication_rounds comm_rounds "
                            + "fl_rounds federated_rounds max_rounds rounds_completed completed_rounds n_global_rounds "
                            + "num_fl_rounds global_epochs")
                    .split(" "));

    private static final Set<String> INTERVALS =
            Set.of(("eval_every evaluate_every test_every val_every eval_interval evaluation_interval test_interval "
                            + "val_interval eval_freq eval_frequency evaluation_frequency test_freq test_frequency "
                            + "eval_period evaluate_every_n_rounds eval_every_n_rounds eval_round_interval "
                            + "eval_gap rounds_between_evaluations central_eval_every server_eval_every")
                    .split(" "));

    private static final Set<String> NUMBERS_OF_CLIENTS =
            Set.of(("num_clients n_clients number_of_clients nclients total_clients num_partitions n_partitions "
                            + "num_supernodes num_nodes clients num_users n_users client_num_in_total")
                    .split(" "));

    private static final Set<String> PER_TRAINING =
            Set.of("time", "times", "duration", "durations", "seconds", "elapsed", "lr", "epsilon");

    private static final int MAX_DEPTH = 4;
    private static final int MAX_MEMBERS = 10_000;
    private static final double SAME = 1e-9;

    private final Set<Integer> totals = new LinkedHashSet<>();
    private final Set<Integer> intervals = new LinkedHashSet<>();
    private final Set<Integer> clients = new LinkedHashSet<>();
    private final Set<Integer> bestRounds = new LinkedHashSet<>();
    private final Map<Kind, Set<Double>> bestValues = new LinkedHashMap<>();
    private int members;

    private FirstRound() {}

    /**
     * Collects the facts of a file.
     *
     * @param lastNumbered the greatest round of the series that have numbers; -1 if there are none
     */
    static FirstRound of(JsonNode facts, int lastNumbered) {
        FirstRound first = new FirstRound();
        if (lastNumbered > 0) {
            first.totals.add(lastNumbered);
        }
        first.collect(facts, false, 0);
        return first;
    }

    private void collect(JsonNode object, boolean best, int depth) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (++members > MAX_MEMBERS) {
                return;
            }
            String key = SeriesKeys.normalise(field.getKey());
            JsonNode value = field.getValue();
            boolean ofBest = best || key.startsWith("best") || key.startsWith("max_");
            if (value.isObject() && depth < MAX_DEPTH) {
                collect(value, ofBest, depth + 1);
            } else if (TOTALS.contains(key)) {
                JsonNumbers.round(value).ifPresent(totals::add);
            } else if (INTERVALS.contains(key)) {
                JsonNumbers.round(value).ifPresent(intervals::add);
            } else if (NUMBERS_OF_CLIENTS.contains(key)) {
                JsonNumbers.round(value).ifPresent(clients::add);
            } else if (ofBest && value.isValueNode()) {
                best(field.getKey(), value);
            }
        }
    }

    private void best(String key, JsonNode value) {
        List<String> words = SeriesName.toWords(key);
        Kind kind = SeriesName.of(key).kind();
        Double number = JsonNumbers.value(value);
        if (number == null) {
            return;
        }
        if (words.contains("round") || words.contains("rnd") || words.contains("epoch")) {
            JsonNumbers.round(value).ifPresent(bestRounds::add);
        } else if (kind != Kind.OTHER) {
            bestValues.computeIfAbsent(kind, any -> new LinkedHashSet<>()).add(number);
        }
    }

    /** The number of rounds of a whole training that a row names; empty if it names none. */
    static OptionalInt totalOf(JsonNode row) {
        Set<Integer> totals = new LinkedHashSet<>();
        row.properties().forEach(field -> {
            if (TOTALS.contains(SeriesKeys.normalise(field.getKey()))) {
                JsonNumbers.round(field.getValue()).ifPresent(totals::add);
            }
        });
        return only(totals);
    }

    /** The number of rounds that the file names; empty if it names none, or several. */
    OptionalInt total() {
        return only(totals);
    }

    /** The number of clients that the file names; empty if it names none, or several. */
    OptionalInt clients() {
        return only(clients);
    }

    /** The number of rounds from one evaluation to the next one; empty if it is 1, or unknown. */
    OptionalInt interval() {
        OptionalInt interval = only(intervals);
        return interval.orElse(1) > 1 ? interval : OptionalInt.empty();
    }

    private static OptionalInt only(Set<Integer> numbers) {
        return numbers.size() == 1 ? OptionalInt.of(numbers.iterator().next()) : OptionalInt.empty();
    }

    /**
     * The rounds of {@code size} values of a series that is evaluated every {@link #interval} rounds, of {@code total}.
     * Empty if there is a value for each round.
     *
     * @throws HistoryInvalid if the number of values fits neither case
     */
    Optional<List<Integer>> evaluatedRounds(String name, int size, int total, String source) {
        int every = interval().orElse(1);
        if (every == 1 || size >= total || size == 0) {
            return Optional.empty();
        }
        int last = total / every;
        boolean fromZero = size == last + 1 && total % every == 0;
        if (!fromZero && size != last) {
            throw new HistoryInvalid(
                    source,
                    "'" + name + "' has " + size + " values, for an evaluation every " + every + " of " + total
                            + " rounds. Write the numbers of their rounds beside them: \"rounds\": [...].");
        }
        return Optional.of(IntStream.rangeClosed(fromZero ? 0 : 1, last)
                .map(each -> each * every)
                .boxed()
                .toList());
    }

    /** The first round of lists beside each other. */
    int of(Map<String, JsonNode> lists) {
        Map<String, List<@Nullable Double>> mains = new LinkedHashMap<>();
        List<Integer> trainings = new ArrayList<>();
        int longest = 0;
        for (Map.Entry<String, JsonNode> list : lists.entrySet()) {
            SeriesName name = SeriesName.of(list.getKey());
            if (isPerTraining(list.getKey()) || (name.isMain() && name.scope() == Scope.TRAIN)) {
                trainings.add(list.getValue().size());
            }
            if (name.isMain() && name.scope() != Scope.TRAIN) {
                List<@Nullable Double> values = new ArrayList<>();
                list.getValue().forEach(item -> values.add(JsonNumbers.value(item)));
                mains.put(list.getKey(), values);
                longest = Math.max(longest, values.size());
            }
        }
        int size = longest;
        boolean shorter = !trainings.isEmpty()
                && trainings.stream().allMatch(training -> training == size - 1)
                && mains.values().stream().allMatch(values -> values.size() == size);
        return decide(mains, size, shorter);
    }

    /** Whether the best round shows that the longest of the lists begin with round 0. */
    boolean isBestFromZero(Map<String, JsonNode> lists) {
        FirstRound best = new FirstRound();
        best.bestRounds.addAll(bestRounds);
        best.bestValues.putAll(bestValues);
        return best.of(lists) == 0 && !bestRounds.isEmpty();
    }

    /** The first round of {@code rows}, an object for each round. */
    int of(JsonNode rows) {
        Map<String, List<@Nullable Double>> mains = new LinkedHashMap<>();
        int size = 0;
        for (JsonNode row : rows) {
            for (Map.Entry<String, JsonNode> field : row.properties()) {
                if (SeriesName.of(field.getKey()).isMain()) {
                    List<@Nullable Double> values = mains.computeIfAbsent(field.getKey(), any -> new ArrayList<>());
                    while (values.size() < size) {
                        values.add(null);
                    }
                    values.add(JsonNumbers.value(field.getValue()));
                }
            }
            size++;
        }
        return decide(mains, size, false);
    }

    /** Whether {@code name} belongs to a series that only rounds with a training have. */
    static boolean isPerTraining(String name) {
        return SeriesName.toWords(name).stream().anyMatch(PER_TRAINING::contains);
    }

    private int decide(Map<String, List<@Nullable Double>> mains, int size, boolean shorterTraining) {
        boolean fromZero = totals.contains(size - 1) && size > 1;
        boolean fromOne = totals.contains(size);
        if (fromZero != fromOne) {
            return fromZero ? 0 : 1;
        }
        int zero = 0;
        int one = 0;
        for (Map.Entry<String, List<@Nullable Double>> main : mains.entrySet()) {
            if (main.getValue().size() == size) {
                Set<Integer> best = best(SeriesName.of(main.getKey()).kind(), main.getValue());
                boolean isZero = bestRounds.stream().anyMatch(best::contains);
                boolean isOne = bestRounds.stream().anyMatch(round -> best.contains(round - 1));
                zero += isZero && !isOne ? 1 : 0;
                one += isOne && !isZero ? 1 : 0;
            }
        }
        if ((zero > 0) != (one > 0)) {
            return zero > 0 ? 0 : 1;
        }
        return shorterTraining && !fromOne ? 0 : 1;
    }

    /** The positions of the best value: the one that the file names, or else the highest accuracy or lowest loss. */
    private Set<Integer> best(Kind kind, List<@Nullable Double> values) {
        Set<Double> named = bestValues.getOrDefault(kind, Set.of());
        Double extreme = null;
        for (Double value : values) {
            if (value != null && (extreme == null || (kind == Kind.LOSS ? value < extreme : value > extreme))) {
                extreme = value;
            }
        }
        Double found = extreme;
        Set<Integer> positions = new LinkedHashSet<>();
        for (int i = 0; i < values.size(); i++) {
            Double value = values.get(i);
            boolean wanted = value != null
                    && (named.isEmpty() ? Stream.ofNullable(found) : named.stream())
                            .anyMatch(best -> Math.abs(best - value) <= SAME);
            if (wanted) {
                positions.add(i);
            }
        }
        return positions;
    }
}
