package dev.flsys.simulation.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.testsupport.ServiceJson;
import dev.flsys.testsupport.Unchecked;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunSearchTest {

    private static final Set<String> STATES = Set.of("completed", "failed", "running");
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    private static final List<RunSummary> RUNS = List.of(
            run(
                    "a",
                    "completed",
                    "{'learning_rate':0.05,'rounds':10,'amp':false}",
                    0.91,
                    0.95,
                    labels("Baseline", "x")),
            run(
                    "b",
                    "completed",
                    "{'learning-rate':'0.050','rounds':5,'model':'Res Net'}",
                    0.85,
                    0.86,
                    labels(null, "x,y")),
            run("c", "failed", "{'learning_rate':0.1,'rounds':10}", null, null, labels(null, "")),
            run("d", "completed", "{}", 0.7, 0.99, new RunLabels("old", "see page 3", null, false, true)));

    private static RunLabels labels(@Nullable String name, String tags) {
        return new RunLabels(name, null, tags.isEmpty() ? null : List.of(tags.split(",")), false, false);
    }

    private static RunSummary run(
            String id, String state, String parameters, @Nullable Double last, @Nullable Double max, RunLabels labels) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        json(parameters.replace('\'', '"'))
                .fields()
                .forEachRemaining(each -> values.put(each.getKey(), each.getValue()));
        Map<String, RunSummary.Metric> metrics =
                last == null || max == null ? Map.of() : Map.of("accuracy", new RunSummary.Metric(last, 0.1, max, 10));
        return new RunSummary(
                id,
                "owner",
                state,
                NOON,
                NOON,
                NOON.plusSeconds(60),
                0,
                values,
                metrics,
                Map.of(),
                labels,
                null,
                false);
    }

    private static JsonNode json(String text) {
        return Unchecked.io(() -> ServiceJson.MAPPER.readTree(text));
    }

    private static String found(RunSearch search) {
        return String.join(
                "", search.apply(RUNS.stream()).stream().map(RunSummary::id).toList());
    }

    private static RunSearch filtered(String filter) {
        return RunSearch.of("", "", STATES, "", "all", filter, "id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "accuracy > 0.9 and learning_rate = 0.05 | a",
                "accuracy>0.8 | ab",
                "max(accuracy) >= 0.95 | ad",
                "MIN( accuracy ) < .2 | abd",
                "learning-rate = 5e-2 | ab",
                "learning_rate == 0.05 or state = failed | abc",
                "(rounds = 10 or rounds = 5) and not_there = 1 | ^^",
                "rounds != 10 | b",
                "amp = false | a",
                "amp = true | ^^",
                "model = 'Res Net' | b",
                "model ~ net | b",
                "name = baseline | a",
                "name != old | a",
                "duration >= 60 | abcd",
                "requested < 2026-11-29 | abcd",
                "params.rounds = 10 and metrics.accuracy > 0.5 | a",
                "`accuracy` <= 0.7 | d",
                "state = completed and (rounds < 7 or accuracy < 0.75) | bd",
                "rounds = 10 and accuracy > 0.5 or state = failed | ac",
                "orange = 1 or android = 2 | ^^",
            })
    void a_filter_finds_what_it_says(String filter, String ids) {
        assertThat(found(filtered(filter))).isEqualTo(ids);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "accuracy > | 11 | expected a value",
                "accuracy 0.9 | 10 | expected one of",
                "> 0.9 | 1 | expected a name",
                "accuracy > 0.9 learning_rate = 1 | 16 | expected 'and'",
                "(accuracy > 0.9 | 16 | expected ')'",
                "accuracy > 'x | 12 | not closed",
                "accuracy > 0.9 and | 19 | expected a name",
                "amp < true | 7 | true and false",
                "accuracy > 0.9; drop | 15 | expected 'and'",
                "max(accuracy > 1 | 14 | expected ')'",
            })
    void a_filter_that_cannot_be_parsed_is_refused_with_the_position(String filter, int position, String reason) {
        assertThatThrownBy(() -> filtered(filter))
                .isInstanceOf(ListProblem.class)
                .hasMessageContaining("character " + position + ":")
                .hasMessageContaining(reason);
    }

    @Test
    void hostile_filters_are_refused_or_answered_at_once() {
        assertThatThrownBy(() -> filtered("(".repeat(1_000))).isInstanceOf(ListProblem.class);
        assertThatThrownBy(() -> filtered("a".repeat(3_000) + " = 1")).isInstanceOf(ListProblem.class);
        assertThat(found(filtered("rounds > 1e999999999"))).isEmpty();
        assertThat(found(filtered("rounds > 1e-999999999"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', cba",
        "id, abc",
        "-accuracy, abc",
        "accuracy, bac",
        "-max(accuracy), abc",
        "rounds, bca",
        "name, acb",
        "-learning_rate, cba",
    })
    void the_order_is_that_of_a_column_with_missing_values_last_and_then_the_latest_first(String sort, String ids) {
        assertThat(found(RunSearch.of("", "", STATES, "", "", "", sort))).isEqualTo(ids);
    }

    @ParameterizedTest
    @CsvSource({
        "base, '', '', '', a",
        "BASE rate=0.05, '', '', '', a",
        "'page 3', '', '', all, d",
        "'', failed, '', '', c",
        "'', 'failed, running', '', '', c",
        "'', '', x, '', ba",
        "'', '', 'x, y', '', b",
        "'', '', '', true, d",
        "'', '', '', all, dcba",
        "nothing, '', '', all, ''",
    })
    void texts_states_tags_and_archived_ones_are_searched(
            String text, String states, String tags, String archived, String ids) {
        assertThat(found(RunSearch.of(text, states, STATES, tags, archived, "", "")))
                .isEqualTo(ids);
    }

    @ParameterizedTest
    @ValueSource(strings = {"accuracy, loss", "-", "max(accuracy", "a b"})
    void an_order_that_is_no_column_is_refused(String sort) {
        assertThatThrownBy(() -> RunSearch.of("", "", STATES, "", "", "", sort)).isInstanceOf(ListProblem.class);
    }

    @Test
    void unknown_states_and_values_of_archived_are_refused() {
        assertThatThrownBy(() -> RunSearch.of("", "done", STATES, "", "", "", ""))
                .hasMessageContaining("completed, failed, running");
        assertThatThrownBy(() -> RunSearch.of("", "", STATES, "", "yes", "", ""))
                .hasMessageContaining("true, false or all");
    }
}
