package dev.flsys.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryFileNamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cnn_20240131_235959",
                "cnn_20240131235959",
                "cnn_20240131",
                "cnn-20240131-2359",
                "cnn_2024-01-31",
                "cnn_2024-01-31_23-59-59",
                "cnn_2024-01-31T23:59:59",
                "cnn_1706745599",
                "cnn_round_12",
                "cnn_round12",
                "cnn_final",
                "cnn_Best"
            })
    void an_ending_that_names_the_training_is_removed(String id) {
        assertThat(HistoryFileNames.of(id)).containsExactly(id, "cnn");
    }

    @Test
    void endings_are_removed_one_after_the_other() {
        assertThat(HistoryFileNames.of("cnn_20240131_round_3"))
                .containsExactly("cnn_20240131_round_3", "cnn_20240131", "cnn");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fedavg_model",
                "model_fedavg",
                "global_model_fedavg",
                "fedavg_best_weights",
                "fedavg-checkpoint",
                "fedavg_state_dict",
                "fedavg_model_round_7",
                "model_fedavg_20240131"
            })
    void words_for_weights_are_removed(String id) {
        assertThat(HistoryFileNames.of(id)).startsWith(id).endsWith("fedavg");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "final_model",
                "global_model",
                "best_model",
                "model_3",
                "model_client_1",
                "model_epoch_10",
                "supermodel",
                "model",
                "server_global_weights"
            })
    void a_rest_that_names_no_training_is_no_form(String id) {
        assertThat(HistoryFileNames.of(id)).containsExactly(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cnn", "cnn_v2", "resnet18", "final", "_best", "cnn_2024", "round_3"})
    void other_endings_belong_to_the_name(String id) {
        assertThat(HistoryFileNames.of(id)).containsExactly(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cnn_history",
                "history_cnn",
                "CNN-Training-History",
                "training_history_cnn",
                "cnn_results",
                "result_cnn",
                "metrics-cnn",
                "cnn_log"
            })
    void words_for_a_history_may_come_before_and_after(String stem) {
        assertThat(HistoryFileNames.isDecorated(stem, "cnn")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cnn", "cnn2_history", "history", "cnn_config", "my_cnn_history"})
    void other_words_are_other_names(String stem) {
        assertThat(HistoryFileNames.isDecorated(stem, "cnn")).isFalse();
    }
}
