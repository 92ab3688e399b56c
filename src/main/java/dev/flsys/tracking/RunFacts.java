package dev.flsys.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.flower.command.CommandText;
import dev.flsys.simulation.RunSource;
import dev.flsys.simulation.list.RunLabels;
import dev.flsys.simulation.provenance.GitState;
import dev.flsys.simulation.record.SimulationRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The description of a run: all values that are not series.
 *
 * @param name the name that a user gave it, or else its id
 * @param parameters its parameters: numbers, truth values and texts. Members of objects have dotted names, and lists
 *     are JSON text.
 * @param git null if the project is in no repository, or its state is not stored yet
 */
record RunFacts(
        SimulationRecord record,
        RunLabels labels,
        String name,
        Map<String, Object> parameters,
        @Nullable GitState git) {

    /** The most parameters of a run. Further ones are left out. */
    private static final int MAX_PARAMETERS = 1_000;

    /** The present facts. */
    static RunFacts of(SimulationRecord record, RunSource source) {
        RunLabels labels = source.labels(record.id());
        Map<String, Object> parameters = new LinkedHashMap<>();
        flatten("", record.request().parameters(), parameters);
        return new RunFacts(
                record,
                labels,
                Objects.requireNonNullElse(labels.name(), record.id().value()),
                parameters,
                source.provenance(record.id()).map(state -> state.git()).orElse(null));
    }

    private static void flatten(String prefix, JsonNode value, Map<String, Object> into) {
        if (value.isObject()) {
            value.properties()
                    .forEach(member -> flatten(
                            prefix.isEmpty() ? member.getKey() : prefix + "." + member.getKey(),
                            member.getValue(),
                            into));
        } else if (!value.isNull() && !value.isMissingNode() && into.size() < MAX_PARAMETERS) {
            Object plain = value.isBoolean()
                    ? (Object) value.booleanValue()
                    : value.isNumber()
                            ? (Object) value.numberValue()
                            : value.isTextual() ? value.textValue() : "" + value;
            into.put(prefix.isEmpty() ? "parameters" : prefix, plain);
        }
    }

    /** The parameters as text. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        parameters.forEach((name, value) -> texts.put(name, String.valueOf(value)));
        return texts;
    }

    /** The tags of the run in MLflow. Those that begin with {@code mlflow.} have a meaning for its pages. */
    Map<String, String> tags() {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("flsys.simulation_id", record.id().value());
        tags.put("flsys.state", record.state().wireName());
        put(tags, "flsys.detail", record.report().detail());
        put(tags, "flsys.exit_code", record.report().exitCode());
        put(tags, "flsys.tags", labels.allTags().isEmpty() ? null : String.join(", ", labels.allTags()));
        put(
                tags,
                "flsys.experiment_id",
                record.request().experiment() == null
                        ? null
                        : record.request().experiment().id());
        put(tags, "mlflow.note.content", labels.notes());
        tags.put("mlflow.source.type", "LOCAL");
        put(tags, "mlflow.source.name", command());
        if (git != null) {
            tags.put("mlflow.source.git.commit", git.commit());
            put(tags, "mlflow.source.git.branch", git.branch());
            tags.put("flsys.git_dirty", String.valueOf(git.dirty()));
        }
        return tags;
    }

    /** The facts as a table in Markdown. */
    String markdown() {
        Map<String, Object> rows = new LinkedHashMap<>();
        rows.put("simulation", record.id().value());
        rows.put("name", labels.name());
        rows.put("tags", labels.allTags().isEmpty() ? null : String.join(", ", labels.allTags()));
        rows.put("requested", record.times().requested());
        rows.put("command", command());
        rows.put("commit", git == null ? null : git.commit());
        return "| | |\n|---|---|\n"
                + rows.entrySet().stream()
                        .filter(row -> row.getValue() != null)
                        .map(row -> "| " + row.getKey() + " | " + cell(row.getValue()) + " |")
                        .collect(Collectors.joining("\n"));
    }

    private @Nullable String command() {
        List<String> command = record.launched().command();
        return command == null ? null : CommandText.of(command);
    }

    private static String cell(Object value) {
        return String.valueOf(value).replace("|", "\\|").replaceAll("[\\r\\n]+", " ");
    }

    private static void put(Map<String, String> tags, String key, @Nullable Object value) {
        if (value != null) {
            tags.put(key, String.valueOf(value));
        }
    }
}
