package dev.flsys.history.rounds;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.history.rounds.SeriesName.Scope;
import dev.flsys.problem.NearestName;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The lists of numbers beside each other in one object. */
final class ParallelLists {

    private final Map<String, JsonNode> lists = new LinkedHashMap<>();

    void add(String name, JsonNode list) {
        lists.put(name, list);
    }

    /**
     * Enters the lists into {@code table}, one value per round. The axis is the list of the rounds.
     *
     * <ul>
     *   <li>An accuracy or a loss may be shorter than the axis.
     *   <li>Any other list counts only if it has the length of the axis, because it may be no series.
     *   <li>A list that is one value shorter than an axis from round 0 on begins with round 1. It must be of the
     *       training or of the clients, or another list must have a value for round 0.
     *   <li>Lists that are one value longer than an axis from round 1 on begin with round 0. Another list must have the
     *       length of the axis, or the best round must show this.
     *   <li>Lists of evaluations in every n-th round have those rounds.
     * </ul>
     *
     * @param axis the rounds; an empty one counts to the end of the longest accuracy or loss
     * @param first the first round of lists without an axis
     * @throws HistoryInvalid if an accuracy or a loss is longer than the axis beside it
     */
    void enter(RoundAxis axis, FirstRound first, RoundTable table, Experiments experiments) {
        String source = experiments.source();
        enterEvaluations(axis, first, table, experiments);
        int longest = mains().mapToInt(list -> list.getValue().size()).max().orElse(0);
        RoundAxis counted = axis.orCounting(axis.isCounted() ? first.of(lists) : 1, longest);
        boolean initial = !axis.isCounted()
                && !axis.isInherited()
                && longest == axis.size() + 1
                && axis.countsFromOne()
                && (first.isBestFromZero(lists)
                        || lists.entrySet().stream()
                                .anyMatch(list -> list.getValue().size() == axis.size()
                                        && (isMain(list.getKey()) || FirstRound.isPerTraining(list.getKey()))));
        RoundAxis rounds = initial ? counted.withRoundZero() : counted;
        boolean fromZero = rounds.size() > 1 && rounds.rounds().get(0) == 0;
        int expected = Math.max(rounds.size(), axis.isCounted() ? first.total().orElse(0) : 0);
        boolean complete = mains().anyMatch(list -> list.getValue().size() == rounds.size());
        lists.forEach((name, list) -> {
            boolean main = isMain(name);
            boolean late = fromZero && list.size() == rounds.size() - 1 && isLate(name, main && complete);
            if (main && list.size() > rounds.size() && !axis.isInherited()) {
                throw new HistoryInvalid(
                        source, "'" + name + "' has " + list.size() + " values for " + rounds.size() + " rounds.");
            } else if (late || list.size() == rounds.size() || (main && list.size() < rounds.size())) {
                if (main && !late && list.size() < expected - 1) {
                    experiments.addNote("'" + name + "' has " + list.size() + " values for " + expected
                            + " rounds, without numbers of rounds. They are shown from the first round on.");
                }
                put(name, list, rounds.rounds().subList(late ? 1 : 0, rounds.size()), table);
            }
        });
    }

    private static void put(String name, JsonNode list, List<Integer> rounds, RoundTable table) {
        for (int i = 0; i < list.size(); i++) {
            table.put(name, rounds.get(i), JsonNumbers.value(list.get(i)));
        }
    }

    /** Enters and removes the lists of evaluations every few rounds. */
    private void enterEvaluations(RoundAxis axis, FirstRound first, RoundTable table, Experiments experiments) {
        if (first.interval().isEmpty()) {
            return;
        }
        int longest = mains().mapToInt(list -> list.getValue().size()).max().orElse(0);
        int total = axis.isCounted() ? first.total().orElse(longest) : axis.size();
        Set<String> entered = new LinkedHashSet<>();
        lists.forEach((name, list) -> {
            if (isMain(name)) {
                first.evaluatedRounds(name, list.size(), total, experiments.source())
                        .ifPresent(rounds -> {
                            put(name, list, rounds, table);
                            entered.add(name);
                        });
            }
        });
        lists.keySet().removeAll(entered);
        if (axis.isCounted() && total > 0) {
            String every = "an evaluation every " + first.interval().getAsInt() + " rounds";
            if (!entered.isEmpty()) {
                experiments.addNote("The file names " + every + ": these are the rounds of "
                        + NearestName.listed(entered) + ", which have no numbers.");
            } else if (first.total().isEmpty()) {
                experiments.addNote("The file names " + every + ", but no number of rounds. The values are counted from"
                        + " round 1. Write \"rounds\": [...] beside them if this is wrong.");
            }
        }
    }

    private Stream<Map.Entry<String, JsonNode>> mains() {
        return lists.entrySet().stream().filter(list -> isMain(list.getKey()));
    }

    /** Whether the series has no value for round 0: there is no training before round 1. */
    private static boolean isLate(String name, boolean besideComplete) {
        Scope scope = SeriesName.of(name).scope();
        return besideComplete || scope == Scope.TRAIN || scope == Scope.DISTRIBUTED || FirstRound.isPerTraining(name);
    }

    private static boolean isMain(String name) {
        return SeriesName.of(name).isMain()
                || ClientNames.findNamed(name)
                        .filter(named -> SeriesName.of(named.metric()).isMain())
                        .isPresent();
    }
}
