package dev.flsys.flower.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Output of Flower 1.41 with its colours, without the stack traces of failing clients. */
class FlowerProgressTest {

    private static final Offset<Double> CLOSE = Offset.offset(1e-9);

    private final FlowerProgress progress = new FlowerProgress();

    private List<Round> rounds(String file) throws IOException {
        List<Round> rounds = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("src/test/resources/flower", file))) {
            progress.line(line).ifPresent(rounds::add);
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
    @ValueSource(strings = {"message_api_all_fail.txt", "legacy_all_fail.txt"})
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
        assertThat(progress.line("[ROUND 1/2]")).isEmpty();
        assertThat(progress.line("aggregate_train: Received 2 results and 0 failures"))
                .isEmpty();
        assertThat(progress.rounds()).isEmpty();
        assertThat(progress.line("[ROUND 2/2]")).map(Round::round).contains(1);
        assertThat(progress.line("aggregate_train: Received 2 results and 0 failures"))
                .isEmpty();
        assertThat(progress.end()).map(Round::round).contains(2);
        assertThat(progress.end()).isEmpty();
        assertThat(progress.rounds()).hasSize(2);
    }

    @Test
    void finite_numbers_of_every_kind_are_read_and_others_left_out() {
        progress.line("[ROUND 1]");
        progress.line("fit progress: (1, nan, {'accuracy': np.float64(0.5), 'f1': 1e-3, 'x': inf, 'ok': True}, 4.2)");
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
                "{'a': [(1, 2)]}",
                "x".repeat(100_000) + "[ROUND 1/2]",
                "")) {
            assertThat(progress.line(line)).isEmpty();
        }
        assertThat(progress.end()).isEmpty();
        assertThat(progress.rounds()).isEmpty();
        assertThat(progress.totalRounds()).isEmpty();
    }
}
