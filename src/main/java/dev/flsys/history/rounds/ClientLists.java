package dev.flsys.history.rounds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Lists of clients without their ids: a list for each client, or a list for each round. The number of rounds decides
 * between the two, or else the number of clients. Clients are counted from 0.
 *
 * @param key the key in the file
 * @param metric the name of the series
 * @param named whether the key identifies the values as those of clients
 * @param rows lists of numbers, at least one
 * @param axis the rounds beside them
 */
record ClientLists(String key, String metric, boolean named, JsonNode rows, RoundAxis axis) {

    /** The lists under {@code key}; empty if the value is something else. */
    static Optional<ClientLists> findIn(String outer, String key, JsonNode rows, RoundAxis axis) {
        boolean named = ClientNames.isGroup(key);
        String metric = SeriesName.nameInside(outer, named ? ClientNames.nameOfGroup(key) : key);
        boolean lists = SeriesName.of(metric).isMain()
                && allMatch(rows, row -> row.isArray() && !row.isEmpty() && allMatch(row, JsonNumbers::isValue));
        boolean pairs = allMatch(
                rows, row -> row.size() == 2 && JsonNumbers.round(row.path(0)).isPresent());
        return lists && (!pairs || (named && !isAscending(rows)))
                ? Optional.of(new ClientLists(key, metric, named, rows, axis))
                : Optional.empty();
    }

    /** Whether the first values are rounds one after the other. */
    private static boolean isAscending(JsonNode pairs) {
        return IntStream.range(1, pairs.size())
                .allMatch(i -> JsonNumbers.round(pairs.path(i).path(0)).orElse(-1)
                        > JsonNumbers.round(pairs.path(i - 1).path(0)).orElse(-1));
    }

    /**
     * Enters a series for each client. If the lists are of the clients that were chosen in each round, which have no
     * ids, only their mean is entered.
     *
     * @throws HistoryInvalid if neither the rounds nor the clients show the meaning of the lists, and the table has no
     *     other accuracy or loss
     */
    void enter(FirstRound facts, RoundTable table, Experiments experiments) {
        List<Integer> rounds = findRounds(facts, table);
        OptionalInt clients = facts.clients();
        boolean known = !rounds.isEmpty() || clients.isPresent();
        IntPredicate ofRounds = size -> known && (rounds.isEmpty() || size == rounds.size());
        IntPredicate ofClients = size -> known && (clients.isEmpty() || size == clients.getAsInt());
        boolean byRound = ofRounds.test(rows.size()) && allMatch(rows, row -> ofClients.test(row.size()));
        boolean byClient = ofClients.test(rows.size()) && allMatch(rows, row -> ofRounds.test(row.size()));
        boolean chosen = rows.size() == rounds.size() && allMatch(rows, row -> row.size() < clients.orElse(0));
        if ((byRound == byClient && !chosen) || (!named && clients.isEmpty())) {
            addUndecided(table, experiments);
            return;
        }
        for (int row = 0; row < rows.size(); row++) {
            JsonNode values = rows.path(row);
            for (int column = 0; !chosen && column < values.size(); column++) {
                int at = byRound ? row : column;
                String client = String.valueOf(byRound ? column : row);
                int round = rounds.isEmpty() ? at + 1 : rounds.get(at);
                table.put(ClientNames.seriesName(client, metric), round, JsonNumbers.value(values.path(column)));
            }
            if (chosen) {
                OptionalDouble mean = values.valueStream()
                        .map(JsonNumbers::value)
                        .filter(Objects::nonNull)
                        .mapToDouble(Double::doubleValue)
                        .average();
                table.put(metric, rounds.get(row), mean.isPresent() ? (Double) mean.getAsDouble() : null);
            }
        }
    }

    private void addUndecided(RoundTable table, Experiments experiments) {
        String reason = "'" + key + "' is a list of " + rows.size()
                + " lists, and the file does not show whether each is of a client or of a round. Write an object with a"
                + " list for each client: \"client_" + metric + "\": {\"0\": [...], \"1\": [...]}.";
        if (!table.hasMain()) {
            throw new HistoryInvalid(experiments.source(), reason);
        }
        experiments.addNote("Not shown: " + reason);
    }

    /** The rounds beside the lists, or else the rounds of the other series; empty if they are unknown. */
    private List<Integer> findRounds(FirstRound facts, RoundTable table) {
        if (!axis.isCounted()) {
            return axis.rounds();
        }
        return !table.rounds().isEmpty()
                ? table.rounds()
                : IntStream.rangeClosed(1, facts.total().orElse(0)).boxed().toList();
    }

    private static boolean allMatch(JsonNode list, Predicate<JsonNode> is) {
        return !list.isEmpty() && list.valueStream().allMatch(is);
    }
}
