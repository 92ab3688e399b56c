package dev.flsys.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.flower.progress.FlowerProgress;
import dev.flsys.flower.progress.Round;
import dev.flsys.history.rounds.TrainingHistory;
import dev.flsys.simulation.models.TrainedModels.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationHistoryTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "message_api.txt",
                "message_api_all_fail.txt",
                "message_api_some_fail.txt",
                "flwr_run.txt",
                "legacy.txt",
                "legacy_distributed.txt",
                "legacy_all_fail.txt"
            })
    void the_history_has_the_loss_and_accuracy_of_the_rounds_that_were_shown_live(String output) throws IOException {
        List<Round> rounds = rounds(output);

        TrainingHistory history = history(rounds);

        assertThat(rounds).isNotEmpty();
        assertThat(history.rounds()).isEqualTo(rounds.stream().map(Round::round).toList());
        assertThat(history.losses()).isEqualTo(rounds.stream().map(Round::loss).toList());
        assertThat(history.accuracies())
                .isEqualTo(rounds.stream().map(Round::accuracy).toList());
    }

    @Test
    void the_server_s_evaluation_is_before_that_of_the_clients() throws IOException {
        TrainingHistory history = history(rounds("message_api.txt"));
        assertThat(history.accuracySeries()).isEqualTo("centralized_accuracy");
        assertThat(history.lossSeries()).isEqualTo("centralized_loss");
        assertThat(history.metrics()).containsKeys("eval_acc", "eval_loss", "train_loss", "train_acc", "failures");
    }

    @Test
    void a_round_without_metrics_has_its_loss_and_accuracy() {
        TrainingHistory history = history(List.of(new Round(1, 0.5, 0.9, 2, 0, null, Map.of())));
        assertThat(history.losses()).containsExactly(0.5);
        assertThat(history.accuracies()).containsExactly(0.9);
    }

    @Test
    void the_seconds_of_the_rounds_are_a_series() {
        TrainingHistory history = history(List.of(
                new Round(1, 0.5, null, 2, 0, null, 4.5, Map.of()),
                new Round(2, 0.4, null, 2, 0, null, null, Map.of())));
        assertThat(history.metrics().get("seconds")).containsExactly(4.5, null);
    }

    private static List<Round> rounds(String output) throws IOException {
        FlowerProgress progress = new FlowerProgress();
        Files.readAllLines(Path.of("src/test/resources/flower", output)).forEach(progress::readLine);
        progress.end();
        return progress.rounds();
    }

    private static TrainingHistory history(List<Round> rounds) {
        return SimulationHistory.of(new Training(
                Optional.empty(),
                JSON.createObjectNode().put("rounds", 3),
                rounds,
                Instant.EPOCH,
                Optional.of(Duration.ofMillis(90_500))));
    }
}
