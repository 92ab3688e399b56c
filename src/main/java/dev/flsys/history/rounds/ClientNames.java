package dev.flsys.history.rounds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The clients that rows and members of a history file name. */
public final class ClientNames {

    /** The client of a row about the whole model. */
    public static final String MODEL = "";

    private static final Set<String> KEYS = Set.of(
            ("client client_id clientid client_idx client_index client_name client_no client_num client_number cid "
                            + "node node_id nodeid node_name partition_id partitionid partition_idx participant "
                            + "participant_id site site_id site_name hospital hospital_id worker worker_id device_id "
                            + "party party_id silo silo_id agent agent_id user_id")
                    .split(" "));

    /** Keys whose values state whether a row is of a client or of the server. */
    private static final Set<String> ROLES =
            Set.of("role", "scope", "level", "source", "side", "type", "node_type", "origin");

    private static final Set<String> SERVER = Set.of(
            ("server global globally aggregated aggregate aggregation all central centralized centralised average "
                            + "avg mean weighted_avg weighted_average total overall none null nan -1 server_app serverapp")
                    .split(" "));

    private static final Set<String> WORDS =
            Set.of(("client clients node nodes site sites partition partitions hospital hospitals participant "
                            + "participants worker workers device devices party parties silo silos agent agents cid cids")
                    .split(" "));

    /** Keys of the number of examples of a row. This number is the weight of the row's values. */
    private static final List<String> WEIGHTS = List.of(
            ("num_examples num_samples n_examples n_samples number_of_examples number_of_samples examples samples "
                            + "num_data data_size dataset_size n_data num_test_examples num_test_samples num_eval_examples "
                            + "num_eval_samples num_val_examples test_samples test_size val_size num_train_examples "
                            + "num_train_samples train_samples train_size weight")
                    .split(" "));

    private static final Set<String> WEIGHT_KEYS = Set.copyOf(WEIGHTS);

    private static final String ONE =
            "(?:clients?|cid|nodes?|sites?|partitions?|hospitals?|participants?|workers?|silos?|agents?)";
    private static final Pattern MEMBER = Pattern.compile(
            "(?:" + ONE + "[_ /.-]*(?:id[_ /.-]*)?)(\\d{1,20}|(?<=[_ /.-])[a-z])", Pattern.CASE_INSENSITIVE);
    private static final Pattern SERIES = Pattern.compile(
            "(?:(?<before>.+?)[_ /.-]+)?" + ONE
                    + "[_ /.-]*(?<id>\\d{1,20}|(?<=[_ /.-])[A-Za-z])(?:[_ /.-]+(?<after>.+))?",
            Pattern.CASE_INSENSITIVE);

    private static final int MAX_ID = 60;

    private ClientNames() {}

    /** Whether {@code key} is the key of a client's id. */
    public static boolean isKey(String key) {
        return KEYS.contains(SeriesKeys.normalise(key));
    }

    /** Whether {@code key} is the key of a number of examples. */
    static boolean isWeight(String key) {
        return WEIGHT_KEYS.contains(SeriesKeys.normalise(key));
    }

    /** The client in {@code row}: {@link #MODEL} for a row of the server, null if the row has no such key. */
    static @Nullable String of(JsonNode row) {
        String role = null;
        for (Map.Entry<String, JsonNode> field : row.properties()) {
            JsonNode value = field.getValue();
            String key = SeriesKeys.normalise(field.getKey());
            if (value.isValueNode() && KEYS.contains(key)) {
                return toId(value);
            } else if (value.isTextual() && ROLES.contains(key)) {
                String text = SeriesKeys.normalise(value.textValue());
                role = SERVER.contains(text) ? MODEL : text.equals("client") ? text : role;
            }
        }
        return role;
    }

    private static String toId(JsonNode value) {
        String text = value.isNull() ? "" : value.asText().strip();
        if (value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue())) {
            text = value.isIntegralNumber() ? value.asText() : Long.toString(value.longValue());
        }
        String server = text.toLowerCase(Locale.ROOT);
        return SERVER.contains(server) || SERVER.contains(SeriesKeys.normalise(text)) ? MODEL : text;
    }

    /** The number of examples of {@code row}, at least 0; null if it has none. */
    static @Nullable Double weight(JsonNode row) {
        Double found = null;
        int rank = WEIGHTS.size();
        for (Map.Entry<String, JsonNode> field : row.properties()) {
            int at = WEIGHTS.indexOf(SeriesKeys.normalise(field.getKey()));
            Double value = at < 0 || at >= rank ? null : JsonNumbers.value(field.getValue());
            if (value != null && value >= 0) {
                rank = at;
                found = value;
            }
        }
        return found;
    }

    /** The name of {@code series} of {@code client}: {@code client_3_accuracy}. */
    static String seriesName(String client, String series) {
        String id = client.length() > MAX_ID ? client.substring(0, MAX_ID) : client;
        return (id.toLowerCase(Locale.ROOT).startsWith("client") ? id : "client_" + id) + "_" + series;
    }

    /** The client that {@code key} alone names: {@code client_3}. */
    public static Optional<String> clientOf(String key) {
        Matcher member = MEMBER.matcher(key.strip());
        return member.matches() ? Optional.of(member.group(1)) : Optional.empty();
    }

    /**
     * Whether the value of {@code key} is about several clients, as in {@code client_metrics} and
     * {@code client_accuracies}.
     */
    public static boolean isGroup(String key) {
        return SeriesName.toWords(key).stream().anyMatch(WORDS::contains)
                && clientOf(key).isEmpty()
                && !KEYS.contains(SeriesKeys.normalise(key));
    }

    /**
     * The name of a group without its clients: {@code train} of {@code client_train_metrics}, {@code accuracy} of
     * {@code client_accuracies}.
     */
    static String nameOfGroup(String key) {
        List<String> left = new ArrayList<>();
        for (String word : SeriesName.toWords(key)) {
            if (!WORDS.contains(word)
                    && !SeriesName.isWrapper(word)
                    && !word.isEmpty()
                    && !word.equals("id")
                    && !word.equals("by")) {
                left.add(word.equals("accuracies") ? "accuracy" : word.equals("losses") ? "loss" : word);
            }
        }
        return String.join("_", left);
    }

    /** The client and the metric in the name of a series. */
    record Named(String client, String metric) {}

    /** The client that the name of a series has, as in {@code client_3_accuracy} and {@code Accuracy/client_3}. */
    static Optional<Named> findNamed(String series) {
        Matcher matcher = SERIES.matcher(series);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String before = matcher.group("before");
        String after = matcher.group("after");
        String metric = before == null ? after : after == null ? before : before + "_" + after;
        return metric == null ? Optional.empty() : Optional.of(new Named(matcher.group("id"), metric));
    }
}
