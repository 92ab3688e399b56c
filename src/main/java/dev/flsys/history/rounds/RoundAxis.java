package dev.flsys.history.rounds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The rounds of parallel lists.
 *
 * @param key the key of the list of rounds; empty if the lists are counted
 * @param rounds their numbers, in the order of the lists
 * @param isInherited whether an object around the lists has the list of rounds
 */
public record RoundAxis(String key, List<Integer> rounds, boolean isInherited) {

    /** Scripts that were made for central training call a round {@code epoch}. */
    static final List<String> KEYS =
            List.of(("rounds round server_rounds server_round round_num round_number round_no round_id round_idx "
                            + "round_index rnd current_round communication_rounds communication_round comm_rounds "
                            + "comm_round global_rounds global_round fl_rounds fl_round federated_round global_epoch "
                            + "epochs epoch iteration iter step global_step")
                    .split(" "));

    private static final int FIRST_EPOCH_KEY = KEYS.indexOf("epochs");
    private static final Set<String> EPOCH_KEYS = Set.copyOf(KEYS.subList(FIRST_EPOCH_KEY, KEYS.size()));

    private static final Map<String, Integer> RANKS =
            IntStream.range(0, KEYS.size()).boxed().collect(Collectors.toUnmodifiableMap(KEYS::get, rank -> rank));

    public RoundAxis {
        rounds = List.copyOf(rounds);
    }

    /** No axis: lists count from 1. */
    static RoundAxis counted() {
        return new RoundAxis("", List.of(), false);
    }

    /**
     * The axis among the fields of {@code object}.
     *
     * @throws HistoryInvalid if its items are no rounds
     */
    static Optional<RoundAxis> findIn(JsonNode object, String source) {
        for (String key : rankKeys(object)) {
            JsonNode list = object.path(key);
            if (list.isArray() && !holdsContainers(list)) {
                List<Integer> rounds = new ArrayList<>();
                list.forEach(item -> JsonNumbers.round(item).ifPresent(rounds::add));
                if (rounds.size() == list.size()) {
                    return Optional.of(new RoundAxis(key, rounds, false));
                } else if (rankOf(key) < FIRST_EPOCH_KEY) {
                    throw new HistoryInvalid(source, "'" + key + "' must be a list of whole numbers from 0.");
                }
            }
        }
        return Optional.empty();
    }

    /** The number in {@code item}, an object of one round. */
    public static Optional<JsonNode> numberOf(JsonNode item) {
        return numberOf(item, Set.of());
    }

    /**
     * The number in {@code item}, an object of one round, but not the number of a key in {@code ignored}.
     *
     * @param ignored normalised keys, see {@link SeriesKeys#normalise}
     */
    static Optional<JsonNode> numberOf(JsonNode item, Set<String> ignored) {
        JsonNode found = null;
        int best = KEYS.size();
        for (Map.Entry<String, JsonNode> field : item.properties()) {
            JsonNode number = field.getValue();
            String key = SeriesKeys.normalise(field.getKey());
            boolean possible = number.isValueNode() && !number.isNull() && !ignored.contains(key);
            int rank = possible ? RANKS.getOrDefault(key, KEYS.size()) : KEYS.size();
            if (rank < best) {
                best = rank;
                found = number;
            }
        }
        return Optional.ofNullable(found);
    }

    /** The number of the round in {@code item} under the key of a round, not of an epoch or a step. */
    static Optional<JsonNode> roundOf(JsonNode item) {
        return numberOf(item, EPOCH_KEYS);
    }

    /**
     * The normalised keys of epochs and steps that are not a whole number in some object of {@code rows}. Trainers that
     * log inside an epoch write {@code "epoch": 0.5, "step": 10}.
     */
    static Set<String> findFractionalKeys(JsonNode rows) {
        Set<String> found = new HashSet<>();
        for (JsonNode row : rows) {
            row.properties().forEach(field -> {
                String key = SeriesKeys.normalise(field.getKey());
                boolean counted = RANKS.getOrDefault(key, 0) >= FIRST_EPOCH_KEY;
                if (counted
                        && field.getValue().isNumber()
                        && JsonNumbers.round(field.getValue()).isEmpty()) {
                    found.add(key);
                }
            });
        }
        return found;
    }

    /** The epoch or step of {@code item} inside its round, if it has the number of a round, too; -1 if it has none. */
    static double stepInRound(JsonNode item) {
        double step = -1;
        boolean round = false;
        for (Map.Entry<String, JsonNode> field : item.properties()) {
            int rank = rankOf(field.getKey());
            boolean local = SeriesKeys.normalise(field.getKey()).equals("local_epoch");
            round |= rank < FIRST_EPOCH_KEY;
            if (local || (rank >= FIRST_EPOCH_KEY && rank < KEYS.size())) {
                Double number = JsonNumbers.value(field.getValue());
                step = number == null ? step : Math.max(step, number);
            }
        }
        return round ? step : -1;
    }

    /** Whether the axis counts from 1 without a gap. */
    boolean countsFromOne() {
        return IntStream.range(0, rounds.size()).allMatch(i -> rounds.get(i) == i + 1);
    }

    /** This axis with round 0 before it. */
    RoundAxis withRoundZero() {
        return new RoundAxis(
                key, IntStream.rangeClosed(0, rounds.size()).boxed().toList(), isInherited);
    }

    /** The keys of {@code object} that may hold rounds, the most precise one first. */
    private static List<String> rankKeys(JsonNode object) {
        return object.properties().stream()
                .map(Map.Entry::getKey)
                .filter(RoundAxis::isNumberKey)
                .sorted(Comparator.comparingInt(RoundAxis::rankOf))
                .toList();
    }

    private static int rankOf(String key) {
        return RANKS.getOrDefault(SeriesKeys.normalise(key), KEYS.size());
    }

    /** Whether there is no list of rounds: lists are counted. */
    boolean isCounted() {
        return key.isEmpty();
    }

    /** Whether {@code key} is the key of a round's number. */
    public static boolean isNumberKey(String key) {
        return RANKS.containsKey(SeriesKeys.normalise(key));
    }

    /** Whether this axis was read from the list under the key {@code other}. */
    boolean isFrom(String other) {
        return isNamed() && key.equals(other);
    }

    /** Whether this object itself has the list of rounds. */
    boolean isNamed() {
        return !isInherited && !key.isEmpty();
    }

    /** This axis for the objects inside. */
    RoundAxis inherited() {
        return new RoundAxis(key, rounds, !key.isEmpty());
    }

    /** This axis, or {@code count} rounds from {@code first} on if the lists are counted. */
    RoundAxis orCounting(int first, int count) {
        return key.isEmpty()
                ? new RoundAxis(
                        "", IntStream.range(first, first + count).boxed().toList(), false)
                : this;
    }

    int size() {
        return rounds.size();
    }

    private static boolean holdsContainers(JsonNode list) {
        return list.valueStream().anyMatch(JsonNode::isContainerNode);
    }
}
