package dev.flsys.history.rounds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.flsys.history.rounds.SeriesName.Kind;
import dev.flsys.history.rounds.SeriesName.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads objects of one round each into {@link RunRows}. An object may be a row of:
 *
 * <ul>
 *   <li>one client ({@code client_id})
 *   <li>one experiment ({@code strategy}, {@code seed})
 *   <li>one data set ({@code phase})
 *   <li>one metric ({@code metric} and {@code value})
 * </ul>
 *
 * <p>An object may also contain objects of clients.
 */
final class RoundRecords {

    private static final Set<String> PHASES =
            Set.of("phase stage split mode event kind set subset eval_type type role scope source origin".split(" "));

    private static final Set<String> METRICS =
            Set.of("metric", "metric_name", "metricname", "key", "tag", "variable", "series", "measure");

    private static final Set<String> VALUES = Set.of("value", "metric_value", "metricvalue");

    /** Words of columns that have an argument of the training, which is the same in all of its rounds. */
    private static final Set<String> ARGUMENTS = Set.of(
            "alpha",
            "batch",
            "beta",
            "dropout",
            "fraction",
            "momentum",
            "mu",
            "multiplier",
            "optimizer",
            "ratio",
            "seed");

    private static final Pattern SUMMARY = Pattern.compile("\\p{L}[\\p{L} ._-]{0,39}");

    private final RunRows rows;
    private final Experiments experiments;
    private final Map<String, SeriesName> names = new HashMap<>();
    private final Map<Integer, Integer> nameless = new HashMap<>();

    RoundRecords(Experiments experiments) {
        this.experiments = experiments;
        this.rows = new RunRows(experiments);
    }

    /** Enters everything that was added into {@code table}. */
    void enter(RoundTable table) {
        rows.enter(table);
    }

    /**
     * Adds the objects of {@code list} that have the number of a round. Only objects of one experiment are added. If
     * epochs are fractions, the steps are the rounds.
     *
     * @throws HistoryInvalid if a number is no round, or the experiment is undecided
     */
    void addNumbered(String name, JsonNode list, int depth) {
        JsonNode rows = selectExperiment(list);
        Set<String> fractional = RoundAxis.findFractionalKeys(rows);
        for (JsonNode item : rows) {
            Optional<JsonNode> number = RoundAxis.numberOf(item, fractional).or(() -> RoundAxis.numberOf(item));
            if (number.isPresent() && isSummary(number.get())) {
                experiments.addNote(
                        "The row '" + number.get().asText().strip() + "' is left out, as it has no number of a round.");
            } else if (number.isPresent()) {
                add(name, roundOf(number.get()), item, depth);
            }
        }
    }

    /** Whether a text without a digit is in the place of a round, such as {@code average}. */
    private static boolean isSummary(JsonNode number) {
        return number.isTextual() && SUMMARY.matcher(number.textValue().strip()).matches();
    }

    private int roundOf(JsonNode number) {
        OptionalInt named = number.isTextual() ? JsonNumbers.round(number.textValue()) : OptionalInt.empty();
        OptionalInt round = named.isPresent() ? named : JsonNumbers.round(number);
        return round.orElseThrow(() -> invalid("A round must be a whole number from 0."));
    }

    /**
     * Adds the objects of {@code list} as rounds. {@code facts} decides the number of the first round.
     *
     * @throws HistoryInvalid if they are rows of clients, or the experiment is undecided
     */
    void addCounted(String name, JsonNode list, FirstRound facts, int depth) {
        requireNoNames(list);
        int first = facts.of(list);
        List<Integer> rounds = facts.total().isEmpty()
                ? List.of()
                : facts.evaluatedRounds(
                                name.isEmpty() ? "history" : name,
                                list.size(),
                                facts.total().getAsInt(),
                                experiments.source())
                        .orElse(List.of());
        int at = 0;
        for (JsonNode item : list) {
            int round = rounds.isEmpty() ? first + at : rounds.get(at);
            if (item.isObject()) {
                String client = ClientNames.of(item);
                if (client != null && !client.isEmpty()) {
                    throw invalid("Its rows have a client but no round. Write the round into each row.");
                }
                add(name, round, item, depth);
            }
            at++;
        }
    }

    /** Refuses rows that begin with different names, such as those of a table of models or thresholds. */
    private void requireNoNames(JsonNode list) {
        String key = list.path(0).isObject() && !list.path(0).isEmpty()
                ? list.path(0).fieldNames().next()
                : "";
        boolean other = PHASES.contains(SeriesKeys.normalise(key)) || METRICS.contains(SeriesKeys.normalise(key));
        if (list.size() < 2 || key.isEmpty() || other) {
            return;
        }
        Set<String> found = new LinkedHashSet<>();
        for (JsonNode row : list) {
            if (!row.path(key).isTextual() || !found.add(row.path(key).textValue())) {
                return;
            }
        }
        Optional<String> name = found.stream()
                .filter(each -> SUMMARY.matcher(each.strip()).matches())
                .findFirst();
        if (name.isPresent()) {
            throw invalid("Its rows are no rounds: '" + key + "' names them ('"
                    + name.get().strip() + "'). Write the number of the round into each row, in a column round.");
        }
    }

