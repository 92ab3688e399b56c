package dev.flsys.model.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoundNameTest {

    @ParameterizedTest
    @CsvSource({
        "LeNet_round_7, LeNet, 7",
        "round-7-weights, weights, 7",
        "weights_round_7, weights, 7",
        "global_model_round7, global_model, 7",
        "globalModelRound12, globalModel, 12",
        "LeNet_rnd_3, LeNet, 3",
        "round=10, round, 10",
        "ROUND_003, round, 3",
        "2025-01-31_12-00-00_model_round_7, 2025-01-31_12-00-00_model, 7",
        "fold_round_1_LeNet_round_5_best, fold_round_1_LeNet_best, 5",
        "LeNet_round_5_acc_0.913, LeNet, 5",
        "LeNet_round_5_val_loss=0.2, LeNet, 5",
        "模型_round_12, 模型, 12",
        "run_round_3_model, run_model, 3",
    })
    void a_round_in_a_name_is_found(String name, String series, int round) {
        assertThat(RoundName.of(name)).contains(new RoundName(series, round));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LeNet",
                "LeNet_rounds_10",
                "around_7",
                "background7",
                "resnet_r50",
                "epoch_3",
                "LeNet_round",
                "round_7b",
                "LeNet_7"
            })
    void a_name_without_a_round_has_none(String name) {
        assertThat(RoundName.of(name)).isEmpty();
        assertThat(RoundName.seriesOf(name)).isEqualTo(name);
    }
}
