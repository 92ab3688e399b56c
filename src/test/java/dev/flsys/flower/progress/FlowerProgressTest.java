package dev.flsys.flower.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Recorded output of Flower: 1.41, in its colours and without the stack traces of failing clients, where the file's
 * name has no version.
 */
class FlowerProgressTest {

    private static final Offset<Double> CLOSE = Offset.offset(1e-9);

    private final FlowerProgress progress = new FlowerProgress();

    private List<Round> rounds(String file) throws IOException {
        List<Round> rounds = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("src/test/resources/flower", file))) {
            progress.readLine(line).ifPresent(rounds::add);
        }
        progress.end().ifPresent(rounds::add);
        return rounds;
    }

    @Test
    void rounds_of_the_message_api_are_returned_as_they_end_with_the_server_s_evaluation_first() throws IOException {
        List<Round> rounds = rounds("message_api.txt");
        assertThat(rounds).extracting(Round::round).containsExactly(0, 1, 2, 3);
        assertThat(progress.totalRounds()).contains(3);
        assertThat(rounds.get(0).loss()).isEqualTo(1.0);
        assertThat(rounds.get(0).accuracy()).isEqualTo(0.0);
        Round first = rounds.get(1);
        assertThat(first.loss()).isCloseTo(0.39622641063831426, CLOSE);
        assertThat(first.accuracy()).isCloseTo(0.6037735893616858, CLOSE);
        assertThat(first.results()).isEqualTo(2);
        assertThat(first.failures()).isZero();
        assertThat(first.metrics())
                .containsEntry("train_loss", 0.7380952380952381)
                .containsEntry("train_acc", 0.5)
                .containsEntry("eval_loss", 0.7924528212766285)
                .containsEntry("eval_acc", 0.25)
                .containsEntry("accuracy", 0.6037735893616858);
        assertThat(progress.rounds()).isEqualTo(rounds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "message_api.txt",
                "legacy.txt",
                "legacy_distributed.txt",
                "flower_1_0.txt",
                "flower_1_4.txt",
                "flower_1_8.txt",
                "flwr_run_1_42.txt"
            })
    void a_training_is_finished_from_its_end_to_the_beginning_of_the_next_one(String file) throws IOException {
        rounds(file);
        assertThat(progress.isFinished()).isTrue();
        progress.readLine("INFO :      Starting Flower simulation, config: num_rounds=2, no round_timeout");
        assertThat(progress.isFinished()).isFalse();
    }

    @Test
    void a_training_that_crashed_is_not_finished() throws IOException {
        rounds("flower_1_5_crashed.txt");
        assertThat(progress.isFinished()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "[2023-10-10 10:00:00,000][flwr][INFO] - %s",
                "2024-01-01 10:00:00.000 | INFO     | flwr.server.server:fit:120 - %s",
                "INFO:flwr:%s\nINFO :      %s",
                "[10:00:00] INFO     %s          server.py:128",
                "{\"level\": \"INFO\", \"message\": \"%s\", \"name\": \"flwr\"}"
            })
    void the_lines_of_another_logger_belong_to_their_rounds(String logger) {
        String log = """
                Starting Flower simulation, config: num_rounds=2, no round_timeout
                [ROUND 1]
                aggregate_fit: received 2 results and 0 failures
                [ROUND 2]
                aggregate_fit: received 1 results and 1 failures
                """;
        log.lines().forEach(line -> logger.replace("%s", line).lines().forEach(progress::readLine));
        progress.end();

        assertThat(progress.totalRounds()).contains(2);
        assertThat(progress.rounds()).extracting(Round::round).containsExactly(1, 2);
        assertThat(progress.rounds()).extracting(Round::results).containsExactly(2, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INFO :      %s",
                "[2023-10-10 10:00:00,000][flwr][INFO] - %s",
                "INFO:flwr:%s\nINFO :      %s",
                "2024-01-01 10:00:00.000 | INFO     | flwr.server.server:fit:130 - %s"
            })
    void the_printed_history_has_all_rounds_behind_the_prefix_of_another_logger(String logger) {
        List<String> log = List.of(
                "[SUMMARY]",
                "Run finished 2 round(s) in 6.2s",
                "\tHistory (loss, distributed):",
                "\t\tround 1: 2.0",
                "\t\tround 2: 1.0",
                "\tHistory (metrics, distributed, evaluate):",
                "\t{'accuracy': [(1, 0.5),",
                "\t              (2, 0.6)]}",
                "");
        log.forEach(line -> logger.replace("%s", line).lines().forEach(progress::readLine));

        assertThat(progress.rounds()).extracting(Round::loss).containsExactly(2.0, 1.0);
        assertThat(progress.rounds()).extracting(Round::accuracy).containsExactly(0.5, 0.6);
    }

    @Test
    void a_round_lasts_from_its_first_line_to_the_first_line_of_the_next_one_or_the_last_line() {
        Instant begin = Instant.parse("2026-11-28T10:00:00Z");
        progress.readLine("INFO :      [ROUND 1/2]", begin);
        progress.readLine("INFO :      aggregate_train: Received 2 results and 0 failures", begin.plusSeconds(3));
        assertThat(progress.readLine("INFO :      [ROUND 2/2]", begin.plusMillis(4_500)))
                .map(Round::seconds)
                .hasValue(4.5);
        progress.readLine("INFO :      aggregate_train: Received 2 results and 0 failures", begin.plusSeconds(6));
        progress.readLine("a line of the script", begin.plusSeconds(7));
        assertThat(progress.end()).map(Round::seconds).hasValue(2.5);
        assertThat(progress.rounds()).extracting(Round::seconds).containsExactly(4.5, 2.5);
    }

    @Test
    void a_round_without_times_has_no_seconds() throws IOException {
        assertThat(rounds("message_api.txt")).extracting(Round::seconds).containsOnlyNulls();
    }

    @Test
    void flwr_run_prints_the_same() throws IOException {
        List<Round> rounds = rounds("flwr_run.txt");
        assertThat(rounds).extracting(Round::round).containsExactly(0, 1, 2);
        assertThat(rounds.get(2).accuracy()).isCloseTo(0.9319444444444445, CLOSE);
        assertThat(progress.totalRounds()).contains(2);
    }

    @Test
    void rounds_of_the_legacy_dialect_have_the_losses_of_the_server_at_once() throws IOException {
        List<Round> rounds = rounds("legacy.txt");
        assertThat(rounds).extracting(Round::round).containsExactly(0, 1, 2, 3);
        assertThat(progress.totalRounds()).contains(3);
        assertThat(rounds.get(3).loss()).isCloseTo(0.17948720362686793, CLOSE);
        assertThat(rounds.get(3).accuracy()).isCloseTo(0.8205127963731321, CLOSE);
        assertThat(rounds.get(3).results()).isEqualTo(2);
        assertThat(progress.rounds().get(3).metrics())
                .containsEntry("train_loss", 0.22142065274362166)
                .containsEntry("eval_loss", 0.35897440725373586);
    }

    @Test
    void the_summary_of_the_legacy_dialect_completes_the_rounds() throws IOException {
        List<Round> rounds = rounds("legacy_distributed.txt");
        assertThat(rounds).extracting(Round::round).containsExactly(1, 2, 3);
        assertThat(rounds).allSatisfy(round -> assertThat(round.loss()).isNull());
        assertThat(progress.rounds())
                .extracting(Round::loss)
                .containsExactly(0.7924528212766285, 0.49411764012901027, 0.35897440725373586);
        assertThat(progress.rounds())
                .extracting(Round::accuracy)
                .containsExactly(0.6037735893616858, 0.7529411799354949, 0.8205127963731321);
    }

    @ParameterizedTest
    @ValueSource(strings = {"flower_1_0.txt", "flower_1_4.txt"})
    void rounds_of_flower_before_1_8_are_read_from_lines_that_name_their_round(String file) throws IOException {
        List<Round> rounds = rounds(file);
        assertThat(rounds).extracting(Round::round).containsExactly(0, 1, 2, 3);
        assertThat(progress.totalRounds()).contains(3);
        assertThat(rounds.get(0).loss()).isEqualTo(0.25);
        assertThat(rounds.get(2).loss()).isEqualTo(0.015625);
        assertThat(rounds.get(2).accuracy()).isCloseTo(0.9846153846153847, CLOSE);
        assertThat(rounds).filteredOn(round -> round.round() > 0).allSatisfy(round -> {
            assertThat(round.results()).isEqualTo(2);
            assertThat(round.failures()).isZero();
            assertThat(round.evaluateFailures()).isZero();
        });
        assertThat(progress.rounds().get(3).metrics())
                .containsEntry("eval_loss", 0.25390625)
                .containsEntry("eval_accuracy", 0.7994940896045144);
        assertThat(progress.rounds().get(3).metrics().get("train_loss"))
                .isEqualTo(file.equals("flower_1_4.txt") ? 0.375 : null);
    }

    @Test
    void the_summary_of_flower_1_8_has_all_rounds_of_a_section_before_the_next_heading() throws IOException {
        assertThat(rounds("flower_1_8.txt")).extracting(Round::round).containsExactly(0, 1, 2);
        assertThat(progress.rounds())
                .extracting(round -> round.metrics().get("eval_loss"))
                .containsExactly(null, 0.3125, 0.265625);
        assertThat(progress.rounds().get(2).metrics())
                .containsEntry("eval_accuracy", 0.7979067261813144)
                .containsEntry("accuracy", 0.9846153846153847);
    }

    @Test
    void a_history_in_one_line_gives_rounds_of_which_nothing_else_was_logged() {
        progress.readLine("INFO flwr 2023-01-01 | app.py:218 | app_fit: losses_distributed [(1, 0.5), (2, nan)]");
        progress.readLine(
                "INFO flwr 2023-01-01 | app.py:222 | app_fit: metrics_centralized {'acc': [(1, 0.7), (2, 0.8)]}");
        assertThat(progress.rounds()).extracting(Round::round).containsExactly(1, 2);
        assertThat(progress.rounds()).extracting(Round::loss).containsExactly(0.5, null);
        assertThat(progress.rounds()).extracting(Round::accuracy).containsExactly(0.7, 0.8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[ROUND 1]~configure_fit: no clients selected, cancel",
                "fit_round 1: no clients selected, cancel"
            })
    void a_round_without_a_client_to_train_is_lost(String lines) {
        for (String line : lines.split("~")) {
            progress.readLine("INFO :      " + line);
        }
        assertThat(progress.end())
                .hasValueSatisfying(round -> assertThat(round.hasNobody()).isTrue());
    }

    @Test
    void a_strategy_waits_for_clients_until_it_prints_another_line() {
        progress.readLine("[ROUND 1/3]");
        assertThat(progress.waiting()).isEmpty();
        progress.readLine("INFO :      Waiting for nodes to connect: 2 connected (minimum required: 1000).");
        assertThat(progress.waiting()).contains(new WaitingForClients(2, 1000));
        progress.readLine("a line of the client");
        assertThat(progress.waiting()).isPresent();
        progress.readLine("INFO :      aggregate_train: Received 2 results and 0 failures");
        assertThat(progress.waiting()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"message_api_all_fail.txt", "legacy_all_fail.txt", "flower_1_4_all_fail.txt"})
    void rounds_without_a_result_are_lost(String file) throws IOException {
        List<Round> rounds =
                rounds(file).stream().filter(round -> round.round() > 0).toList();
        assertThat(rounds).hasSize(3).allMatch(Round::isLost).allMatch(Round::hasFailures);
    }

    @Test
    void a_round_with_some_failures_is_not_lost() throws IOException {
        List<Round> rounds = rounds("message_api_some_fail.txt").stream()
                .filter(round -> round.round() > 0)
                .toList();
        assertThat(rounds).hasSize(3).noneMatch(Round::isLost).allMatch(Round::hasFailures);
    }

    @Test
    void a_round_is_returned_when_the_next_one_begins_or_the_output_ends() {
        assertThat(progress.readLine("[ROUND 1/2]")).isEmpty();
        assertThat(progress.readLine("aggregate_train: Received 2 results and 0 failures"))
                .isEmpty();
        assertThat(progress.rounds()).isEmpty();
        assertThat(progress.readLine("[ROUND 2/2]")).map(Round::round).contains(1);
        assertThat(progress.readLine("aggregate_train: Received 2 results and 0 failures"))
                .isEmpty();
        assertThat(progress.end()).map(Round::round).contains(2);
        assertThat(progress.end()).isEmpty();
        assertThat(progress.rounds()).hasSize(2);
    }

    @Test
    void finite_numbers_of_every_kind_are_read_and_others_left_out() {
        progress.readLine("[ROUND 1]");
        progress.readLine(
                "fit progress: (1, nan, {'accuracy': np.float64(0.5), 'f1': 1e-3, 'x': inf, 'ok': True}, 4.2)");
        Optional<Round> round = progress.end();
        assertThat(round.orElseThrow().loss()).isNull();
        assertThat(round.orElseThrow().accuracy()).isEqualTo(0.5);
        assertThat(round.orElseThrow().metrics()).containsOnlyKeys("accuracy", "f1");
    }

    @Test
    void similar_lines_are_ignored() {
        for (String line : List.of(
                "(ClientAppActor pid=12) INFO :      [ROUND 7/9]",
                "[ROUND x/y]",
                "[ROUND 99999999999999]",
                "aggregate_train: Received many results and 0 failures",
                "fit progress: (1, 0.5",
                "round 1: 0.5",
                "my_fit_round one received 2 results",
                "fit_round 1 received all results and 0 failures",
                "{'a': [(1, 2)]}",
                "x".repeat(100_000) + "[ROUND 1/2]",
                "")) {
            assertThat(progress.readLine(line)).isEmpty();
        }
        assertThat(progress.end()).isEmpty();
        assertThat(progress.rounds()).isEmpty();
        assertThat(progress.totalRounds()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flower_1_0.txt", "flower_1_4.txt"})
    void a_server_that_waits_for_client_programs_is_not_a_simulation(String file) throws IOException {
        rounds(file);
        assertThat(progress.isServer()).isTrue();
        rounds("legacy.txt");
        assertThat(progress.isServer()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"flower_1_0.txt", "flower_1_4.txt", "legacy.txt", "legacy_distributed.txt", "message_api.txt"})
    void a_training_that_ended_is_not_unfinished(String file) throws IOException {
        rounds(file);
        assertThat(progress.unfinished()).isEmpty();
    }

    @Test
    void an_app_that_sends_its_messages_without_a_strategy_has_rounds_with_replies() {
        List<Round> rounds = linesOf("""
                \u001b[92mINFO \u001b[0m:      \uD83D\uDD04 Starting round 1/2
                \u001b[92mINFO \u001b[0m:      Sampled 2 nodes (out of 2)
                \u001b[92mINFO \u001b[0m:      Received 2/2 results (TRAIN)
                \u001b[92mINFO \u001b[0m:      Received 1/2 results (EVALUATE)
                \u001b[92mINFO \u001b[0m:      Starting round 2/2
                \u001b[91mERROR \u001b[0m:     An exception was raised when processing a message by RayBackend
                \u001b[92mINFO \u001b[0m:      Received 2/2 results
                """);
        assertThat(progress.totalRounds()).contains(2);
        assertThat(rounds).extracting(Round::round).containsExactly(1, 2);
        assertThat(rounds.get(0).results()).isEqualTo(2);
        assertThat(rounds.get(0).failures()).isZero();
        assertThat(rounds.get(0).evaluateFailures()).isEqualTo(1);
        assertThat(rounds.get(1).results()).isEqualTo(1);
        assertThat(rounds.get(1).failures()).isEqualTo(1);
    }

    @Test
    void a_round_of_such_an_app_in_which_every_client_raises_is_lost_although_it_has_replies() {
        String raised = "An exception was raised when processing a message by RayBackend\n";
        assertThat(linesOf("Starting round 1/1\n" + raised + raised + "Received 2/2 results\n"))
                .singleElement()
                .matches(Round::isLost);
    }

    @Test
    void the_log_loss_of_scikit_learn_is_a_loss() {
        assertThat(linesOf("""
                        [ROUND 1/1]
                        aggregate_evaluate: Received 2 results and 0 failures
                        Aggregated MetricRecord: {'test_logloss': 1.25, 'accuracy': 0.5}
                        """)).extracting(Round::loss).containsExactly(1.25);
    }

    @Test
    void a_strategy_that_prints_both_lines_of_a_round_has_it_once() {
        List<Round> rounds = linesOf("""
                [ROUND 1/1]
                Starting round 1/1
                aggregate_train: Received 2 results and 1 failures
                Received 1/3 results
                """);
        assertThat(rounds).singleElement().satisfies(round -> {
            assertThat(round.results()).isEqualTo(2);
            assertThat(round.failures()).isEqualTo(1);
            assertThat(round.evaluateFailures()).isNull();
        });
    }

    private List<Round> linesOf(String output) {
        List<Round> rounds = new ArrayList<>();
        output.lines().forEach(line -> progress.readLine(line).ifPresent(rounds::add));
        progress.end().ifPresent(rounds::add);
        return rounds;
    }

    @Test
    void the_trainings_of_a_script_that_runs_several_are_kept_apart() {
        List.of(
                        "INFO :      Starting Flower simulation, config: num_rounds=2, no round_timeout",
                        "INFO :      [INIT]",
                        "INFO :      initial parameters (loss, other metrics): 3.0, {'accuracy': 0.1}",
                        "INFO :      [ROUND 1]",
                        "INFO :      fit progress: (1, 2.0, {'accuracy': 0.25}, 1.5)",
                        "INFO :      [ROUND 2]",
                        "INFO :      fit progress: (2, 1.0, {'accuracy': 0.5}, 2.5)",
                        "INFO :      [SUMMARY]",
                        "INFO :      Starting Flower simulation, config: num_rounds=1, no round_timeout",
                        "INFO :      [ROUND 1]",
                        "INFO :      fit progress: (1, 0.5, {'accuracy': 0.75}, 1.5)")
                .forEach(progress::readLine);
        progress.end();

        assertThat(progress.rounds()).extracting(Round::accuracy).containsExactly(0.75);
        assertThat(progress.totalRounds()).contains(1);
        assertThat(progress.earlier()).singleElement().satisfies(first -> {
            assertThat(first.totalRounds()).isEqualTo(2);
            assertThat(first.rounds()).extracting(Round::accuracy).containsExactly(0.1, 0.25, 0.5);
        });
    }

    @Test
    void a_training_that_is_killed_in_a_round_is_kept_with_that_round() {
        List.of(
                        "INFO :      Starting Flower simulation, config: num_rounds=2, no round_timeout",
                        "INFO :      [ROUND 1]",
                        "INFO :      fit progress: (1, 2.0, {'accuracy': 0.25}, 1.5)")
                .forEach(progress::readLine);

        assertThat(progress.readLine("INFO :      Starting Flower simulation, config: num_rounds=2, no round_timeout"))
                .get()
                .extracting(Round::accuracy)
                .isEqualTo(0.25);
        assertThat(progress.earlier()).hasSize(1);
        assertThat(progress.rounds()).isEmpty();
    }

    @Test
    void a_second_announcement_before_the_first_round_begins_no_other_training() {
        List.of(
                        "INFO :      Starting Flower simulation, config: num_rounds=2, no round_timeout",
                        "INFO :      initial parameters (loss, other metrics): 3.0, {'accuracy': 0.1}",
                        "INFO :      Starting Flower ServerApp, config: num_rounds=2, no round_timeout",
                        "INFO :      [ROUND 1]",
                        "INFO :      fit progress: (1, 2.0, {'accuracy': 0.25}, 1.5)")
                .forEach(progress::readLine);
        progress.end();

        assertThat(progress.earlier()).isEmpty();
        assertThat(progress.rounds()).extracting(Round::round).containsExactly(0, 1);
    }
}
