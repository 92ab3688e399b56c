package dev.flsys.history.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.flsys.testsupport.Unchecked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirstRoundTest {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'num_rounds':2,'accuracy':[0.1,0.5,0.6]}",
                "{'accuracy':[0.1,0.5,0.6],'config':{'server':{'num-server-rounds':2}}}",
                "{'run_config':{'num-server-rounds':'2'},'round_res':[{'accuracy':0.1},{'accuracy':0.5},{'accuracy':0.6}]}",
                "{'rounds':2,'results':[{'accuracy':0.1},{'accuracy':0.5},{'accuracy':0.6}]}",
                "{'best_model_round':2,'accuracy':[0.1,0.5,0.6]}",
                "{'best_round':1,'best_accuracy':0.5,'accuracy':[0.1,0.5,0.6]}",
                "{'best_model':{'round':2,'accuracy':0.6},'test_acc':[0.1,0.5,0.6],'test_loss':[3,2,1]}",
                "{'accuracy':[0.1,0.5,0.6],'losses_distributed':[[1,2],[2,1]]}",
                "{'accuracy':[0.1,0.5,0.6],'train_loss':[2,1]}",
                "{'accuracy':[0.1,0.5,0.6],'round_time':[12,13]}",
                "{'rounds':[1,2],'accuracies':[0.1,0.5,0.6],'losses':[2,1]}",
                "{'rounds':[1,2],'accuracies':[0.1,0.5,0.6],'losses':[3,2,1],'best_round':2}",
                "{'rounds':[0,1,2],'accuracies':[0.1,0.5,0.6],'losses':[2,1]}",
                "{'rounds':[0,1,2],'accuracies':[0.1,0.5,0.6],'train_loss':[2,1]}"
            })
    void values_begin_with_round_0_where_the_file_shows_it(String json) {
        TrainingHistory history = parse(json);

        assertThat(history.rounds()).containsExactly(0, 1, 2);
        assertThat(history.accuracies()).containsExactly(0.1, 0.5, 0.6);
        history.metrics().values().forEach(series -> assertThat(series).hasSize(3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'accuracy':[0.1,0.5,0.6]}",
                "{'num_rounds':3,'accuracy':[0.1,0.5,0.6]}",
                "{'num_rounds':10,'accuracy':[0.1,0.5,0.6]}",
                "{'num_rounds':3,'best_round':2,'accuracy':[0.1,0.5,0.6]}",
                "{'best_round':3,'accuracy':[0.1,0.5,0.6]}",
                "{'best_round':3,'round_res':[{'accuracy':0.1},{'accuracy':0.5},{'accuracy':0.6}]}",
                "{'best_round':7,'accuracy':[0.1,0.5,0.6]}",
                "{'epochs':2,'accuracy':[0.1,0.5,0.6]}",
                "{'round_res':[{'accuracy':0.1},{'accuracy':0.5},{'accuracy':0.6}],'run_config':{'num-server-rounds':3}}"
            })
    void values_begin_with_round_1_otherwise(String json) {
        TrainingHistory history = parse(json);

        assertThat(history.rounds()).containsExactly(1, 2, 3);
        assertThat(history.accuracies()).containsExactly(0.1, 0.5, 0.6);
    }

    @Test
    void a_series_without_round_0_begins_with_round_1_beside_one_that_has_it() {
        TrainingHistory history = parse("{'num_rounds':2,'test_accuracy':[0.1,0.5,0.6],'train_loss':[2,1]}");

        assertThat(history.losses()).containsExactly(null, 2.0, 1.0);
        assertThat(parse("{'rounds':[0,1,2],'accuracies':[0.1,0.5,0.6],'losses':[2,1]}")
                        .losses())
                .containsExactly(null, 2.0, 1.0);
    }

    @Test
    void an_unfinished_series_beside_round_0_is_not_shifted() {
        assertThat(parse("{'rounds':[0,1,2,3],'accuracies':[0.1,0.5],'losses':[3,2]}")
                        .losses())
                .containsExactly(3.0, 2.0, null, null);
    }

    @Test
    void a_hundred_rounds_with_the_values_before_them_are_aligned() {
        StringBuilder values = new StringBuilder("0.01");
        for (int i = 1; i <= 100; i++) {
            values.append(",").append(i == 37 ? "0.99" : "0.5");
        }
        TrainingHistory history = parse("{'best_model_round':37,'centralized':{'acc':[" + values + "]}}");

        assertThat(history.rounds()).hasSize(101).startsWith(0).endsWith(100);
        assertThat(history.accuracies().get(37)).isEqualTo(0.99);
    }

    private static TrainingHistory parse(String json) {
        return Unchecked.io(
                () -> HistoryParser.parse(HistoryDocument.json(JSON.readTree(json)), Experiments.of("result.json")));
    }
}
