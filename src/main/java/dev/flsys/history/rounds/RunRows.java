package dev.flsys.history.rounds;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Rows of rounds in the order of a file, for the whole model and for clients.
 *
 * <p>A row may have a value for a round that already has one, after rows of later rounds. If the round is the first
 * one, the row begins a new training, and all values before it are removed. Otherwise the row continues a training that
 * was resumed, and the values from this round on are removed. Two different values for a round in neighbouring rows are
 * an error.
 *
 * <p>A series that only clients have becomes the mean of the clients in each round, weighted by their examples if all
 * of them have some.
 */
public final class RunRows {

    /** Maximum number of values. */
    private static final int MAX_VALUES = 4_000_000;

    /** Beyond this number of cells, only the means of the clients are kept. */
    private static final int MAX_CLIENT_CELLS = RoundTable.MAX_CELLS / 2;

    /** Words of columns that describe a row and are no metric. */
    private static final Set<String> BOOKKEEPING =
            Set.of(("time times timestamp date datetime seconds sec duration elapsed epoch epochs step steps batch "
                            + "iteration wall index idx version port pid")
                    .split(" "));

    private final Experiments experiments;
    private final Map<String, Map<String, Series>> clients = new LinkedHashMap<>();
    private final Map<String, Map<Integer, Double>> weights = new LinkedHashMap<>();
    private final Set<String> names = new LinkedHashSet<>();
    private final TreeSet<Integer> rounds = new TreeSet<>();
    private final Map<String, Boolean> described = new LinkedHashMap<>();
    private int values;
    private int trainings = 1;

    /** The values of one series. */
    private static final class Series {
        private final NavigableMap<Integer, Double> values = new TreeMap<>();
        private int last = -1;
        private double lastStep = -1;
    }

    public RunRows(Experiments experiments) {
        this.experiments = experiments;
    }

    /**
     * Adds a row.
     *
     * @param round from 0
     * @param client {@link ClientNames#MODEL} for the whole model
     * @param row values by series, null for none
     * @param weight the number of examples; null if unknown
     * @param step the epoch inside the round; -1 if there is none. A later epoch of a round replaces the earlier one.
     * @throws HistoryInvalid if a value contradicts the row before, or the file has too many values
     */
    public void add(int round, String client, Map<String, @Nullable Double> row, @Nullable Double weight, double step) {
        makeRoom(round, client, row, step);
        rounds.add(round);
        names.addAll(row.keySet());
        if (weight != null && !client.isEmpty()) {
            weights.computeIfAbsent(client, any -> new LinkedHashMap<>()).put(round, weight);
        }
        Map<String, Series> clientSeries = clients.computeIfAbsent(client, any -> new LinkedHashMap<>());
        for (Map.Entry<String, @Nullable Double> cell : row.entrySet()) {
            Double value = cell.getValue();
            if (value != null) {
                Series series = clientSeries.computeIfAbsent(cell.getKey(), any -> new Series());
                series.values.put(round, value);
                series.last = round;
                series.lastStep = step;
                values++;
            }
        }
        if (values > MAX_VALUES) {
            throw new HistoryInvalid(experiments.source(), "It has more than " + MAX_VALUES + " values.");
        }
    }

    private void makeRoom(int round, String client, Map<String, @Nullable Double> row, double step) {
        Map<String, Series> clientSeries = clients.getOrDefault(client, Map.of());
        String repeated = "";
        for (Map.Entry<String, @Nullable Double> cell : row.entrySet()) {
            Series series = clientSeries.get(cell.getKey());
            Double before = series == null ? null : series.values.get(round);
            if (series != null && before != null && cell.getValue() != null && !describes(cell.getKey())) {
                if (round < series.last) {
                    if (round <= Math.max(1, rounds.first())) {
                        restart();
                    } else {
                        clients.values().forEach(all -> all.values()
                                .forEach(one -> one.values.tailMap(round, true).clear()));
                        rounds.tailSet(round, true).clear();
                        experiments.addNote("The training was resumed at round " + round
                                + ". The values of the later attempt are shown.");
                    }
                    return;
                } else if (!before.equals(cell.getValue()) && !(round == series.last && step > series.lastStep)) {
                    repeated = cell.getKey();
                }
            }
        }
        if (!repeated.isEmpty()) {
            throw new HistoryInvalid(
                    experiments.source(),
                    "'" + repeated + "' has several values for round " + round
                            + (client.isEmpty()
                                    ? ", and no column says of which client or experiment they are. Write client_id or experiment"
                                            + " into each row."
                                    : " of client '" + client + "'. Write one row per client and round."));
        }
    }