    /**
     * The rows of the last training in {@code list}, whose rows have no number of a round, but the number of all rounds
     * of their training. All rows if there is one training.
     *
     * @throws HistoryInvalid if the last rows are no complete training
     */
    JsonNode selectNewest(JsonNode list) {
        JsonNode last = list.path(list.size() - 1);
        OptionalInt total = FirstRound.totalOf(last);
        // One row more may be the evaluation before the first round.
        if (total.isEmpty() || total.getAsInt() < 1 || list.size() <= total.getAsInt() + 1) {
            return list;
        }
        int begin = list.size() - total.getAsInt();
        for (int i = begin; i < list.size(); i++) {
            if (!total.equals(FirstRound.totalOf(list.get(i)))
                    || !arguments(list.get(i)).equals(arguments(last))) {
                throw invalid("Its rows belong to several trainings and have no number of a round. Write the round into"
                        + " each row, in a column round.");
            }
        }
        ArrayNode newest = JsonNodeFactory.instance.arrayNode();
        for (int i = begin; i < list.size(); i++) {
            newest.add(list.get(i));
        }
        experiments.addNote("The file has " + list.size() + " rows without the number of a round, and trainings of "
                + total.getAsInt() + " rounds. The last " + newest.size() + " rows are shown.");
        return newest;
    }

    /** The arguments of the training that a row repeats. */
    private static Map<String, String> arguments(JsonNode row) {
        Map<String, String> arguments = new LinkedHashMap<>();
        row.properties().forEach(field -> {
            if (SeriesName.toWords(field.getKey()).stream().anyMatch(ARGUMENTS::contains)) {
                arguments.put(field.getKey(), field.getValue().asText());
            }
        });
        return arguments;
    }

    /** The rows of the experiment of the model; all rows if there is one experiment. */
    JsonNode selectExperiment(JsonNode list) {
        Map<String, Set<String>> values = new LinkedHashMap<>();
        for (JsonNode item : list) {
            Experiments.keysIn(item).forEach((key, value) -> values.computeIfAbsent(key, any -> new LinkedHashSet<>())
                    .add(value));
        }
        JsonNode left = list;
        for (String key : values.keySet()) {
            Set<String> here = new LinkedHashSet<>();
            left.forEach(item ->
                    Optional.ofNullable(Experiments.keysIn(item).get(key)).ifPresent(here::add));
            // A number that is different in each row is a measured value.
            if (here.size() > 1 && !isMeasured(key, left)) {
                String chosen = experiments.choose(key, here);
                ArrayNode kept = JsonNodeFactory.instance.arrayNode();
                left.forEach(item -> {
                    if (chosen.equals(Experiments.keysIn(item).getOrDefault(key, chosen))) {
                        kept.add(item);
                    }
                });
                left = kept;
            }
        }
        return left;
    }

    /** Whether the values of {@code key} change from round to round while no round has two. */
    private static boolean isMeasured(String key, JsonNode list) {
        Set<Integer> rounds = new LinkedHashSet<>();
        Set<String> values = new LinkedHashSet<>();
        int rows = 0;
        for (JsonNode item : list) {
            String value = Experiments.keysIn(item).get(key);
            Optional<JsonNode> number = RoundAxis.numberOf(item);
            if (value != null && number.isPresent()) {
                rows++;
                values.add(value);
                JsonNumbers.round(number.get()).ifPresent(rounds::add);
            }
        }
        return rows > 1
                && rounds.size() == rows
                && values.size() == rows
                && SeriesKeys.normalise(key).contains("seed");
    }

    /** Adds one object. */
    void add(String name, int round, JsonNode record, int depth) {
        String client = ClientNames.of(record);
        if ("client".equals(client)) {
            client = "no_" + nameless.merge(round, 1, Integer::sum);
        }
        add(name, round, client == null ? ClientNames.MODEL : client, record, depth);
    }

    private void add(String name, int round, String client, JsonNode record, int depth) {
        Map<String, @Nullable Double> row = new LinkedHashMap<>();
        Optional<String> metric = metricOf(record);
        if (metric.isPresent()) {
            String series = SeriesName.nameInside(nameInPhase(name, phaseOf(record), metric.get()), metric.get());
            row.put(series, JsonNumbers.value(record.path(valueKey(record))));
        } else {
            read(name, phaseOf(record), round, record, row, depth);
        }
        rows.add(round, client, row, ClientNames.weight(record), RoundAxis.stepInRound(record));
    }

