package dev.flsys.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Compares the answers of a {@link CorpusService} with the expectations of a project, and collects the differences. */
final class CorpusCheck {

    private static final Set<String> MEMBERS = Set.of(
            "settings",
            "models",
            "unusable",
            "histories",
            "history_files",
            "options",
            "options_source",
            "options_reason",
            "commands",
            "runs");
    private static final Set<String> OF_A_RUN = Set.of(
            "parameters",
            "refused",
            "state",
            "exit_code",
            "message",
            "detail",
            "explanation",
            "rounds",
            "earlier_trainings",
            "models");
    private static final Set<String> TEXTS = Set.of("message", "detail", "explanation");
    private static final Set<String> OF_A_MODEL = Set.of("class", "predictions", "refused");
    private static final Set<String> OF_A_COMMAND = Set.of("parameters", "command", "refused");
    private static final double PROBABILITY_TOLERANCE = 1e-4;
    private static final double HISTORY_TOLERANCE = 1e-9;

    private final CorpusService service;
    private final JsonNode expected;
    private final List<String> wrong = new ArrayList<>();
    private int checked;

    private CorpusCheck(CorpusService service, JsonNode expected) {
        this.service = service;
        this.expected = expected;
    }

    /**
     * The differences, each with its place in {@code expected.json}; none if all expectations hold.
     *
     * @throws IllegalArgumentException if an expectation has an unknown member, or if there is no expectation at all
     */
    static List<String> differences(CorpusService service, JsonNode expected) throws Exception {
        Json.requireKnown(expected, MEMBERS, "expected.json");
        CorpusCheck check = new CorpusCheck(service, expected);
        check.all();
        if (check.checked == 0) {
            throw new IllegalArgumentException("expected.json expects nothing");
        }
        return check.wrong;
    }

    private void all() throws Exception {
        settings();
        if (expected.has("models")) {
            models(expected.get("models"));
        }
        for (Map.Entry<String, JsonNode> file : expected.path("unusable").properties()) {
            unusable(file.getKey(), file.getValue().asText());
        }
        for (Map.Entry<String, JsonNode> history : expected.path("histories").properties()) {
            String id = history.getKey();
            history("histories." + id, () -> service.history(id), history.getValue());
        }
        if (expected.has("history_files")) {
            historyFiles(expected.get("history_files"));
        }
        options();
        for (JsonNode command : expected.path("commands")) {
            command(command);
        }
        for (JsonNode run : expected.path("runs")) {
            run(run);
        }
    }

    /**
     * Each regular expression of {@code settings} must match the report of wrong settings. Without any, none is wrong.
     */
    private void settings() {
        String report = service.wrongSettings();
        if (!expected.has("settings")) {
            equal("the report of wrong settings", "", report);
        }
        expected.path("settings")
                .forEach(pattern -> matches("the report of wrong settings", pattern.asText(), Optional.of(report)));
    }

    /**
     * The list has exactly the ids of {@code models}, and each answers as expected. It may also have the files of
     * {@code unusable}.
     */
    private void models(JsonNode models) throws Exception {
        Set<String> listed = new TreeSet<>();
        for (JsonNode model : service.models().path("models")) {
            String id = model.path("id").asText();
            if (models.has(id)
                    || !expected.path("unusable").has(model.path("path").asText())) {
                listed.add(id);
            }
        }
        Set<String> ids = new TreeSet<>();
        models.fieldNames().forEachRemaining(ids::add);
        equal("the ids of the models", ids, listed);
        ids.retainAll(listed);
        for (String id : ids) {
            model(id, models.get(id));
        }
    }

    private void model(String id, JsonNode model) throws Exception {
        Json.requireKnown(model, OF_A_MODEL, "models." + id);
        for (Map.Entry<String, JsonNode> entry : model.path("predictions").properties()) {
            predictions(id, entry.getKey(), entry.getValue());
        }
        if (model.has("refused")) {
            Optional<String> refusal = refusal(() -> service.predict(id, Corpus.anyPicture()));
            matches("models." + id + ".refused", model.get("refused").asText(), refusal);
        }
        if (model.has("class")) {
            if (!model.has("predictions")) {
                refusal(() -> service.predict(id, Corpus.anyPicture()))
                        .ifPresent(reason -> wrong.add("models." + id + " is refused: " + reason));
            }
            equal("models." + id + ".class", model.get("class").asText(), service.className(id));
        }
    }

