package dev.flsys.model.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistinctiveNamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "best_model",
                "model",
                "final_model",
                "finalModel",
                "best",
                "last",
                "checkpoint-500",
                "weights",
                "round_3",
                "round-7-weights",
                "epoch=9-step=100",
                "pytorch_model",
                "global_model_round7",
                "state_dict",
                "client_0",
                "2025-01-31_12-00-00",
                "model2"
            })
    void a_name_of_general_words_says_nothing(String name) {
        assertThat(DistinctiveNames.isDistinctive(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"LeNet", "model_lenet_round_7", "resnet18", "best_cnn", "模型", "fedavg", "a"})
    void a_name_with_another_word_says_something(String name) {
        assertThat(DistinctiveNames.isDistinctive(name)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "LeNet_20250131/checkpoints, LeNet_20250131",
        "outputs/2025-01-31/12-00-00, 2025-01-31/12-00-00",
        "multirun/2025-01-31/12-00-00/3, 2025-01-31/12-00-00/3",
        "mnist/results/run_2/weights, mnist/run_2",
        "lightning_logs/version_3/checkpoints, version_3",
        "fedprox/client_1/models, fedprox/client_1",
        "results/checkpoint-500, checkpoint-500",
        "outputs/checkpoints, checkpoints",
        "runs/20250131120000, 20250131120000",
        "a/b, b",
    })
    void the_place_is_the_nearest_folder_that_says_something(String folders, String place) {
        assertThat(DistinctiveNames.identifyingFolders(List.of(folders.split("/"))))
                .isEqualTo(List.of(place.split("/")));
    }
}
