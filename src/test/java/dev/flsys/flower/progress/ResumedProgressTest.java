package dev.flsys.flower.progress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The rounds of a training that continues an earlier one. */
class ResumedProgressTest {

    private static FlowerProgress read(FlowerProgress progress, String... lines) {
        for (String line : lines) {
            progress.readLine(line);
        }
        progress.end();
        return progress;
    }

    @Test
    void the_rounds_of_the_message_api_keep_their_numbers() {
        FlowerProgress progress = read(
                new FlowerProgress(3, 5),
                "INFO :      \t├── Number of rounds: 5",
                "INFO :      Initial global evaluation results: {'loss': 0.5}",
                "INFO :      [ROUND 4/5]",
                "INFO :      aggregate_train: Received 2 results and 0 failures",
                "INFO :      [ROUND 5/5]",
                "INFO :      aggregate_train: Received 2 results and 0 failures",
                "INFO :      Strategy execution finished in 1.00s");
        assertThat(progress.rounds()).extracting(Round::round).containsExactly(3, 4, 5);
        assertThat(progress.rounds().get(0).loss()).isEqualTo(0.5);
        assertThat(progress.totalRounds()).contains(5);
        assertThat(progress.unfinished()).isEmpty();
    }

    @Test
    void the_number_of_rounds_that_the_app_asked_for_is_not_that_of_the_last_round() {
        FlowerProgress progress = read(
                new FlowerProgress(3, 5),
                "INFO :      Starting Flower ServerApp, config: num_rounds=20, no round_timeout",
                "INFO :      initial parameters (loss, other metrics): 0.5, {}",
                "INFO :      [ROUND 4]",
                "INFO :      aggregate_fit: received 2 results and 0 failures",
                "INFO :      [ROUND 5]",
                "INFO :      aggregate_fit: received 2 results and 0 failures");
        assertThat(progress.totalRounds()).contains(5);
        assertThat(progress.rounds()).extracting(Round::round).containsExactly(3, 4, 5);
        assertThat(progress.unfinished()).isEmpty();
    }

    @Test
    void a_resumed_training_that_ends_early_is_unfinished() {
        FlowerProgress progress = read(
                new FlowerProgress(3, 9),
                "INFO :      Starting Flower ServerApp, config: num_rounds=6, no round_timeout",
                "INFO :      [ROUND 4]",
                "INFO :      aggregate_fit: received 2 results and 0 failures");
        assertThat(progress.unfinished()).contains(new UnfinishedTraining(9, 4));
    }

    @Test
    void the_printed_history_has_the_evaluation_of_the_checkpoint_at_its_round() {
        FlowerProgress progress = read(
                new FlowerProgress(3, 4),
                "INFO :      [ROUND 4]",
                "INFO :      aggregate_fit: received 2 results and 0 failures",
                "INFO :      [SUMMARY]",
                "INFO :      \tHistory (loss, centralized):",
                "INFO :      \t\tround 0: 0.5",
                "INFO :      \t\tround 4: 0.25");
        assertThat(progress.rounds()).extracting(Round::round).containsExactly(3, 4);
        assertThat(progress.rounds()).extracting(Round::loss).containsExactly(0.5, 0.25);
    }
}