    private void read(
            String name, String phase, int round, JsonNode record, Map<String, @Nullable Double> row, int depth) {
        if (depth > SeriesReader.MAX_DEPTH || name.length() > SeriesReader.MAX_NAME) {
            return;
        }
        for (Map.Entry<String, JsonNode> field : record.properties()) {
            String key = field.getKey();
            JsonNode value = field.getValue();
            if (value.isContainerNode() && isOfClients(key, value)) {
                addClients(name, round, key, value, depth);
                continue;
            }
            String inner = SeriesName.nameInside(nameInPhase(name, phase, key), key);
            boolean main = names.computeIfAbsent(inner, SeriesName::of).isMain();
            boolean named = !RoundAxis.isNumberKey(key) && !inner.isEmpty() && !isLabel(key, value);
            if (value.isObject()) {
                read(inner, "", round, value, row, depth + 1);
            } else if (named && (value.isNumber() || (main && JsonNumbers.isValue(value)))) {
                row.put(inner, JsonNumbers.value(value));
            } else if (named && main && value.isTextual()) {
                throw invalid("'" + inner + "' of round " + round + " must be a number.");
            }
        }
    }

    /** Whether {@code value} holds an object or a number for each of several clients. */
    private static boolean isOfClients(String key, JsonNode value) {
        if (ClientNames.clientOf(key).isPresent()) {
            return value.isObject();
        }
        if (!ClientNames.isGroup(key) || value.isEmpty()) {
            return false;
        }
        boolean numbers = SeriesName.of(ClientNames.nameOfGroup(key)).kind() != Kind.OTHER;
        return value.valueStream().allMatch(item -> item.isObject() || (numbers && JsonNumbers.isValue(item)));
    }

    private void addClients(String outer, int round, String key, JsonNode group, int depth) {
        Optional<String> one = ClientNames.clientOf(key);
        String name = one.isPresent() ? outer : SeriesName.nameInside(outer, ClientNames.nameOfGroup(key));
        if (one.isPresent()) {
            add(name, round, one.get(), group, depth + 1);
        } else if (group.isObject()) {
            group.properties()
                    .forEach(field ->
                            addClient(name, round, idOf(field.getKey(), field.getValue()), field.getValue(), depth));
        } else {
            IntStream.range(0, group.size())
                    .forEach(i -> addClient(name, round, idOf(Integer.toString(i), group.get(i)), group.get(i), depth));
        }
    }

    private static String idOf(String key, JsonNode item) {
        String own = item.isObject() ? ClientNames.of(item) : null;
        String id = own == null || own.equals("client") ? key : own;
        return ClientNames.clientOf(id).orElse(id.isEmpty() ? "unnamed" : id);
    }

    private void addClient(String name, int round, String id, JsonNode item, int depth) {
        if (item.isObject()) {
            add(name, round, id, item, depth + 1);
        } else {
            Map<String, @Nullable Double> row = new LinkedHashMap<>();
            row.put(name, JsonNumbers.value(item));
            rows.add(round, id, row, null, -1);
        }
    }

    private static boolean isLabel(String key, JsonNode value) {
        return ClientNames.isKey(key) || Experiments.isLabel(key, value);
    }

    /** {@code name} with the data set of the row, unless {@code key} names one itself. */
    private static String nameInPhase(String name, String phase, String key) {
        return phase.isEmpty() || SeriesName.scopeOf(key) != Scope.PLAIN ? name : SeriesName.nameInside(name, phase);
    }

    /** The data set in a column such as {@code phase}; empty for none. */
    private static String phaseOf(JsonNode record) {
        for (Map.Entry<String, JsonNode> field : record.properties()) {
            JsonNode value = field.getValue();
            if (value.isTextual() && PHASES.contains(SeriesKeys.normalise(field.getKey()))) {
                Scope scope = SeriesName.scopeOf(value.textValue());
                boolean known = scope != Scope.PLAIN && scope != Scope.PART && scope != Scope.CONTRACT;
                if (known && value.textValue().length() <= 40) {
                    return value.textValue().strip();
                }
            }
        }
        return "";
    }

    private static Optional<String> metricOf(JsonNode record) {
        if (valueKey(record).isEmpty()) {
            return Optional.empty();
        }
        List<String> found = new ArrayList<>();
        record.properties().forEach(field -> {
            if (METRICS.contains(SeriesKeys.normalise(field.getKey()))
                    && field.getValue().isTextual()) {
                found.add(field.getValue().textValue().strip());
            }
        });
        return found.size() == 1 && !found.get(0).isEmpty() ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** The key of the value in the spelling of the record; empty if it has none. */
    private static String valueKey(JsonNode record) {
        for (Map.Entry<String, JsonNode> field : record.properties()) {
            if (VALUES.contains(SeriesKeys.normalise(field.getKey())) && JsonNumbers.isValue(field.getValue())) {
                return field.getKey();
            }
        }
        return "";
    }

    private HistoryInvalid invalid(String reason) {
        return new HistoryInvalid(experiments.source(), reason);
    }
}