    private void restart() {
        clients.clear();
        weights.clear();
        rounds.clear();
        trainings++;
    }

    private boolean describes(String name) {
        return described.computeIfAbsent(
                name, any -> SeriesName.toWords(name).stream().anyMatch(BOOKKEEPING::contains));
    }

    /** Enters the series into {@code table}. */
    public void enter(RoundTable table) {
        if (trainings > 1) {
            experiments.addNote("The file holds " + trainings + " trainings. The newest one is shown.");
        }
        rounds.forEach(table::round);
        Map<String, Series> model = clients.getOrDefault(ClientNames.MODEL, Map.of());
        long cells = (long) rounds.size() * names.size() * clients.size();
        if (cells > MAX_CLIENT_CELLS) {
            experiments.addNote("The series of the single clients are left out, because there are more than "
                    + MAX_CLIENT_CELLS + " values.");
        }
        for (String name : names) {
            if (!isOfClients(name) || model.containsKey(name)) {
                enter(name, model.get(name), table);
            } else {
                enterMean(name, table);
            }
            boolean same = SeriesName.of(name).scope() == SeriesName.Scope.CENTRALIZED && isSame(name);
            if (cells <= MAX_CLIENT_CELLS && !same) {
                clients.forEach((client, series) -> {
                    if (!client.isEmpty() && series.containsKey(name)) {
                        enter(ClientNames.seriesName(client, name), series.get(name), table);
                    }
                });
            }
        }
    }

    private void enter(String name, @Nullable Series series, RoundTable table) {
        table.addSeries(name);
        if (series != null) {
            series.values.forEach((round, value) -> table.put(name, round, value));
        }
    }

    private boolean isOfClients(String name) {
        return clients.entrySet().stream()
                .anyMatch(client ->
                        !client.getKey().isEmpty() && client.getValue().containsKey(name));
    }

    /** Whether all clients have the same value in each round, such as a value of the server that every row repeats. */
    private boolean isSame(String name) {
        for (Integer round : rounds) {
            Set<Double> distinct = new LinkedHashSet<>();
            clients.values().forEach(series -> {
                Double value =
                        series.containsKey(name) ? series.get(name).values.get(round) : null;
                if (value != null) {
                    distinct.add(value);
                }
            });
            if (distinct.size() > 1) {
                return false;
            }
        }
        return true;
    }

    private void enterMean(String name, RoundTable table) {
        boolean sum = ClientNames.isWeight(name);
        table.addSeries(name);
        for (Integer round : rounds) {
            double total = 0;
            double weighted = 0;
            double weight = 0;
            int count = 0;
            boolean all = true;
            for (Map.Entry<String, Map<String, Series>> client : clients.entrySet()) {
                Series series =
                        client.getKey().isEmpty() ? null : client.getValue().get(name);
                Double value = series == null ? null : series.values.get(round);
                if (value != null) {
                    Double examples =
                            weights.getOrDefault(client.getKey(), Map.of()).get(round);
                    all &= examples != null;
                    weight += examples == null ? 0 : examples;
                    weighted += examples == null ? 0 : examples * value;
                    total += value;
                    count++;
                }
            }
            if (count > 0) {
                double mean = all && weight > 0 ? weighted / weight : total / count;
                table.put(name, round, sum ? total : mean);
            }
        }
    }
}