    private void predictions(String id, String picture, JsonNode probabilities)
            throws IOException, InterruptedException, TimeoutException {
        String where = "models." + id + ".predictions." + picture;
        checked++;
        try {
            Map<String, Double> answer =
                    service.predict(id, Files.readAllBytes(service.root().resolve(picture)));
            Set<String> labels = new TreeSet<>();
            probabilities.fieldNames().forEachRemaining(labels::add);
            equal(where + " labels", labels, answer.keySet());
            for (String label : labels) {
                double actual = answer.getOrDefault(label, Double.NaN);
                double difference = Math.abs(probabilities.get(label).doubleValue() - actual);
                if (!(difference <= PROBABILITY_TOLERANCE)) {
                    wrong.add(where + "." + label + " is " + actual + ", expected " + probabilities.get(label));
                }
            }
        } catch (Problem refused) {
            wrong.add(where + " is refused: " + refused.detail());
        }
    }

    /** The list of models must contain an object with the path of {@code file} and a reason that matches. */
    private void unusable(String file, String pattern) {
        List<String> reasons = new ArrayList<>();
        collectReasons(service.models(), file, reasons);
        matches("unusable." + file, pattern, reasons.stream().reduce((one, other) -> one + " " + other));
    }

    private static void collectReasons(JsonNode json, String file, List<String> reasons) {
        if (json.isObject() && json.has("reason")) {
            json.forEach(value -> {
                if (value.asText().equals(file)) {
                    reasons.add(json.get("reason").asText());
                }
            });
        }
        json.forEach(child -> collectReasons(child, file, reasons));
    }

    /** The files without a model are these and no others. */
    private void historyFiles(JsonNode files) {
        Set<String> names = new TreeSet<>();
        files.fieldNames().forEachRemaining(names::add);
        equal("history_files", String.join(", ", names), String.join(", ", new TreeSet<>(service.historyFiles())));
        for (Map.Entry<String, JsonNode> file : files.properties()) {
            String name = file.getKey();
            history("history_files." + name, () -> service.historyFile(name), file.getValue());
        }
    }

    private void history(String where, Supplier<JsonNode> answer, JsonNode members) {
        checked++;
        try {
            JsonNode history = answer.get();
            if (members.has("refused")) {
                wrong.add(where + " is not refused: " + history);
            } else {
                members.properties()
                        .forEach(member -> wrong.addAll(Json.difference(
                                where + "." + member.getKey(),
                                member.getValue(),
                                history.path(member.getKey()),
                                HISTORY_TOLERANCE)));
            }
        } catch (Problem refused) {
            if (members.has("refused")) {
                matches(where + ".refused", members.get("refused").asText(), Optional.of(refused.detail()));
            } else {
                wrong.add(where + " is refused: " + refused.detail());
            }
        }
    }

    private void options() throws InterruptedException {
        if (!expected.has("options") && !expected.has("options_source") && !expected.has("options_reason")) {
            return;
        }
        JsonNode offered = service.options();
        if (expected.has("options_source")) {
            equal(
                    "options_source",
                    expected.get("options_source").asText(),
                    offered.path("source").asText());
        }
        if (expected.has("options_reason")) {
            matches("options_reason", expected.get("options_reason").asText(), text(offered.path("reason")));
        }
        for (Map.Entry<String, JsonNode> option : expected.path("options").properties()) {
            option(option.getKey(), option.getValue(), offered);
        }
    }

    /** The members of an offered option; {@code null} means that it must not be offered. */
    private void option(String name, JsonNode members, JsonNode offered) {
        checked++;
        Optional<JsonNode> found = Optional.empty();
        for (JsonNode each : offered.path("parameters")) {
            found = each.path("name").asText().equals(name) ? Optional.of(each) : found;
        }
        String where = "options." + name;
        if (members.isNull() || found.isEmpty()) {
            equal(where + " is offered", !members.isNull(), found.isPresent());
            return;
        }
        for (Map.Entry<String, JsonNode> member : members.properties()) {
            String actual = member.getKey().equals("type") ? "kind" : member.getKey();
            wrong.addAll(Json.difference(
                    where + "." + member.getKey(),
                    member.getValue(),
                    found.get().path(actual),
                    HISTORY_TOLERANCE));
        }
    }

