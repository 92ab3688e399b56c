package dev.flsys.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** The lists of numbers beside each other in one object. */
final class ParallelLists {

    private final Map<String, JsonNode> lists = new LinkedHashMap<>();

    void add(String name, JsonNode list) {
        lists.put(name, list);
    }

    /**
     * Enters the lists into {@code table}, one value per round. An accuracy or a loss may be shorter than the axis. Any
     * other list counts only if it has the length of the axis, as it may be no series.
     *
     * @param axis the rounds; an empty one counts from 1 to the end of the longest accuracy or loss
     * @throws HistoryInvalid if an accuracy or a loss is longer than the axis beside it
     */
    void enter(RoundAxis axis, RoundTable table, String source) {
        int longest = lists.entrySet().stream()
                .filter(list -> SeriesName.of(list.getKey()).isMain())
                .mapToInt(list -> list.getValue().size())
                .max()
                .orElse(0);
        RoundAxis rounds = axis.orCounting(longest);
        lists.forEach((name, list) -> {
            boolean main = SeriesName.of(name).isMain();
            if (main && list.size() > rounds.size() && !axis.isInherited()) {
                throw new HistoryInvalid(
                        source, "'" + name + "' has " + list.size() + " values for " + rounds.size() + " rounds.");
            } else if (list.size() == rounds.size() || (main && list.size() < rounds.size())) {
                for (int i = 0; i < list.size(); i++) {
                    table.put(name, rounds.rounds().get(i), JsonNumbers.value(list.get(i)));
                }
            }
        });
    }
}
