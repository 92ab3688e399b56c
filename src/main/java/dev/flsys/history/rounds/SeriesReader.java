package dev.flsys.history.rounds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.flsys.history.rounds.SeriesName.Kind;
import dev.flsys.history.rounds.SeriesName.Scope;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads the series of a history file into a {@link RoundTable}, in one pass. It knows these shapes, at the top or
 * inside {@code history}, a tag or any other object:
 *
 * <ul>
 *   <li>parallel lists, {@code {"rounds":[1,2],"accuracies":[..],"losses":[..]}}; without {@code rounds} they count
 *       from 1
 *   <li>pairs, {@code {"losses_centralized":[[0,2.3],[1,1.9]]}}, and
 *       {@code {"metrics_centralized":{"accuracy":[[1,0.5]]}}}: {@code flwr.server.history.History}
 *   <li>lists of clients, {@code {"client_accuracies":[[..],[..]]}}: {@link ClientLists}
 *   <li>a list of rounds, {@code [{"round":1,"loss":..}]}, {@code {"rounds":[{..}]}}, {@code {"tag":[{"round":1,..}]}}
 *   <li>a table of pandas: {@link PandasTable}
 *   <li>an object of rounds, {@code {"1":{"train_loss":..}}}, {@code {"round_1":{..}}}, {@code {"loss":{"1":0.5}}}:
 *       also the metrics of {@code flwr.serverapp.strategy.Result}
 * </ul>
 *
 * All other shapes are ignored, and so are objects below {@link #MAX_DEPTH}.
 */
public final class SeriesReader {

    static final int MAX_DEPTH = 16;

    /** The length of the longest name of a metric. Objects below longer names are ignored. */
    static final int MAX_NAME = 200;

    /** The scopes of {@code metrics_centralized}, {@code metrics_distributed} and {@code metrics_distributed_fit}. */
    private static final Set<Scope> FLOWER_SCOPES = EnumSet.of(Scope.CENTRALIZED, Scope.DISTRIBUTED, Scope.TRAIN);

    private final RoundTable table;
    private final Experiments experiments;
    private final String source;
    private final Map<String, SeriesName> names = new HashMap<>();
    private final List<ParallelLists> counted = new ArrayList<>();
    private final List<CountedList> countedRecords = new ArrayList<>();
    private final List<ClientLists> clientLists = new ArrayList<>();
    private FirstRound axisFacts = FirstRound.UNKNOWN;

    /**
     * Objects without the numbers of their rounds.
     *
     * @param likely whether the list has the key of a history
     */
    private record CountedList(String name, JsonNode list, int depth, boolean likely) {}

    SeriesReader(RoundTable table, Experiments experiments) {
        this.table = table;
        this.experiments = experiments;
        this.source = experiments.source();
    }

    /**
     * @param facts the object that may have the number of rounds
     * @throws HistoryInvalid if {@code root} is no object and no list, its rounds or values are of the wrong type, or
     *     the experiment of the model is undecided
     */
    void readRoot(JsonNode root, JsonNode facts) {
        axisFacts = FirstRound.of(facts, -1);
        readSeries(root);
        FirstRound first = FirstRound.of(facts, table.lastRound());
        counted.forEach(lists -> lists.enter(RoundAxis.counted(), first, table, experiments));
        boolean known = table.hasMain();
        for (CountedList objects : countedRecords) {
            if (objects.likely() || !known) {
                RoundRecords records = new RoundRecords(experiments);
                JsonNode rows = records.selectNewest(records.selectExperiment(objects.list()));
                records.addCounted(objects.name(), rows, first, objects.depth() + 1);
                records.enter(table);
            }
        }
        clientLists.forEach(lists -> lists.enter(first, table, experiments));
    }

    private void readSeries(JsonNode root) {
        if (root.isMissingNode()) {
            throw invalid("It is empty.");
        } else if (root.isObject()) {
            readObject("", root, RoundAxis.counted(), 0);
        } else if (root.isArray()) {
            recogniseEmpty("", root);
            readRecords("", "history", root, 0);
        } else {
            throw invalid("It must hold an object or a list.");
        }
    }

    private void readObject(String name, JsonNode written, RoundAxis outerAxis, int depth) {
        if (depth > MAX_DEPTH || name.length() > MAX_NAME) {
            return;
        }
        Optional<ArrayNode> rows = PandasTable.findRows(written, experiments);
        if (rows.isPresent()) {
            recogniseEmpty("", rows.get());
            readRecords(name, "history", rows.get(), depth);
            return;
        }
        JsonNode object = PandasTable.asLists(written);
        RoundAxis axis = RoundAxis.findIn(object, source).orElse(outerAxis);
        if (axis.isNamed()) {
            table.recognise();
            axis.rounds().forEach(table::round);
        }
        boolean roundKeyed =
                name(name).scope() != Scope.PART || ClientNames.clientOf(name).isPresent();
        ParallelLists lists = new ParallelLists();
        RoundRecords rounds = new RoundRecords(experiments);
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String key = field.getKey();
            JsonNode value = field.getValue();
            OptionalInt round = roundKeyed ? JsonNumbers.round(key) : OptionalInt.empty();
            if (round.isPresent()) {
                readKeyed(name, round.getAsInt(), value, rounds, depth);
            } else if (value.isObject() && ClientNames.isGroup(key)) {
                readClients(name, key, value, lists, axis, depth);
            } else if (value.isObject() && !TrainingFacts.isParameters(key)) {
                readObject(SeriesName.nameInside(name, key), value, axis.inherited(), depth + 1);
            } else if (value.isArray() && !axis.isFrom(key)) {
                list(name, key, value, lists, axis, depth);
            } else if (name.isEmpty()) {
                checkContract(key, value);
            }
        }
        rounds.enter(table);
        if (axis.isCounted()) {
            counted.add(lists);
        } else {
            lists.enter(axis, axisFacts, table, experiments);
        }
    }

    /** {@code {"clients": {"0": {"accuracy": [..]}}}} and {@code {"client_accuracies": {"0": [..]}}}. */
    private void readClients(String outer, String key, JsonNode group, ParallelLists lists, RoundAxis axis, int depth) {
        String metric = SeriesName.nameInside(outer, ClientNames.nameOfGroup(key));
        for (Map.Entry<String, JsonNode> client : group.properties()) {
            String id = ClientNames.clientOf(client.getKey()).orElse(client.getKey());
            String name =
                    ClientNames.seriesName(id, metric.isEmpty() ? "" : metric).replaceFirst("_$", "");
            if (client.getValue().isObject()) {
                readObject(name, client.getValue(), axis.inherited(), depth + 1);
            } else if (client.getValue().isArray()) {
                list(name, "", client.getValue(), lists, axis, depth + 1);
            }
        }
    }

    /** {@code {"1": {"loss": 0.5}}}, or {@code {"1": 0.5}} if {@code name} is the name of a series. */
    private void readKeyed(String name, int round, JsonNode value, RoundRecords rounds, int depth) {
        if (value.isObject()) {
            rounds.add(name, round, value, depth + 1);
        } else if (name(name).kind() != Kind.OTHER && JsonNumbers.isValue(value)) {
            table.put(name, round, JsonNumbers.value(value));
        }
    }

    private void list(String outer, String key, JsonNode list, ParallelLists lists, RoundAxis axis, int depth) {
        String name = SeriesName.nameInside(outer, key);
        Optional<ClientLists> ofClients = ClientLists.findIn(outer, key, list, axis);
        if (list.isEmpty()) {
            recogniseEmpty(key, list);
        } else if (ofClients.isPresent()) {
            clientLists.add(ofClients.get());
        } else if (allMatch(list, SeriesReader::isPair) && !isMatrix(name(name), list)) {
            RoundRecords rounds = new RoundRecords(experiments);
            list.forEach(pair -> readPair(name, pair, rounds, depth));
            rounds.enter(table);
        } else if (allMatch(list, JsonNumbers::isValue)) {
            if (!name.isEmpty()) {
                lists.add(name, list);
            }
        } else if (anyMatch(list, JsonNode::isObject)) {
            readRecords(name, key, list, depth);
        } else if (name(name).scope() == Scope.CONTRACT
                || (name(name).isMain() && anyMatch(list, JsonNode::isTextual))) {
            throw invalid("'" + key + "' must be a list of numbers.");
        }
    }

    private void readPair(String name, JsonNode pair, RoundRecords rounds, int depth) {
        int round = JsonNumbers.round(pair.get(0)).orElseThrow();
        if (pair.get(1).isObject()) {
            rounds.add(name, round, pair.get(1), depth + 1);
        } else if (!name.isEmpty()) {
            table.put(name, round, JsonNumbers.value(pair.get(1)));
        }
    }

    /** Objects of one round each. They are counted if they have no numbers but are clearly a history. */
    private void readRecords(String name, String key, JsonNode list, int depth) {
        if (anyMatch(list, item -> RoundAxis.numberOf(item).isPresent())) {
            RoundRecords records = new RoundRecords(experiments);
            records.addNumbered(name, list, depth + 1);
            records.enter(table);
        } else if (SeriesName.isWrapper(key) && anyMatch(list, SeriesReader::hasMain)) {
            countedRecords.add(new CountedList(name, list, depth, true));
        } else if (name(name).scope() == Scope.CONTRACT) {
            throw invalid("'" + key + "' must be a list of numbers.");
        } else if (!ClientNames.isGroup(key) && anyMatch(list, SeriesReader::hasMainValue)) {
            countedRecords.add(new CountedList(name, list, depth, false));
        }
    }

    private void checkContract(String key, JsonNode value) {
        boolean contract = name(key).scope() == Scope.CONTRACT;
        boolean countOfRounds = key.equals("rounds") && value.isNumber();
        if ((contract || key.equals("rounds")) && !value.isContainerNode() && !value.isNull() && !countOfRounds) {
            throw invalid("'" + key + "' must be a list.");
        }
    }

    private void recogniseEmpty(String key, JsonNode list) {
        if (list.isEmpty()
                && (key.isEmpty() || SeriesName.isWrapper(key) || name(key).isMain())) {
            table.recognise();
        }
    }

    private SeriesName name(String name) {
        return names.computeIfAbsent(name, SeriesName::of);
    }

    private static boolean hasMain(JsonNode item) {
        return item.properties().stream()
                .anyMatch(field -> SeriesName.of(field.getKey()).isMain()
                        || field.getValue().isObject());
    }

    private static boolean hasMainValue(JsonNode item) {
        return item.properties().stream()
                .anyMatch(field -> SeriesName.of(field.getKey()).isMain()
                        && field.getValue().isNumber());
    }

    private static boolean isPair(JsonNode item) {
        return item.isArray()
                && item.size() == 2
                && JsonNumbers.round(item.get(0)).isPresent()
                && (item.get(1).isObject() || JsonNumbers.isValue(item.get(1)));
    }

    /**
     * Whether the pairs are a confusion matrix of two classes: pairs of counts under a name that Flower does not use.
     */
    private static boolean isMatrix(SeriesName name, JsonNode pairs) {
        return name.kind() == Kind.OTHER
                && !FLOWER_SCOPES.contains(name.scope())
                && allMatch(pairs, pair -> JsonNumbers.round(pair.get(1)).isPresent());
    }

    private static boolean allMatch(JsonNode list, Predicate<JsonNode> is) {
        return list.valueStream().allMatch(is);
    }

    private static boolean anyMatch(JsonNode list, Predicate<JsonNode> is) {
        return list.valueStream().anyMatch(is);
    }

    private HistoryInvalid invalid(String reason) {
        return new HistoryInvalid(source, reason);
    }
}