    private void command(JsonNode command) throws Exception {
        Json.requireKnown(command, OF_A_COMMAND, "commands");
        String where = "command of " + command.path("parameters");
        String[] line = new String[1];
        Optional<String> refusal = refusal(() -> line[0] = service.command(command.path("parameters")));
        if (command.has("refused")) {
            matches(where, command.get("refused").asText(), refusal);
        } else if (refusal.isPresent()) {
            checked++;
            wrong.add(where + " is refused: " + refusal.get());
        } else {
            matches(where, "^" + command.path("command").asText() + "$", Optional.of(line[0]));
        }
    }

    /**
     * Runs a simulation and compares its record: texts by regular expressions, of each round the listed members, and
     * the ids of its models.
     */
    private void run(JsonNode run) throws Exception {
        Json.requireKnown(run, OF_A_RUN, "runs");
        String where = "run of " + run.path("parameters");
        JsonNode[] record = new JsonNode[1];
        Optional<String> refusal = refusal(() -> record[0] = service.run(run.path("parameters")));
        if (run.has("refused")) {
            matches(where, run.get("refused").asText(), refusal);
        } else if (refusal.isPresent()) {
            checked++;
            wrong.add(where + " is refused: " + refusal.get());
        } else {
            for (Map.Entry<String, JsonNode> member : run.properties()) {
                ended(where + "." + member.getKey(), member.getKey(), member.getValue(), record[0]);
            }
        }
    }

    private void ended(String where, String member, JsonNode wanted, JsonNode record) {
        JsonNode actual = record.path(member);
        if (member.equals("rounds")) {
            equal(where, wanted.size(), actual.size());
            for (int i = 0; i < wanted.size(); i++) {
                for (Map.Entry<String, JsonNode> of : wanted.get(i).properties()) {
                    wrong.addAll(Json.difference(
                            where + "[" + i + "]." + of.getKey(),
                            of.getValue(),
                            actual.path(i).path(of.getKey()),
                            HISTORY_TOLERANCE));
                }
            }
        } else if (member.equals("earlier_trainings")) {
            equal(where, wanted.size(), actual.size());
            for (int i = 0; i < wanted.size(); i++) {
                ended(where + "[" + i + "].rounds", "rounds", wanted.get(i).path("rounds"), actual.path(i));
                equal(
                        where + "[" + i + "].total_rounds",
                        wanted.get(i).path("total_rounds"),
                        actual.path(i).path("total_rounds"));
            }
        } else if (member.equals("models")) {
            Set<String> ids = new TreeSet<>();
            Set<String> wantedIds = new TreeSet<>();
            actual.forEach(model -> ids.add(model.path("id").asText()));
            wanted.forEach(id -> wantedIds.add(id.asText()));
            equal(where, wantedIds, ids);
        } else if (TEXTS.contains(member)) {
            matches(where, wanted.asText(), actual.isObject() ? Optional.of(actual.toString()) : text(actual));
        } else if (!member.equals("parameters")) {
            checked++;
            wrong.addAll(Json.difference(where, wanted, actual, HISTORY_TOLERANCE));
        }
    }

    private void equal(String where, Object wanted, Object actual) {
        checked++;
        if (!wanted.equals(actual)) {
            wrong.add(where + ": " + actual + ", expected " + wanted);
        }
    }

    /** An absent text, such as that of a request that was not refused, matches nothing. */
    private void matches(String where, String pattern, Optional<String> actual) {
        checked++;
        if (actual.isEmpty()) {
            wrong.add(where + ": there is none, expected " + pattern);
        } else if (!Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(actual.get())
                .find()) {
            wrong.add(where + ": \"" + actual.get() + "\" does not match " + pattern);
        }
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() ? Optional.of(node.asText()) : Optional.empty();
    }

    @FunctionalInterface
    private interface Request {
        Object send() throws Exception;
    }

    private static Optional<String> refusal(Request request) throws Exception {
        try {
            request.send();
            return Optional.empty();
        } catch (Problem refused) {
            return Optional.of(refused.detail());
        }
    }
}
