package dev.flsys.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The rounds of parallel lists.
 *
 * @param key the key of the list of rounds; empty if the lists are counted
 * @param rounds their numbers, in the order of the lists
 * @param isInherited whether an object around the lists has the list of rounds
 */
record RoundAxis(String key, List<Integer> rounds, boolean isInherited) {

    /** Scripts that were made for central training call a round {@code epoch}. */
    static final List<String> KEYS = List.of(
            "rounds", "round", "server_rounds", "server_round", "round_num", "round_number", "rnd", "epochs", "epoch");

    private static final int FIRST_EPOCH_KEY = KEYS.indexOf("epochs");

    RoundAxis {
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
    static Optional<RoundAxis> in(JsonNode object, String source) {
        for (String key : KEYS) {
            JsonNode list = object.path(key);
            if (list.isArray() && !holdsContainers(list)) {
                List<Integer> rounds = new ArrayList<>();
                list.forEach(item -> JsonNumbers.round(item).ifPresent(rounds::add));
                if (rounds.size() == list.size()) {
                    return Optional.of(new RoundAxis(key, rounds, false));
                } else if (KEYS.indexOf(key) < FIRST_EPOCH_KEY) {
                    throw new HistoryInvalid(source, "'" + key + "' must be a list of whole numbers from 0.");
                }
            }
        }
        return Optional.empty();
    }

    /** The number in {@code item}, an object of one round. */
    static Optional<JsonNode> numberOf(JsonNode item) {
        return KEYS.stream()
                .map(item::path)
                .filter(number -> number.isValueNode() && !number.isNull())
                .findFirst();
    }

    /** Whether {@code key} is that of a round's number. */
    static boolean isNumberKey(String key) {
        return KEYS.contains(key);
    }

    /** Whether the axis is the list under the key {@code other}. */
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

    /** This axis, or the rounds 1 to {@code count} if the lists are counted. */
    RoundAxis orCounting(int count) {
        return key.isEmpty()
                ? new RoundAxis("", IntStream.rangeClosed(1, count).boxed().toList(), false)
                : this;
    }

    int size() {
        return rounds.size();
    }

    private static boolean holdsContainers(JsonNode list) {
        for (JsonNode item : list) {
            if (item.isContainerNode()) {
                return true;
            }
        }
        return false;
    }
}
