package dev.flsys.history;

import static dev.flsys.history.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.flsys.history.rounds.Experiments;
import dev.flsys.history.rounds.TrainingHistory;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Histories as the start scripts of public Flower projects write them: rows, clients, experiments and second runs. */
class HistoryFormatsTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "round,accuracy,loss\n1,0.5,2\n2,0.6,1\n",
                "\uFEFFround;accuracy;loss\r\n1;0.5;2\r\n2;0.6;1\r\n",
                "Round\tAccuracy\tLoss\n1\t0.5\t2\n2\t0.6\t1",
                ",accuracy,loss\n0,0.5,2\n1,0.6,1\n",
                "server_round, accuracy, loss, note\n1, 0.5, 2, \"a, \"\"quoted\"\" note\"\n\n2, 0.6, 1,\n",
                "# written by fedavg\nFL_Round,test_acc,test_loss\n1.0,0.5,2\n2.0,0.6,1\n",
                "communication round,Test Accuracy,Loss\n1,0.5,2\n2,0.6,1\n",
                "round,phase,accuracy,loss\n1,train,0.9,9\n1,test,0.5,2\n2,train,0.8,8\n2,test,0.6,1\n",
                "round,loss,metrics\n1,2,\"{'accuracy': 0.5, 'n': 10}\"\n2,1,\"{'accuracy': np.float64(0.6), 'n': None}\"\n",
                "key,value,step,timestamp\naccuracy,0.5,1,7\naccuracy,0.6,2,8\nloss,2,1,7\nloss,1,2,8\n",
                "metricName,metricValue,step\naccuracy,0.5,1\nloss,2,1\naccuracy,0.6,2\nloss,1,2\n",
                "round,metric,value\n1,accuracy,0.5\n1,loss,2\n2,accuracy,0.6\n2,loss,1\n",
                "round,loss,accuracy\n1,7,0.1\n2,6,0.2\n3,5,0.3\n1,2,0.5\n2,1,0.6\n",
                "round,loss,accuracy\n1,7,0.1\n2,6,0.2\nround,loss,accuracy\n1,2,0.5\n2,1,0.6\n",
                "round,accuracy,loss,epochs_done\n1,,2,\n1,0.5,,1\n2,0.6,1,2\n"
            })
    void csv_files_are_read(String csv) throws IOException {
        assertHistory(read("metrics.csv", csv));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"round\": 1, \"accuracy\": 0.5, \"loss\": 2}\n{\"round\": 2, \"accuracy\": 0.6, \"loss\": 1}\n",
                "{\"config\": {\"lr\": 0.1}}\n{\"round\":1,\"metrics\":{\"accuracy\":0.5},\"loss\":2}\n\n"
                        + "{\"round\":2,\"metrics\":{\"accuracy\":0.6},\"loss\":1}\n{\"final_accuracy\":0.6}",
                "{\"round\":1,\"loss\":9,\"accuracy\":0.1}\n{\"round\":2,\"loss\":8,\"accuracy\":0.2}\n"
                        + "{\"round\":1,\"loss\":2,\"accuracy\":0.5}\n{\"round\":2,\"loss\":1,\"accuracy\":0.6}\n",
                "{\"round\":1,\"event\":\"fit\",\"loss\":7}\n{\"round\":1,\"event\":\"evaluate\",\"loss\":2,\"accuracy\":0.5}\n"
                        + "{\"round\":2,\"event\":\"fit\",\"loss\":6}\n{\"round\":2,\"event\":\"evaluate\",\"loss\":1,\"accuracy\":0.6}\n",
                "{\"round\":1,\"accuracy\":0.5,\"loss\":2}\n{\"round\":2,\"accuracy\":0.6,\"loss\":1}\n{\"round\":3,\"accu"
            })
    void json_lines_are_read_with_any_suffix(String lines) throws IOException {
        for (String name : List.of("log.jsonl", "log.ndjson", "log.json")) {
            assertHistory(read(name, lines));
        }
    }

    @Test
    void the_members_of_lines_without_a_round_are_facts() throws IOException {
        TrainingHistory history = read(
                "log.jsonl",
                "{\"config\":{\"lr\":0.1},\"total_training_time\":\"2 hours\"}\n{\"round\":1,\"loss\":1}\n{\"round\":2,\"loss\":0.5}\n");

        assertThat(history.parameters()).hasToString("{\"lr\":0.1}");
        assertThat(history.totalTrainingTime()).hasToString("\"2 hours\"");
        assertThat(history.extra()).containsOnlyKeys("config");
    }

    @Test
    void a_newer_training_in_the_file_is_noted() throws IOException {
        TrainingHistory history = read("log.csv", "round,loss\n0,3\n1,2\n2,1\n1,0.5\n");

        assertThat(history.rounds()).containsExactly(1);
        assertThat(history.losses()).containsExactly(0.5);
        assertThat(history.notes()).containsExactly("The file holds 2 trainings. The newest one is shown.");
    }

    @Test
    void rows_with_names_are_no_rounds() throws IOException {
        assertRefused(() -> read("metrics.csv", "threshold_type,accuracy\nfixed_0.5,0.7\nvalidation_youden,0.8\n"))
                .hasMessageContaining("'threshold_type' names them ('validation_youden')");
        assertThat(read("metrics.csv", "time,accuracy\n10:00,0.7\n11:00,0.8\n").rounds())
                .containsExactly(1, 2);
    }

    @Test
    void the_last_training_is_shown_if_rows_have_only_the_number_of_all_rounds() throws IOException {
        String header = "NUM_CLIENTS,NUM_ROUNDS,NOISE_MULTIPLIER,ACCURACY\n";
        TrainingHistory history = read("acc.csv", header + "3,2,0.1,0.5\n3,2,0.1,0.6\n3,2,0.4,0.3\n3,2,0.4,0.4\n");
        assertThat(history.rounds()).containsExactly(1, 2);
        assertThat(history.accuracies()).containsExactly(0.3, 0.4);
        assertThat(history.notes())
                .containsExactly("The file has 4 rows without the number of a round, and trainings of 2 rounds. The"
                        + " last 2 rows are shown.");

        assertThat(read("acc.csv", header + "3,2,0.1,0.5\n3,2,0.1,0.6\n").notes())
                .isNull();
        assertRefused(() -> read("acc.csv", header + "3,2,0.1,0.5\n3,2,0.1,0.6\n3,2,0.4,0.3\n3,2,0.1,0.3\n"))
                .hasMessageContaining("several trainings")
                .hasMessageContaining("column round");
        assertRefused(() -> read("acc.csv", header + "3,2,0.1,0.5\n3,2,0.1,0.6\n3,1,0.4,0.3\n3,2,0.4,0.3\n"))
                .hasMessageContaining("several trainings");
    }

    @Test
    void a_resumed_training_continues_the_rounds_before_it() throws IOException {
        TrainingHistory history = read("log.csv", "round,loss\n1,9\n2,8\n3,7\n4,6\n3,5\n");

        assertThat(history.rounds()).containsExactly(1, 2, 3);
        assertThat(history.losses()).containsExactly(9.0, 8.0, 5.0);
        assertThat(Objects.requireNonNull(history.notes())).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "round,client_id,num_examples,accuracy\n1,0,10,0.8\n1,1,30,0.4\n2,0,10,0.9\n2,1,30,0.5\n",
                "round,client_id,num_examples,accuracy\n1,0,10,0.8\n2,0,10,0.9\n1,1,30,0.4\n2,1,30,0.5\n",
                "FL_Round,Client_ID,num_samples,Accuracy\n1,client_0,10,0.8\n1,client_1,30,0.4\n2,client_0,10,0.9\n2,client_1,30,0.5\n"
            })
    void rows_of_clients_become_a_series_each_and_their_weighted_mean(String csv) throws IOException {
        TrainingHistory history = read("clients.csv", csv);

        assertThat(history.rounds()).containsExactly(1, 2);
        assertMeans(history, 0.5, 0.6);
        assertThat(history.metrics().keySet().stream().map(String::toLowerCase))
                .contains("client_0_accuracy", "client_1_accuracy");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"round\":1,\"clients\":{\"0\":{\"accuracy\":0.8,\"num_examples\":10},\"1\":{\"accuracy\":0.4,\"num_examples\":30}}},"
                        + "{\"round\":2,\"clients\":{\"0\":{\"accuracy\":0.9,\"num_examples\":10},\"1\":{\"accuracy\":0.5,\"num_examples\":30}}}]",
                "{\"rounds\":[{\"round\":1,\"clients\":[{\"client_id\":0,\"accuracy\":0.8,\"num_examples\":10},{\"client_id\":1,\"accuracy\":0.4,\"num_examples\":30}]},"
                        + "{\"round\":2,\"clients\":[{\"client_id\":0,\"accuracy\":0.9,\"num_examples\":10},{\"client_id\":1,\"accuracy\":0.5,\"num_examples\":30}]}]}",
                "{\"1\":{\"client_metrics\":[{\"cid\":\"0\",\"accuracy\":0.8,\"num_examples\":10},{\"cid\":\"1\",\"accuracy\":0.4,\"num_examples\":30}]},"
                        + "\"2\":{\"client_metrics\":[{\"cid\":\"0\",\"accuracy\":0.9,\"num_examples\":10},{\"cid\":\"1\",\"accuracy\":0.5,\"num_examples\":30}]}}",
                "[{\"round\":1,\"cid\":0,\"accuracy\":0.8,\"num_examples\":10},{\"round\":1,\"cid\":1,\"accuracy\":0.4,\"num_examples\":30},"
                        + "{\"round\":2,\"cid\":0,\"accuracy\":0.9,\"num_examples\":10},{\"round\":2,\"cid\":1,\"accuracy\":0.5,\"num_examples\":30}]"
            })
    void nested_objects_of_clients_are_read_like_rows(String json) throws IOException {
        TrainingHistory history = read("clients.json", json);

        assertThat(history.rounds()).containsExactly(1, 2);
        assertMeans(history, 0.5, 0.6);
        assertThat(history.metrics()).containsKeys("client_0_accuracy", "client_1_accuracy");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"round\":1,\"client_accuracies\":[0.8,0.2]},{\"round\":2,\"client_accuracies\":[0.9,0.3]}]",
                "[{\"round\":1,\"client_accuracies\":{\"0\":0.8,\"1\":0.2}},{\"round\":2,\"client_accuracies\":{\"0\":0.9,\"1\":0.3}}]",
                "{\"clients\":{\"0\":{\"accuracy\":[0.8,0.9]},\"1\":{\"accuracy\":[0.2,0.3]}}}",
                "{\"client_0\":{\"accuracy\":[0.8,0.9]},\"client_1\":{\"accuracy\":[0.2,0.3]}}",
                "{\"rounds\":[1,2],\"client_0_accuracy\":[0.8,0.9],\"client_1_accuracy\":[0.2,0.3]}",
                "{\"rounds\":[1,2],\"client_accuracies\":{\"0\":[0.8,0.9],\"1\":[0.2,0.3]}}"
            })
    void clients_without_numbers_of_examples_have_a_plain_mean(String json) throws IOException {
        TrainingHistory history = read("clients.json", json);

        assertThat(history.rounds()).containsExactly(1, 2);
        assertMeans(history, 0.5, 0.6);
        assertThat(history.metrics()).containsKeys("client_0_accuracy", "client_1_accuracy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "global", "-1", ""})
    void a_row_of_the_server_is_the_model(String server) throws IOException {
        TrainingHistory history = read(
                "clients.csv",
                "round,client,accuracy\n1,a,0.1\n1,%s,0.5\n1,b,0.3\n2,%s,0.6\n2,a,0.2\n2,b,0.4\n"
                        .formatted(server, server));

        assertThat(history.accuracies()).containsExactly(0.5, 0.6);
        assertThat(history.metrics().get("client_a_accuracy")).containsExactly(0.1, 0.2);
    }

    @Test
    void an_accuracy_of_the_model_in_each_row_of_a_client_wins() throws IOException {
        TrainingHistory history = read(
                "clients.csv",
                "round,client_id,accuracy,global_accuracy\n1,0,0.1,0.5\n1,1,0.3,0.5\n2,0,0.2,0.6\n2,1,0.4,0.6\n");

        assertThat(history.accuracies()).containsExactly(0.5, 0.6);
        assertThat(history.metrics()).containsOnlyKeys("accuracy", "client_0_accuracy", "client_1_accuracy");
    }

    @Test
    void several_rows_of_a_round_without_a_client_are_refused() {
        assertRefused(() -> read("log.csv", "round,accuracy\n1,0.1\n1,0.2\n2,0.3\n2,0.4\n"))
                .hasMessageContaining("'accuracy' has several values for round 1")
                .hasMessageContaining("client_id");
    }

    @Test
    void the_last_epoch_of_a_round_counts() throws IOException {
        assertHistory(read("log.csv", "round,epoch,accuracy,loss\n1,1,0.1,9\n1,2,0.5,2\n2,1,0.2,8\n2,2,0.6,1\n"));
    }

    @Test
    void rows_of_clients_without_a_round_are_refused() {
        assertRefused(() -> read("log.csv", "client_id,accuracy\n0,0.1\n1,0.2\n"))
                .hasMessageContaining("no round");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "round,strategy,accuracy,loss\n1,FedAvg,0.1,9\n2,FedAvg,0.2,8\n1,FedProx,0.5,2\n2,FedProx,0.6,1\n",
                "round,strategy,accuracy,loss\n1,FedProx,0.5,2\n1,FedAvg,0.1,9\n2,FedProx,0.6,1\n2,FedAvg,0.2,8\n",
                "round,fedavg_accuracy,fedprox_accuracy,fedavg_loss,fedprox_loss\n1,0.1,0.5,9,2\n2,0.2,0.6,8,1\n"
            })
    void the_experiment_that_the_id_names_is_read(String csv) throws IOException {
        assertRefused(() -> read("runs.csv", csv, "net"))
                .hasMessageContaining("everal experiments")
                .hasMessageContaining("history = \"results/runs.csv#");
        assertHistory(read("runs.csv", csv, "fedprox_20240131"));
        assertHistory(read("runs.csv", csv, "net", "FedProx"));
        assertHistory(read("runs.csv", csv, "net", Optional.of("fedprox")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"fedavg\":{\"accuracy\":[0.1],\"loss\":[9]},\"fedprox\":{\"accuracy\":[0.5,0.6],\"loss\":[2,1]}}",
                "{\"results\":{\"fedavg\":[{\"round\":1,\"accuracy\":0.1,\"loss\":9}],\"fedprox\":[{\"round\":1,\"accuracy\":0.5,\"loss\":2},{\"round\":2,\"accuracy\":0.6,\"loss\":1}]}}",
                "[{\"name\":\"fedavg\",\"rounds\":[1],\"accuracies\":[0.1],\"losses\":[9]},{\"name\":\"fedprox\",\"rounds\":[1,2],\"accuracies\":[0.5,0.6],\"losses\":[2,1]}]",
                "{\"fedavg_results\":{\"1\":{\"acc\":0.1,\"loss\":9}},\"fedprox_results\":{\"1\":{\"acc\":0.5,\"loss\":2},\"2\":{\"acc\":0.6,\"loss\":1}}}",
                "{\"accuracy\":{\"fedavg\":[0.1,0.2],\"fedprox\":[0.5,0.6]},\"loss\":{\"fedavg\":[9,8],\"fedprox\":[2,1]}}",
                "{\"experiments\":[{\"strategy\":\"fedavg\",\"history\":{\"accuracy\":[0.1],\"loss\":[9]}},{\"strategy\":\"fedprox\",\"history\":{\"accuracy\":[0.5,0.6],\"loss\":[2,1]}}]}"
            })
    void experiments_in_json_are_never_mixed(String json) throws IOException {
        assertRefused(() -> read("runs.json", json, "net"))
                .hasMessageContaining("fedavg")
                .hasMessageContaining("fedprox");
        assertHistory(read("runs.json", json, "global_fedprox"));
        assertHistory(
                read("runs.json", json, "net", Optional.of(json.contains("_results") ? "fedprox_results" : "fedprox")));
    }

    @Test
    void seeds_are_chosen_by_word_and_number() throws IOException {
        String csv = "round,seed,accuracy,loss\n1,1,0.1,9\n1,42,0.5,2\n2,1,0.2,8\n2,42,0.6,1\n";

        assertHistory(read("runs.csv", csv, "net_seed42"));
        assertHistory(read("runs.csv", csv, "net", Optional.of("seed=42")));
        assertRefused(() -> read("runs.csv", csv, "net_round_1"));
    }

    @Test
    void the_other_members_of_a_file_of_experiments_are_unchanged() throws IOException {
        TrainingHistory history = read(
                "runs.json",
                "{\"total_training_time\":\"2 h\",\"fedavg\":{\"accuracy\":[0.1]},\"fedprox\":{\"accuracy\":[0.5]}}",
                "fedprox");

        assertThat(history.accuracies()).containsExactly(0.5);
        assertThat(history.totalTrainingTime()).hasToString("\"2 h\"");
        assertThat(history.extra()).containsOnlyKeys("fedavg", "fedprox");
    }

    @Test
    void an_experiment_that_the_file_does_not_have_is_refused() {
        assertRefused(() -> read("runs.csv", "round,loss\n1,2\n", "net", Optional.of("fedprox")))
                .hasMessageContaining("no experiment 'fedprox'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1,0.5,2\n2,0.6,1\n",
                "round,accuracy\n1,0.5,7\n",
                "round,accuracy,accuracy\n1,0.5,0.6\n",
                "round,accuracy\n1,high\n",
                "round;samples;accuracy\n1;1.000;0,93\n",
                "round,accuracy\n-1,0.5\n",
                "round,accuracy\n1,\"0.5\n",
                "round,latency_ms\n1,5\n1,6\n",
                "",
                "round,accuracy\n1,0.5\u0000\n"
            })
    void csv_files_that_cannot_be_read_are_refused(String csv) {
        assertRefused(() -> read("log.csv", csv)).hasMessageContaining("'log.csv'");
    }

    @Test
    void a_csv_file_with_too_many_cells_is_refused() {
        StringBuilder csv = new StringBuilder("round,accuracy\n");
        for (int i = 1; i <= CsvRows.MAX_CELLS / 2 + 1; i++) {
            csv.append(i).append(",1\n");
        }

        assertRefused(() -> read("log.csv", csv.toString())).hasMessageContaining("cells");
    }

    @Test
    void percent_is_unchanged_and_its_sign_is_removed() throws IOException {
        assertThat(read("log.csv", "round,Accuracy (%)\n1,87.5%\n2,90\n").accuracies())
                .containsExactly(87.5, 90.0);
    }

    @Test
    void a_file_with_semicolons_may_have_decimal_commas() throws IOException {
        assertHistory(read("log.csv", "\uFEFF\"round\";\"accuracy\";\"loss\"\r\n1;\"0,5\";2,0\r\n2;0,6;1,0e0\r\n"));
        assertHistory(read("log.csv", "round\taccuracy\tloss\n1\t0,5\t2\n2\t0,6\t1\n"));
        assertThat(read("log.csv", "round;accuracy;classes\n1;0.5;3,4\n").accuracies())
                .containsExactly(0.5);
    }

    @Test
    void headers_may_be_chinese_or_german() throws IOException {
        assertHistory(read("log.csv", "轮次,测试准确率,测试损失\n1,0.5,2\n2,0.6,1\n"));
        assertHistory(read("log.csv", "Runde;Testgenauigkeit;Testverlust\n1;0,5;2\n2;0,6;1\n"));
        assertHistory(read("log.json", "{\"通信轮次\":[1,2],\"训练准确率\":[0.8,0.9],\"准确率\":[0.5,0.6],\"损失值\":[2,1]}"));
        TrainingHistory history = read("log.csv", "轮次,客户端,准确率,损失\n1,0,0.4,3\n1,1,0.6,1\n");
        assertThat(history.accuracies()).containsExactly(0.5);
        assertThat(history.metrics()).containsKey("client_0_准确率");
    }

    @Test
    void the_index_column_of_pandas_is_no_series() throws IOException {
        assertHistory(read("log.csv", ",accuracy,loss\n0,0.5,2\n1,0.6,1\n"));
        TrainingHistory history = read("log.csv", "Unnamed: 0,round,accuracy,loss\n0,1,0.5,2\n1,2,0.6,1\n");
        assertHistory(history);
        assertThat(history.metrics()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"round\":{\"0\":1,\"1\":2},\"accuracy\":{\"0\":0.5,\"1\":0.6},\"loss\":{\"0\":2,\"1\":1}}",
                "{\"0\":{\"round\":1,\"accuracy\":0.5,\"loss\":2},\"1\":{\"round\":2,\"accuracy\":0.6,\"loss\":1}}",
                "{\"columns\":[\"round\",\"accuracy\",\"loss\"],\"index\":[0,1],\"data\":[[1,0.5,2],[2,0.6,1]]}",
                "{\"columns\":[\"accuracy\",\"loss\"],\"index\":[0,1],\"data\":[[0.5,2],[0.6,1]]}",
                "{\"columns\":[\"accuracy\",\"loss\"],\"index\":[1,2],\"data\":[[0.5,2],[0.6,1]]}",
                "{\"history\":{\"columns\":[\"accuracy\",\"loss\"],\"data\":[[0.5,2],[0.6,1]]}}",
                "{\"index\":[1,2],\"columns\":[\"accuracy\",\"loss\"],\"data\":[[0.5,2],[0.6,1]],"
                        + "\"index_names\":[\"round\"],\"column_names\":[null]}",
                "{\"schema\":{\"fields\":[{\"name\":\"index\",\"type\":\"integer\"}],\"primaryKey\":[\"index\"]},\"data\":["
                        + "{\"index\":0,\"round\":1,\"accuracy\":0.5,\"loss\":2},{\"index\":1,\"round\":2,\"accuracy\":0.6,\"loss\":1}]}",
                "{\"schema\":{\"fields\":[{\"name\":\"round\",\"type\":\"integer\"}],\"primaryKey\":[\"round\"]},\"data\":["
                        + "{\"round\":1,\"accuracy\":0.5,\"loss\":2},{\"round\":2,\"accuracy\":0.6,\"loss\":1}]}"
            })
    void the_tables_of_pandas_are_read_in_each_orient(String json) throws IOException {
        TrainingHistory history = read("history.json", json);
        assertHistory(history);
        assertThat(history.metrics()).isEmpty();
    }

    @Test
    void the_rows_of_a_table_of_pandas_may_be_of_clients() throws IOException {
        for (String json : List.of(
                "{\"round\":{\"0\":1,\"1\":1},\"client_id\":{\"0\":0,\"1\":1},\"accuracy\":{\"0\":0.4,\"1\":0.6}}",
                "{\"columns\":[\"round\",\"client_id\",\"accuracy\"],\"data\":[[1,0,0.4],[1,1,0.6]]}")) {
            TrainingHistory history = read("history.json", json);
            assertThat(history.rounds()).containsExactly(1);
            assertThat(history.accuracies()).containsExactly(0.5);
            assertThat(history.metrics()).containsKey("client_0_accuracy");
        }
    }

    @Test
    void lists_in_which_a_round_has_several_rows_are_a_table() throws IOException {
        TrainingHistory clients =
                read("history.json", "{\"round\":[1,1,2,2],\"client_id\":[0,1,0,1],\"accuracy\":[0.4,0.6,0.5,0.7]}");
        assertMeans(clients, 0.5, 0.6);
        String strategies =
                "{\"round\":[1,2,1,2],\"strategy\":[\"FedAvg\",\"FedAvg\",\"FedProx\",\"FedProx\"],\"accuracy\":[0.5,0.6,0.1,0.2]}";
        assertThat(read("history.json", strategies, "model_fedavg").accuracies())
                .containsExactly(0.5, 0.6);
        assertRefused(() -> read("history.json", strategies)).hasMessageContaining("strategy: FedAvg, FedProx");
        assertThat(read("history.json", "{\"round\":[1,2,1],\"accuracy\":[0.1,0.2,0.5]}")
                        .notes())
                .containsExactly("The file holds 2 trainings. The newest one is shown.");
    }

    @Test
    void a_row_without_the_number_of_a_round_is_left_out_with_a_note() throws IOException {
        TrainingHistory history =
                read("log.csv", "Round,accuracy,loss\nRound 1,0.5,2\nRound 2,0.6,1\nAverage,0.55,1.5\n");
        assertHistory(history);
        assertThat(history.notes()).containsExactly("The row 'Average' is left out, as it has no number of a round.");
        assertRefused(() -> read("log.csv", "round,accuracy\n1-5,0.5\n")).hasMessageContaining("whole number");
    }

    @Test
    void percentages_as_text_are_numbers() throws IOException {
        assertThat(read("log.json", "{\"accuracies\":[\"50.0%\",\"61 %\"]}").accuracies())
                .containsExactly(50.0, 61.0);
    }

    @Test
    void an_index_that_does_not_count_its_rows_is_shown_as_rounds_with_a_note() throws IOException {
        for (String json : List.of(
                "{\"columns\":[\"accuracy\"],\"index\":[5,10],\"data\":[[0.5],[0.6]]}",
                "{\"schema\":{\"fields\":[]},\"data\":[{\"index\":5,\"accuracy\":0.5},{\"index\":10,\"accuracy\":0.6}]}")) {
            TrainingHistory history = read("history.json", json);
            assertThat(history.rounds()).containsExactly(5, 10);
            assertThat(history.notes())
                    .containsExactly(
                            "The table has no column of rounds. The numbers of its index are shown as rounds.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[1,0.5,2],[2,0.6,1]]", "{\"columns\":[\"accuracy\"],\"data\":[[0.5,2],[0.6,1]]}"})
    void a_table_without_names_for_its_columns_is_refused(String json) {
        assertRefused(() -> read("history.json", json)).hasMessageContaining("It holds no rounds");
    }

    @ParameterizedTest
    @CsvSource({
        "run-fit_tag-accuracy, fit/accuracy",
        "run-.-tag-test_accuracy, test_accuracy",
        "run-validation-tag-epoch_accuracy, validation/epoch_accuracy",
        "run_fedavg_1-tag-accuracy, accuracy",
        "server_accuracy, server_accuracy"
    })
    void the_name_of_a_csv_file_of_tensorboard_names_its_series(String name, String series) throws IOException {
        TrainingHistory history = read(name + ".csv", "Wall time,Step,Value\n1700000000.5,1,0.5\n1700000001.5,2,0.6\n");
        assertThat(history.rounds()).containsExactly(1, 2);
        assertThat(history.accuracies()).containsExactly(0.5, 0.6);
        assertThat(history.accuracySeries()).isEqualTo(series);
        assertThat(history.metrics()).isEmpty();
        assertThat(read(name + ".csv", ",wall_time,step,value\n0,1.5,1,0.5\n1,2.5,2,0.6\n")
                        .accuracies())
                .containsExactly(0.5, 0.6);
    }

    @Test
    void text_in_utf_16_is_read_and_other_encodings_are_refused_with_the_remedy() throws IOException {
        byte[] utf16 = "round,accuracy,loss\n1,0.5,2\n2,0.6,1\n".getBytes(StandardCharsets.UTF_16);
        assertHistory(HistoryReader.read(Files.write(folder.resolve("log.csv"), utf16)));
        byte[] gbk = "轮次,准确率\n1,0.5\n".getBytes(Charset.forName("GBK"));
        assertThatThrownBy(() -> HistoryReader.read(Files.write(folder.resolve("log.csv"), gbk)))
                .hasMessageContaining("Save it again as UTF-8");
    }

    private static void assertHistory(TrainingHistory history) {
        assertThat(history.rounds()).containsExactly(1, 2);
        assertThat(history.accuracies()).containsExactly(0.5, 0.6);
        assertThat(history.losses()).containsExactly(2.0, 1.0);
    }

    private static void assertMeans(TrainingHistory history, double first, double second) {
        assertThat(Objects.requireNonNull(history.accuracies().get(0))).isCloseTo(first, within(1e-12));
        assertThat(Objects.requireNonNull(history.accuracies().get(1))).isCloseTo(second, within(1e-12));
    }

    private TrainingHistory read(String name, String text) throws IOException {
        return HistoryReader.read(Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8));
    }

    private TrainingHistory read(String name, String text, String... names) throws IOException {
        return read(name, text, Optional.empty(), names);
    }

    private TrainingHistory read(String name, String text, String id, Optional<String> experiment) throws IOException {
        return read(name, text, experiment, id);
    }

    private TrainingHistory read(String name, String text, Optional<String> experiment, String... names)
            throws IOException {
        Path file = Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
        return HistoryReader.read(file, new Experiments(name, "results/" + name, List.of(names), experiment));
    }
}
