package dev.flsys.simulation.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.flower.progress.Round;
import dev.flsys.testsupport.Unchecked;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemainingTimeTest {

    private static final Instant END = Instant.parse("2026-11-28T10:00:00Z");

    private static Round round(int number, @Nullable Double seconds) {
        return new Round(number, 0.5, null, null, null, null, seconds, Map.of());
    }

    private static List<Round> rounds(double... seconds) {
        return IntStream.range(0, seconds.length)
                .mapToObj(i -> round(i + 1, seconds[i]))
                .toList();
    }

    private static JsonNode json(String text) {
        return Unchecked.io(() -> new ObjectMapper().readTree(text));
    }

    private static Optional<Long> seconds(
            Optional<Integer> announced, String parameters, List<Round> rounds, int later) {
        return RemainingTime.estimate(announced, json(parameters), rounds, END)
                .map(rest -> rest.seconds(END.plusSeconds(later)));
    }

    @Test
    void the_mean_round_times_the_rounds_that_are_left_is_expected() {
        assertThat(seconds(Optional.of(10), "{}", rounds(20, 10, 12), 0)).contains(98L);
    }

    @Test
    void the_time_of_the_running_round_is_subtracted_until_it_takes_longer_than_the_others() {
        List<Round> rounds = rounds(10, 10);
        assertThat(seconds(Optional.of(5), "{}", rounds, 4)).contains(26L);
        assertThat(seconds(Optional.of(5), "{}", rounds, 10)).contains(20L);
        assertThat(seconds(Optional.of(5), "{}", rounds, 500)).contains(20L);
    }

    @Test
    void the_latest_ten_rounds_count() {
        double[] seconds =
                IntStream.range(0, 20).mapToDouble(i -> i < 10 ? 100 : 2).toArray();
        assertThat(seconds(Optional.of(25), "{}", rounds(seconds), 0)).contains(10L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rounds", "num_rounds", "num-server-rounds", "numRounds"})
    void a_parameter_has_the_number_of_rounds_that_the_output_does_not_announce(String name) {
        assertThat(seconds(Optional.empty(), "{\"" + name + "\": 4}", rounds(3), 0))
                .contains(9L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"local_rounds\": 4}", "{\"rounds\": \"many\"}", "{\"rounds\": -1}"})
    void nothing_is_expected_without_a_number_of_rounds(String parameters) {
        assertThat(seconds(Optional.empty(), parameters, rounds(3), 0)).isEmpty();
    }

    @Test
    void nothing_is_expected_without_times_or_after_the_last_round() {
        assertThat(seconds(Optional.of(3), "{}", List.of(round(1, null)), 0)).isEmpty();
        assertThat(seconds(Optional.of(3), "{}", List.of(round(0, 5.0)), 0)).isEmpty();
        assertThat(seconds(Optional.of(3), "{}", List.of(), 0)).isEmpty();
        assertThat(seconds(Optional.of(2), "{}", rounds(1, 1), 0)).isEmpty();
        assertThat(seconds(Optional.of(2), "{}", rounds(1, 1, 1), 0)).isEmpty();
    }
}
