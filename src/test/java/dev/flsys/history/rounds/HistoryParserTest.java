package dev.flsys.history.rounds;

import static dev.flsys.history.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.flsys.model.catalog.ModelId;
import dev.flsys.testsupport.Unchecked;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryParserTest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .build();

    @Test
    void parallel_lists_are_read_with_their_rounds() {
        TrainingHistory history = parse(
                "{'rounds':[1,2,3],'accuracies':[0.5,0.7,0.8],'losses':[2.0,1.0,0.5],'total_training_time':12.5}");

        assertRounds(history, 1, 2, 3);
        assertThat(history.accuracies()).containsExactly(0.5, 0.7, 0.8);
        assertThat(history.losses()).containsExactly(2.0, 1.0, 0.5);
        assertThat(history.totalTrainingTime()).hasToString("12.5");
        assertThat(history.metrics()).isEmpty();
        assertThat(history.source()).isEqualTo("result.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "np.float64(0.5)",
                "numpy.float32(0.5)",
                "tensor(0.5000, device='cuda:0')",
                "tensor([0.5])",
                "array(0.5, dtype=float32)",
                " 0.5 "
            })
    void numbers_of_numpy_and_torch_that_were_written_as_text_are_numbers(String text) {
        String quoted = text.replace("'", "\\u0027");
        assertThat(parse("{'rounds':[1],'accuracies':['" + quoted + "']}").accuracies())
                .containsExactly(0.5);
        assertRefused(() -> parse("{'rounds':[1],'accuracies':['tensor(0.5, 0.6']}"));
    }

    @Test
    void values_of_every_few_rounds_are_aligned_by_the_interval_that_the_file_names() {
        TrainingHistory history =
                parse("{'config':{'num_rounds':6,'eval_every':2},'test_acc':[0.1,0.2,0.3],'train_loss':[6,5,4,3,2,1]}");
        assertRounds(history, 1, 2, 3, 4, 5, 6);
        assertThat(history.accuracies()).containsExactly(null, 0.1, null, 0.2, null, 0.3);
        assertThat(history.losses()).containsExactly(6.0, 5.0, 4.0, 3.0, 2.0, 1.0);
        assertNote(history).contains("every 2 rounds").contains("test_acc");

        assertRounds(parse("{'num_rounds':6,'eval_every':2,'accuracy':[0,0.1,0.2,0.3]}"), 0, 2, 4, 6);
        assertRounds(parse("{'num_rounds':7,'eval_every':3,'history':[{'accuracy':0.1},{'accuracy':0.2}]}"), 3, 6);
        assertRounds(parse("{'eval_every':2,'rounds':[1,2,3,4],'loss':[4,3,2,1],'accuracy':[0.1,0.2]}"), 1, 2, 3, 4);
        assertRounds(parse("{'num_rounds':3,'eval_every':2,'accuracy':[0.1,0.2,0.3]}"), 1, 2, 3);
    }

    @Test
    void an_interval_that_does_not_fit_the_number_of_values_is_refused_or_noted() {
        assertRefused(() -> parse("{'num_rounds':7,'eval_every':3,'accuracy':[0.1,0.2,0.3]}"))
                .hasMessageContaining("'accuracy' has 3 values, for an evaluation every 3 of 7 rounds")
                .hasMessageContaining("\"rounds\": [...]");
        assertNote(parse("{'eval_every':3,'accuracy':[0.1,0.2,0.3]}")).contains("no number of rounds");
        assertNote(parse("{'num_rounds':20,'accuracy':[0.1,0.2]}")).contains("'accuracy' has 2 values for 20 rounds");
    }

    @Test
    void lists_of_clients_become_a_series_for_each_client_and_their_mean() {
        TrainingHistory byClient = parse("{'rounds':[1,2,3],'client_accuracies':[[0.25,0.5,0.75],[0.75,1,1.25]]}");
        assertRounds(byClient, 1, 2, 3);
        assertThat(byClient.accuracies()).containsExactly(0.5, 0.75, 1.0);
        assertThat(byClient.metrics().get("client_1_accuracy")).containsExactly(0.75, 1.0, 1.25);
        assertNote(byClient).contains("plain mean of 2 clients");

        TrainingHistory byRound = parse("{'num_clients':2,'client_losses':[[4,2],[3,1],[1,1]]}");
        assertThat(byRound.losses()).containsExactly(3.0, 2.0, 1.0);
        assertThat(byRound.metrics().get("client_1_loss")).containsExactly(2.0, 1.0, 1.0);

        TrainingHistory chosen = parse("{'rounds':[1,2],'num_clients':10,'client_losses':[[4,2,3],[3,1]]}");
        assertThat(chosen.losses()).containsExactly(3.0, 2.0);
        assertThat(chosen.metrics()).isEmpty();
    }

    @Test
    void lists_of_lists_that_may_be_of_clients_or_of_rounds_are_refused_with_the_form_to_write() {
        for (String lists :
                List.of("'client_accuracies':[[0.1,0.2,0.3],[0.3,0.4,0.5]]", "'accuracies':[[0.1],[0.2]]")) {
            assertRefused(() -> parse("{" + lists + "}"))
                    .hasMessageContaining("is a list of 2 lists")
                    .hasMessageContaining("\"0\": [...]");
        }
        TrainingHistory beside = parse("{'rounds':[1,2],'loss':[2,1],'accuracy':[[0.1,0.2],[0.3,0.4]]}");
        assertThat(beside.losses()).containsExactly(2.0, 1.0);
        assertNote(beside).startsWith("Not shown: 'accuracy'");
        assertThat(parse("{'client_accuracy':{'0':[0.25,0.5],'1':[0.75,1]}}").accuracies())
                .containsExactly(0.5, 0.75);
    }

    @Test
    void a_history_without_rounds_yet_is_empty() {
        assertRounds(parse("{'rounds':[],'accuracies':[],'losses':[]}"));
        assertRounds(parse("{'losses_distributed':[],'losses_centralized':[],'metrics_centralized':{}}"));
        assertRounds(parse("{'history':[]}"));
        assertRounds(parse("[]"));
    }

    @Test
    void steps_are_the_rounds_of_a_trainer_that_logs_fractions_of_epochs() {
        TrainingHistory history = parse("""
                {'epoch':1.0,'global_step':4,'best_metric':null,'log_history':[
                  {'epoch':0.5,'step':2,'loss':2.0,'learning_rate':0.1},
                  {'epoch':1.0,'step':4,'loss':1.0,'learning_rate':0.05},
                  {'epoch':1.0,'step':4,'eval_loss':1.5,'eval_accuracy':0.75,'eval_runtime':0.1}]}""");

        assertRounds(history, 2, 4);
        assertThat(history.accuracies()).containsExactly(null, 0.75);
        assertThat(history.losses()).containsExactly(null, 1.5);
        assertRefused(() -> parse("{'history':[{'epoch':0.5,'loss':2.0},{'epoch':1.0,'loss':1.0}]}"))
                .hasMessageContaining("whole number");
    }

    @Test
    void flowers_history_is_read_with_round_0_and_prefers_central_evaluation() {
        TrainingHistory history = parse("{'losses_distributed':[[1,1.5],[2,1.2]],"
                + "'losses_centralized':[[0,2.3],[1,1.4],[2,1.1]],"
                + "'metrics_distributed_fit':{'accuracy':[[1,0.9],[2,0.95]]},"
                + "'metrics_distributed':{'accuracy':[[1,0.4],[2,0.5]]},"
                + "'metrics_centralized':{'accuracy':[[0,0.1],[1,0.45],[2,0.55]],'f1':[[1,0.3]]}}");

        assertRounds(history, 0, 1, 2);
        assertThat(history.accuracies()).containsExactly(0.1, 0.45, 0.55);
        assertThat(history.accuracySeries()).isEqualTo("centralized_accuracy");
        assertThat(history.losses()).containsExactly(2.3, 1.4, 1.1);
        assertThat(history.lossSeries()).isEqualTo("losses_centralized");
        assertThat(history.metrics())
                .containsOnlyKeys(
                        "losses_distributed", "distributed_fit_accuracy", "distributed_accuracy", "centralized_f1");
        assertThat(history.metrics().get("centralized_f1")).containsExactly(null, 0.3, null);
    }

    @Test
    void flowers_history_inside_of_history_keeps_the_facts_around_it() {
        TrainingHistory history = parse("{'config':{'rounds':2,'lr':0.1,'x':NaN,'1':{'loss':3}},'duration':3,"
                + "'history':{'losses_distributed':[[1,1.5],[2,1.2]],'metrics_distributed':{'acc':[[2,0.5]]}}}");

        assertRounds(history, 1, 2);
        assertThat(history.accuracies()).containsExactly(null, 0.5);
        assertThat(history.losses()).containsExactly(1.5, 1.2);
        assertThat(history.totalTrainingTime()).hasToString("3.0");
        assertThat(history.parameters()).hasToString("{\"rounds\":2,\"lr\":0.1,\"x\":null,\"1\":{\"loss\":3}}");
    }

    @Test
    void tagged_lists_are_read_and_their_tags_name_the_series() {
        TrainingHistory history = parse(
                "{'federated_evaluate':[{'round':1,'federated_evaluate_loss':1.5}],"
                        + "'centralized_evaluate':[{'round':0,'loss':2.3,'accuracy':0.1},{'round':1,'loss':1.4,'accuracy':0.5}]}");

        assertRounds(history, 0, 1);
        assertThat(history.accuracies()).containsExactly(0.1, 0.5);
        assertThat(history.lossSeries()).isEqualTo("centralized_evaluate_loss");
        assertThat(history.metrics()).containsOnlyKeys("federated_evaluate_federated_evaluate_loss");
    }

    @Test
    void round_keyed_objects_are_sorted_by_number() {
        TrainingHistory history =
                parse("{'10':{'train_loss':0.1,'eval_acc':0.9},'2':{'train_loss':0.5,'eval_acc':0.6}}");

        assertRounds(history, 2, 10);
        assertThat(history.accuracies()).containsExactly(0.6, 0.9);
        assertThat(history.losses()).containsExactly(0.5, 0.1);
        assertThat(history.lossSeries()).isEqualTo("train_loss");
    }

    @Test
    void rounds_may_be_keyed_by_name_and_hold_nested_metrics() {
        TrainingHistory history =
                parse("{'total_time':'8.5','round_1':{'train':{'loss':2},'test':{'loss':3,'acc':0.5}},"
                        + "'Round 2':{'train':{'loss':1},'test':{'loss':2,'acc':0.6}}}");

        assertRounds(history, 1, 2);
        assertThat(history.losses()).containsExactly(3.0, 2.0);
        assertThat(history.metrics()).containsOnlyKeys("train_loss");
        assertThat(history.totalTrainingTime()).hasToString("8.5");
    }

    @Test
    void the_result_of_flowers_message_strategies_is_read() {
        TrainingHistory history = parse("{'train_metrics_clientapp':{'1':{'train_loss':2.0}},"
                + "'evaluate_metrics_clientapp':{'1':{'eval_loss':1.9,'eval_acc':0.3}},"
                + "'evaluate_metrics_serverapp':{'0':{'accuracy':0.1,'loss':2.3},'1':{'accuracy':0.4,'loss':1.8}}}");

        assertRounds(history, 0, 1);
        assertThat(history.accuracies()).containsExactly(0.1, 0.4);
        assertThat(history.losses()).containsExactly(2.3, 1.8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{'round':1,'loss':2,'accuracy':0.5},{'round':2,'loss':1,'accuracy':0.6}]",
                "{'rounds':[{'round':1,'loss':2,'accuracy':0.5},{'round':2,'loss':1,'accuracy':0.6}]}",
                "{'rounds':[{'loss':2,'accuracy':0.5},{'loss':1,'accuracy':0.6}]}",
                "[{'server_round':'1','metrics':{'loss':2,'accuracy':0.5}},{'server_round':2.0,'loss':1,'accuracy':0.6}]",
                "{'accuracy':[0.5,0.6],'loss':[2,1]}",
                "{'acc':[0.5,0.6],'losses':[2,1]}",
                "{'rounds':2,'test_acc':[0.5,0.6],'test_loss':[2,1]}",
                "{'rounds':[1,2],'metrics':{'accuracy':[0.5,0.6],'loss':[2,1]}}",
                "{'round':[2,1],'valAcc':['0.6','0.5'],'valLoss':[1,2]}",
                "{'accuracy':{'1':0.5,'2':0.6},'loss':{'1':2,'2':1}}",
                "{'round':{'0':1,'1':2},'accuracy':{'0':0.5,'1':0.6},'loss':{'0':2,'1':1}}",
                "{'history':{'history':{'1':{'loss':2,'acc':0.5},'2':{'loss':1,'acc':0.6}}}}"
            })
    void the_same_history_in_other_shapes_reads_the_same(String json) {
        TrainingHistory history = parse(json);

        assertRounds(history, 1, 2);
        assertThat(history.accuracies()).containsExactly(0.5, 0.6);
        assertThat(history.losses()).containsExactly(2.0, 1.0);
        assertThat(history.metrics()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "accuracies, centralized_accuracy",
        "centralized_accuracy, test_accuracy",
        "server_acc, test_acc",
        "test_acc, eval_acc",
        "eval_accuracy, val_accuracy",
        "val_acc, federated_accuracy",
        "distributed_accuracy, accuracy",
        "accuracy, train_accuracy",
        "acc, accuracy_distributed_fit",
        "train_acc, client_3_accuracy",
        "accuracy, best_accuracy",
        "accuracy, accuracy_std"
    })
    void the_series_that_says_more_about_unseen_data_is_preferred(String first, String second) {
        String both = "{'rounds':[1],'%s':[0.1],'%s':[0.2]}";

        assertThat(parse(both.formatted(first, second)).accuracySeries()).isEqualTo(first);
        assertThat(parse(both.formatted(second, first)).accuracySeries()).isEqualTo(first);
        assertThat(parse(both.formatted(second, first)).metrics()).containsOnlyKeys(second);
    }

    @ParameterizedTest
    @CsvSource({
        "losses, test_loss",
        "global_loss, val_loss",
        "val_loss, loss",
        "loss, train_loss",
        "train_loss, loss_std"
    })
    void losses_are_preferred_in_the_same_order(String first, String second) {
        assertThat(parse("{'rounds':[1],'%s':[0.1],'%s':[0.2]}".formatted(second, first))
                        .lossSeries())
                .isEqualTo(first);
    }

    @Test
    void a_series_without_any_value_comes_last() {
        TrainingHistory history = parse("{'rounds':[1,2],'test_acc':[null,NaN],'train_acc':[0.5,0.6]}");

        assertThat(history.accuracySeries()).isEqualTo("train_acc");
        assertThat(history.metrics().get("test_acc")).containsExactly(null, null);
    }

    @Test
    void numbers_that_json_does_not_have_become_null() {
        TrainingHistory history = parse(
                "{'rounds':[1,2,3,4],'accuracies':[NaN,Infinity,-Infinity,1e999],'losses':['nan','inf',null,0.5]}");

        assertThat(history.accuracies()).containsExactly(null, null, null, null);
        assertThat(history.losses()).containsExactly(null, null, null, 0.5);
    }

    @Test
    void rounds_that_a_series_lacks_are_null() {
        TrainingHistory history = parse("[{'round':1,'loss':2},{'round':2,'accuracy':0.6},{'round':5}]");

        assertRounds(history, 1, 2, 5);
        assertThat(history.accuracies()).containsExactly(null, 0.6, null);
        assertThat(history.losses()).containsExactly(2.0, null, null);
        assertThat(parse("{'rounds':[1,2],'accuracies':[0.5]}").accuracies()).containsExactly(0.5, null);
        assertThat(parse("{'accuracy':[0.5],'loss':[2,1]}").accuracies()).containsExactly(0.5, null);
    }

    @Test
    void the_last_of_two_equal_rounds_wins() {
        TrainingHistory history = parse("{'losses_centralized':[[2,5],[1,2.0],[2,1.0]]}");

        assertRounds(history, 1, 2);
        assertThat(history.losses()).containsExactly(2.0, 1.0);
    }

    @Test
    void percent_is_unchanged() {
        assertThat(parse("{'rounds':[1],'accuracies':[87.5]}").accuracies()).containsExactly(87.5);
    }

    @Test
    void lists_that_are_not_per_round_are_ignored() {
        TrainingHistory history = parse("{'rounds':[1,2],'accuracies':[0.5,0.6],'class_counts':[1,2,3],"
                + "'names':['a','b'],'matrix':[[1,2,3],[4,5,6]],'per_class':{'0':0.1,'1':0.2},'confusion_matrix':[[50,2],[3,45]],'loss':'cross_entropy',"
                + "'num_examples':{'0':500},'lr':[0.1,0.2],'clients':[{'id':1,'loss':3}]}");

        assertRounds(history, 1, 2);
        assertThat(history.metrics()).containsOnlyKeys("lr");
        assertThat(history.lossSeries()).isNull();
        assertThat(history.losses()).containsExactly(null, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "total_training_time",
                "total_time",
                "training_time",
                "elapsed",
                "duration",
                "total_time_seconds",
                "elapsed_s"
            })
    void the_time_is_found_by_its_names(String name) {
        for (String form : List.of("{'rounds':[],'%s':7}", "{'rounds':[],'summary':{'%s':7}}")) {
            JsonNode time = Objects.requireNonNull(parse(form.formatted(name)).totalTrainingTime());
            assertThat(time.doubleValue()).isEqualTo(7.0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"2 hours 30 minutes\"",
                "\"12.5\"",
                "\"\"",
                "7",
                "-1",
                "null",
                "true",
                "{\"hours\":2,\"minutes\":30}",
                "[2,30]"
            })
    void the_total_time_is_unchanged_in_every_form_of_file(String time) {
        for (String form : List.of(
                "{'rounds':[1],'accuracies':[0.5],'losses':[1],'total_training_time':%s,'duration':3}",
                "{'total_training_time':%s,'losses_centralized':[[0,2.3]],'metrics_centralized':{'accuracy':[[0,0.5]]}}",
                "{'total_training_time':%s,'history':{'rounds':[1],'accuracies':[0.5]}}",
                "{'history':{'rounds':[1],'accuracies':[0.5],'total_training_time':%s}}",
                "{'total_training_time':%s,'tag':[{'round':1,'loss':0.5}]}",
                "{'total_training_time':%s,'1':{'loss':0.5},'2':{'loss':0.4}}",
                "{'total_training_time':%s,'rounds':[{'round':1,'loss':0.5}]}")) {
            assertThat(parse(form.formatted(time)).totalTrainingTime()).as(form).hasToString(time);
        }
    }

    @Test
    void members_that_are_no_part_of_the_answer_are_unchanged() {
        String extra =
                "\"precision\":[0.5,0.25],\"model\":\"LeNet\",\"config\":{\"lr\":0.1},\"f1_scores\":{\"cat\":[1,\"x\"]},"
                        + "\"note\":null,\"done\":true,\"备注\":\"完成\",\"count\":12345678901234567890";
        TrainingHistory history = parse("{'rounds':[1,2],'accuracies':[0.5,0.6],'losses':[1,0.5]," + extra + "}");

        assertThat(JSON.valueToTree(history.extra()).toString()).isEqualTo("{" + extra + "}");
        assertThat(history.metrics()).containsOnlyKeys("precision");
        assertThat(history.parameters()).hasToString("{\"lr\":0.1}");
        assertThat(history.of(new ModelId("cnn")).model()).isNull();
    }

    @Test
    void members_that_were_read_as_series_are_unchanged() {
        TrainingHistory history =
                parse("{'losses_centralized':[[0,2.3],[1,1.9]],'train_loss':[0.5],'history':{'a':1}}");

        assertThat(history.extra()).containsOnlyKeys("losses_centralized", "train_loss", "history");
        assertThat(history.extra().get("losses_centralized")).hasToString("[[0,2.3],[1,1.9]]");
    }

    @Test
    void rounds_are_no_extra_members() {
        assertThat(parse("{'1':{'loss':0.5},'round_2':{'loss':0.4},'seed':7}").extra())
                .containsOnlyKeys("seed");
        assertThat(parse("[{'round':1,'loss':0.5}]").extra()).isEmpty();
        assertThat(parse("{'rounds':[{'round':1,'loss':0.5}]}").extra()).isEmpty();
    }

    @Test
    void numbers_that_json_does_not_have_are_null_in_extra_members() {
        TrainingHistory history = parse("{'rounds':[1],'losses':[1],'x':NaN,'y':{'z':[Infinity,-Infinity,1e400,0.5]},"
                + "'total_training_time':NaN}");

        assertThat(history.extra().get("x")).hasToString("null");
        assertThat(history.extra().get("y")).hasToString("{\"z\":[null,null,null,0.5]}");
        assertThat(history.totalTrainingTime()).hasToString("null");
    }

    @Test
    void the_file_s_own_parameters_are_unchanged_beside_a_config() {
        assertThat(parse("{'rounds':[],'config':{'lr':1},'parameters':{'a':2}}").parameters())
                .hasToString("{\"a\":2}");
        assertThat(parse("{'rounds':[],'parameters':61706}").parameters()).hasToString("61706");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "-1", "'soon'", "null", "[1]"})
    void an_invalid_time_is_left_out(String time) {
        assertThat(parse("{'rounds':[],'total_time':%s}".formatted(time)).totalTrainingTime())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "null",
                "3",
                "'text'",
                "[1,2,3]",
                "[[1,0.5]]",
                "{'data':[1,2,3]}",
                "{'history':[[1,0.5]]}",
                "{'accuracy':0.9}",
                "{'model':{'layers':[1,2]}}",
                "[{'label':'cat','probability':0.5}]",
                "{'rounds':'many'}",
                "{'rounds':true}",
                "{'rounds':[1,'two'],'accuracies':[0.1,0.2]}",
                "{'rounds':[1.5],'accuracies':[0.1]}",
                "{'rounds':[-1],'accuracies':[0.1]}",
                "{'rounds':[1,null],'accuracies':[0.1,0.2]}",
                "{'rounds':[1],'accuracies':'high'}",
                "{'rounds':[1],'accuracies':0.5}",
                "{'rounds':[1],'accuracies':['high']}",
                "{'rounds':[1],'losses':[[0.1,0.2,0.3]]}",
                "{'rounds':[1],'losses':[{'a':1}]}",
                "{'rounds':[1],'test_acc':['high']}",
                "{'rounds':[1],'accuracies':[0.1,0.2]}",
                "[{'round':'one','loss':1}]",
                "[{'round':1,'loss':'high'}]"
            })
    void a_file_without_a_history_is_refused_and_named(String json) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOfSatisfying(HistoryInvalid.class, invalid -> assertThat(invalid.status())
                        .isEqualTo(500))
                .hasMessageContaining("'result.json'");
    }

    @Test
    void the_reason_names_the_error() {
        assertThatThrownBy(() -> parse("{'rounds':[1],'accuracies':[0.1,0.2]}"))
                .hasMessageEndingWith("'accuracies' has 2 values for 1 rounds.");
    }

    @Test
    void a_table_that_does_not_fit_into_memory_is_refused() {
        StringBuilder json = new StringBuilder("{'1':{");
        for (int i = 0; i < 3000; i++) {
            json.append("'m").append(i).append("':1,");
        }
        json.append("'loss':1}");
        for (int i = 2; i < 1000; i++) {
            json.append(",'").append(i).append("':{'loss':1}");
        }

        assertRefused(() -> parse(json + "}")).hasMessageContaining("too many");
    }

    private static void assertRounds(TrainingHistory history, Integer... rounds) {
        assertThat(history.rounds()).containsExactly(rounds);
        assertThat(history.accuracies()).hasSize(rounds.length);
        assertThat(history.losses()).hasSize(rounds.length);
    }

    private static AbstractStringAssert<?> assertNote(TrainingHistory history) {
        return assertThat(history.notes()).singleElement(STRING);
    }

    private static TrainingHistory parse(String json) {
        return HistoryParser.parse(
                HistoryDocument.json(Unchecked.io(() -> JSON.readTree(json))), Experiments.of("result.json"));
    }
}
