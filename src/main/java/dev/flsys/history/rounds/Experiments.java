package dev.flsys.history.rounds;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.problem.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The choice of one of the experiments of a file. Experiments are never mixed. The experiment is the one that a setting
 * names after {@code #}, or else the one that the model's id or its folder names. No other rule selects one.
 */
public final class Experiments {

    /** Columns whose values name experiments, in the spelling of {@link SeriesKeys#normalise}. */
    private static final Set<String> KEYS = Set.of(
            ("experiment experiment_id experiment_name exp exp_id exp_name run run_id run_name run_no run_number trial "
                            + "trial_id seed random_seed algorithm algorithm_name algo strategy strategy_name method "
                            + "method_name aggregator aggregation aggregation_method fold scenario variant setting "
                            + "model model_name architecture dataset dataset_name attack attack_type defense defence "
                            + "partitioning distribution config_name group")
                    .split(" "));

    /** Columns whose values may also be numbers. */
    private static final Set<String> NUMBERED = Set.of(
            "experiment experiment_id exp exp_id run run_id run_no run_number trial trial_id seed random_seed fold"
                    .split(" "));

    private static final Set<String> LABELS = Set.of("name", "label", "title", "id", "tag");

    /** Names of strategies, by which series such as {@code fedprox_accuracy} are distinguished. */
    private static final Set<String> STRATEGIES = Set.of(
            ("fedavg fedprox fedavgm fedadam fedyogi fedadagrad fedopt fednova feddyn fedbn fedper fedrep fedmedian "
                            + "fedtrimmedavg fedsgd fedbabu fedma fedasync fedbuff fedproto ditto apfl scaffold moon krum "
                            + "multikrum bulyan qfedavg faulttolerantfedavg dpfedavg xgbbagging")
                    .split(" "));

    private static final int MAX_SHOWN = 60;

    private final String source;
    private final String shown;
    private final String model;
    private final List<String> names;
    private final List<String> wanted;
    private final Set<String> used = new LinkedHashSet<>();
    private final Set<String> notes = new LinkedHashSet<>();

    /**
     * @param source name of the file, for errors
     * @param shown path of the file in the project, for the line to write
     * @param names the id of the model, then the folders around its file; empty if the model is unknown
     * @param wanted the experiment that a setting names, parts separated by commas; empty for none
     */
    public Experiments(String source, String shown, List<String> names, Optional<String> wanted) {
        this.source = source;
        this.shown = shown;
        this.model = names.isEmpty() ? "" : names.get(0);
        this.names = List.copyOf(names);
        this.wanted = wanted.map(text -> List.of(text.split(","))).orElse(List.of()).stream()
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    /** The choice without a model. */
    public static Experiments of(String source) {
        return new Experiments(source, source, List.of(), Optional.empty());
    }

    public String source() {
        return source;
    }

    /** Whether {@code key} is the key of an experiment. */
    public static boolean isKey(String key) {
        return KEYS.contains(SeriesKeys.normalise(key));
    }

    /** Whether {@code key} and {@code value} name an experiment. */
    static boolean isLabel(String key, JsonNode value) {
        String plain = SeriesKeys.normalise(key);
        return value.isValueNode()
                && !value.isNull()
                && KEYS.contains(plain)
                && (value.isTextual() || NUMBERED.contains(plain));
    }

    /** The keys of experiments in {@code row}, with their values as text. */
    static Map<String, String> keysIn(JsonNode row) {
        Map<String, String> found = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : row.properties()) {
            JsonNode value = field.getValue();
            if (isLabel(field.getKey(), value)) {
                found.put(field.getKey(), text(value));
            }
        }
        return found;
    }

    /**
     * The text that names {@code object} among its neighbours: the value of an experiment's key, of a name or of a
     * label.
     */
    static Optional<String> labelOf(JsonNode object) {
        Map<String, String> keys = keysIn(object);
        if (!keys.isEmpty()) {
            return Optional.of(String.join(" ", keys.values()));
        }
        return object.properties().stream()
                .filter(field -> LABELS.contains(SeriesKeys.normalise(field.getKey()))
                        && field.getValue().isValueNode())
                .map(field -> text(field.getValue()))
                .findFirst();
    }

    private static String text(JsonNode value) {
        boolean whole = value.isFloatingPointNumber() && value.doubleValue() == Math.rint(value.doubleValue());
        return whole ? Long.toString(value.longValue()) : value.asText().strip();
    }

    /** The strategy that the name of a series has, such as {@code fedprox} in {@code FedProx/accuracy}. */
    static Optional<String> strategyOf(String series) {
        return STRATEGIES.stream()
                .filter(strategy -> isNamed(series, "", strategy))
                .max(Comparator.comparingInt(String::length));
    }

    /**
     * The value among {@code values} that belongs to the model. Adds a note about the choice to the answer.
     *
     * @param column the key that distinguishes them; empty if they are names themselves
     * @throws HistoryInvalid if none of them, or more than one, is named
     */
    public String choose(String column, Collection<String> values) {
        Set<String> distinct = new LinkedHashSet<>(values);
        return findNamed(column, distinct)
                .map(chosen -> noted(column, chosen, distinct))
                .orElseThrow(() -> undecided(column, distinct));
    }

    /**
     * The value among {@code values} that the setting, the id of the model or its folder names; empty for none or
     * several.
     */
    public Optional<String> findNamed(String column, Collection<String> values) {
        for (String part : wanted) {
            for (String value : values) {
                if (part.equalsIgnoreCase(value) || part.equalsIgnoreCase(column + "=" + value)) {
                    used.add(part);
                    return Optional.of(value);
                }
            }
        }
        for (String name : names) {
            List<String> named = values.stream()
                    .filter(value -> isNamed(name, column, value))
                    .sorted(Comparator.comparingInt(
                                    (String value) -> normalise(value).length())
                            .reversed())
                    .toList();
            boolean contained = named.stream()
                    .skip(1)
                    .allMatch(other -> isNamed(named.get(0), column, other)
                            && normalise(other).length()
                                    < normalise(named.get(0)).length());
            if (!named.isEmpty() && contained) {
                return Optional.of(named.get(0));
            }
        }
        return Optional.empty();
    }

    private String noted(String column, String chosen, Set<String> all) {
        notes.add("The file holds several experiments (" + (column.isEmpty() ? "" : column + ": ")
                + NearestName.listed(all) + "). Shown is '" + shorten(chosen) + "'.");
        return chosen;
    }

    private HistoryInvalid undecided(String column, Set<String> values) {
        String example = values.isEmpty() ? "" : shorten(values.iterator().next());
        return HistoryInvalid.several(
                source,
                "It holds several experiments (" + (column.isEmpty() ? "" : column + ": ") + NearestName.listed(values)
                        + "), and "
                        + (model.isEmpty()
                                ? "no model names one of them."
                                : "the id '" + model + "' names none of them.")
                        + " Name the one of this model after a '#' in flsys.toml, such as [[model]] match = \""
                        + (model.isEmpty() ? "*" : model) + "\" history = \"" + shown + "#" + example + "\".",
                values);
    }

    /**
     * Checks that every part after {@code #} named an experiment.
     *
     * @throws HistoryInvalid if one did not
     */
    void requireUsed() {
        for (String part : wanted) {
            if (!used.contains(part)) {
                throw new HistoryInvalid(
                        source,
                        "It holds no experiment '" + shorten(part) + "' among others. Correct the text after '#' in the"
                                + " setting 'history' of flsys.toml, or remove it.");
            }
        }
    }

    /** Adds a sentence for the user. */
    public void addNote(String sentence) {
        notes.add(sentence);
    }

    List<String> notes() {
        return new ArrayList<>(notes);
    }

    /**
     * Whether {@code name} contains {@code value} as whole words, ignoring case and signs. A number counts only after
     * the word of its column, as in {@code seed42}.
     */
    private static boolean isNamed(String name, String column, String value) {
        String letters = normalise(value);
        if (letters.isEmpty()) {
            return false;
        }
        Set<String> wanted = new LinkedHashSet<>();
        if (letters.chars().allMatch(Character::isDigit)) {
            String word = normalise(column.replaceFirst("(?i)[_ -]?(id|no|number|name)$", ""));
            wanted.add(word.isEmpty() ? "-" : word + letters);
            wanted.add(normalise(column) + letters);
        } else {
            wanted.add(letters);
            String bare = SeriesName.toWords(value).stream()
                    .filter(word -> !SeriesName.isWrapper(word) && !word.equals("run"))
                    .map(Experiments::normalise)
                    .collect(Collectors.joining());
            wanted.add(bare.isEmpty() ? letters : bare);
        }
        List<String> words =
                SeriesName.toWords(name).stream().map(Experiments::normalise).toList();
        for (int from = 0; from < words.size(); from++) {
            StringBuilder joined = new StringBuilder();
            for (int to = from; to < words.size() && joined.length() < 200; to++) {
                joined.append(words.get(to));
                if (wanted.contains(joined.toString())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String normalise(String text) {
        StringBuilder letters = new StringBuilder();
        text.toLowerCase(Locale.ROOT)
                .codePoints()
                .filter(Character::isLetterOrDigit)
                .forEach(letters::appendCodePoint);
        return letters.toString();
    }

    private static String shorten(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "?");
        return plain.length() > MAX_SHOWN ? plain.substring(0, MAX_SHOWN) + "..." : plain;
    }
}
