package dev.flsys.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.flsys.engine.file.ModelFormat;
import dev.flsys.history.rounds.HistoryInvalid;
import dev.flsys.history.rounds.HistoryProblem;
import dev.flsys.history.rounds.TrainingHistory;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelId;
import dev.flsys.project.ContentHashes;
import dev.flsys.project.FlowerProject;
import dev.flsys.simulation.models.TrainedModels;
import dev.flsys.simulation.record.SimulationStore;
import dev.flsys.testsupport.TestProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoriesTest {

    @TempDir
    Path folder;

    @Test
    void the_answer_is_the_json_of_the_contract() throws IOException {
        Files.writeString(
                folder.resolve("cnn_history.json"),
                "{\"config\":{\"lr\":0.1},\"total_time\":12.5,\"history\":{\"losses_centralized\":[[0,2.5],[1,NaN]],"
                        + "\"metrics_centralized\":{\"accuracy\":[[1,0.5]],\"f1\":[[0,0.25],[1,0.5]]}}}");

        assertThat(json(histories(Optional.of(folder)).of(model())))
                .isEqualTo("{\"rounds\":[0,1],\"accuracies\":[null,0.5],\"losses\":[2.5,null],"
                        + "\"total_training_time\":12.5,\"model\":\"cnn\",\"source\":\"cnn_history.json\","
                        + "\"accuracy_series\":\"centralized_accuracy\",\"loss_series\":\"losses_centralized\","
                        + "\"metrics\":{\"centralized_f1\":[0.25,0.5]},\"parameters\":{\"lr\":0.1},"
                        + "\"config\":{\"lr\":0.1},\"total_time\":12.5,\"history\":{\"losses_centralized\":[[0,2.5],[1,null]],"
                        + "\"metrics_centralized\":{\"accuracy\":[[1,0.5]],\"f1\":[[0,0.25],[1,0.5]]}}}");
    }

    @Test
    void unknown_members_are_left_out() throws IOException {
        Files.writeString(folder.resolve("cnn.json"), "{\"rounds\":[1],\"accuracies\":[0.5]}");

        assertThat(json(histories(Optional.of(folder)).of(model())))
                .isEqualTo("{\"rounds\":[1],\"accuracies\":[0.5],\"losses\":[null],\"model\":\"cnn\","
                        + "\"source\":\"cnn.json\",\"accuracy_series\":\"accuracies\",\"metrics\":{}}");
    }

    @Test
    void a_model_without_a_history_folder_has_no_history() throws IOException {
        Files.createDirectories(folder.resolve("elsewhere"));
        Files.writeString(folder.resolve("elsewhere/cnn.json"), "{\"accuracy\":[0.5]}");

        assertThatThrownBy(() -> histories(Optional.empty()).of(model()))
                .isInstanceOfSatisfying(HistoryProblem.class, missing -> assertThat(missing.status())
                        .isEqualTo(501))
                .hasMessageContaining("HISTORY_SUBDIR");
    }

    @Test
    void the_files_of_a_project_without_models_are_those_whose_names_say_history() throws IOException {
        for (String file : List.of(
                "outputs/2025-01-02/03-04-05/results.json",
                "fed_accuracy.csv",
                "config.json",
                "package.json",
                "metrics/client_1.json",
                "data/results.csv",
                "env/lib/results.json",
                ".cache/results.json")) {
            Files.createDirectories(folder.resolve(file).getParent());
            Files.writeString(folder.resolve(file), "{\"accuracy\":[0.5,0.75]}");
        }
        Files.writeString(folder.resolve("env/pyvenv.cfg"), "");
        Histories histories = histories(Optional.empty());

        assertThat(histories.inProject().names())
                .containsExactly("fed_accuracy.csv", "outputs/2025-01-02/03-04-05/results.json");
        assertThat(histories
                        .inProject()
                        .of("outputs/2025-01-02/03-04-05/results.json")
                        .accuracies())
                .containsExactly(0.5, 0.75);
        for (String other : List.of("config.json", "../secret/results.json", "/etc/passwd", "", "data/results.csv#a")) {
            assertThatThrownBy(() -> histories.inProject().of(other))
                    .isInstanceOfSatisfying(HistoryProblem.class, unknown -> assertThat(unknown.status())
                            .isEqualTo(404));
        }
    }

    @Test
    void an_experiment_of_a_file_without_a_model_is_named_after_a_number_sign() throws IOException {
        Files.writeString(
                folder.resolve("results.json"),
                "{\"fedavg\":{\"accuracy\":[0.5,0.75]},\"fedprox\":{\"accuracy\":[0.25,0.5]}}");
        Histories histories = histories(Optional.of(folder));

        assertThat(histories.inProject().of("results.json#fedprox").accuracies())
                .containsExactly(0.25, 0.5);
        assertThatThrownBy(() -> histories.inProject().of("results.json"))
                .isInstanceOfSatisfying(HistoryInvalid.class, several -> assertThat(several.experiments())
                        .containsExactly("fedavg", "fedprox"));
    }

    @Test
    void a_pickle_of_weights_is_not_the_history_of_its_own_model() throws IOException {
        Path weights = folder.resolve("saved_models/net_model.pkl");
        Files.createDirectories(weights.getParent());
        Files.writeString(weights, "no history");
        ModelFile model = new ModelFile(
                new ModelId("net_model"),
                weights,
                false,
                ModelFormat.STATE_DICT,
                1,
                Instant.EPOCH,
                TestProject.OPTIONS);

        assertThatThrownBy(() -> histories(Optional.empty()).of(model))
                .isInstanceOfSatisfying(HistoryProblem.class, missing -> assertThat(missing.status())
                        .isEqualTo(501));
    }

    @Test
    void a_model_of_a_simulation_has_its_rounds_without_a_history_folder() throws IOException {
        simulationWrote("2026-11-24T10:00:00Z", 1);
        TrainingHistory history = histories(Optional.empty()).of(model());

        assertThat(history.rounds()).containsExactly(0, 1, 2);
        assertThat(history.totalTrainingTime()).hasToString("90.5");
        assertThat(history.extra()).isEmpty();
        assertThat(json(history)).doesNotContain("owner", "\"me\"", "marker", "completed");
    }

    @Test
    void a_simulation_without_rounds_has_an_empty_history() throws IOException {
        simulationWrote("2026-11-24T10:00:00Z", 1);
        Path record = folder.resolve(".flsys/simulations/20261124-100000-00000001/simulation.json");
        Files.writeString(
                record, Files.readString(record).replaceAll("(?s)\"rounds\":\\[.*?\\],\\s*\"models\"", "\"models\""));

        assertThat(histories(Optional.empty()).of(model()).rounds()).isEmpty();
        assertThat(histories(Optional.of(folder)).of(model()).rounds()).isEmpty();
    }

    @Test
    void a_file_that_a_simulation_wrote_beside_its_weights_is_found_without_a_history_folder() throws IOException {
        simulationWrote("2026-11-24T10:00:00Z", 1);
        Files.writeString(folder.resolve("result.json"), "{\"accuracy\":[0.5],\"note\":\"mine\"}");
        ModelFile best = new ModelFile(
                new ModelId("cnn"),
                folder.resolve("cnn.pth"),
                true,
                ModelFormat.STATE_DICT,
                1,
                Instant.EPOCH,
                TestProject.OPTIONS);

        assertThat(histories(Optional.empty()).of(best).source()).isEqualTo("result.json");
        Files.writeString(folder.resolve("result.json"), "{\"labels\":3}");
        assertThat(histories(Optional.empty()).of(best).source()).isEqualTo("simulation.json");
    }

    /** XGBoost writes its model, and other tools their settings, to a file with the name of the model. */
    @Test
    void a_file_of_another_kind_with_the_name_of_the_model_beside_it_is_no_history() throws IOException {
        Files.writeString(folder.resolve("cnn.json"), "{\"learner\":{\"objective\":{}},\"version\":[2,1,0]}");

        assertThatThrownBy(() -> histories(Optional.empty()).of(model()))
                .isInstanceOfSatisfying(HistoryProblem.class, missing -> assertThat(missing.status())
                        .isEqualTo(501))
                .hasMessageContaining("no history is beside its weights");

        Files.writeString(folder.resolve("history.json"), "{\"accuracy\":[0.5]}");
        assertThat(histories(Optional.empty()).of(model()).accuracies()).containsExactly(0.5);

        Files.writeString(folder.resolve("cnn.json"), "{\"accuracy\":[0.75]}");
        assertThat(histories(Optional.empty()).of(model()).accuracies()).containsExactly(0.75);
    }

    @Test
    void a_missing_history_names_a_similar_file() throws IOException {
        Files.writeString(folder.resolve("cnm.json"), "{}");
        assertThatThrownBy(() -> histories(Optional.of(folder)).of(model()))
                .isInstanceOf(HistoryMissing.class)
                .hasMessageContaining("Did you mean cnm?");
    }

    @Test
    void a_history_that_grows_is_read_again() throws IOException {
        Histories histories = histories(Optional.of(folder));
        Files.writeString(folder.resolve("cnn.json"), "{\"accuracy\":[0.5]}");
        assertThat(histories.of(model()).rounds()).containsExactly(1);

        Files.writeString(folder.resolve("cnn.json"), "{\"accuracy\":[0.5,0.6]}");
        assertThat(histories.of(model()).rounds()).containsExactly(1, 2);
    }

    @Test
    void a_model_that_a_simulation_wrote_has_the_rounds_that_it_printed() throws IOException {
        simulationWrote("2026-11-24T10:00:00Z", 1);
        TrainingHistory history = histories(Optional.of(folder)).of(model());
        assertThat(history.rounds()).containsExactly(0, 1, 2);
        assertThat(history.losses()).containsExactly(2.5, 0.5, 0.25);
        assertThat(history.accuracies()).containsExactly(null, 0.75, 0.875);
        assertThat(history.metrics()).containsKey("train_loss");
        assertThat(history.source()).isEqualTo("simulation.json");
        assertThat(json(history)).contains("\"parameters\":{\"rounds\":2}");
    }

    @Test
    void a_history_file_counts_only_if_it_is_as_new_as_the_simulation() throws IOException {
        Path file = folder.resolve("cnn.json");
        Files.writeString(file, "{\"accuracy\":[0.5]}");
        simulationWrote("2026-11-24T10:00:00Z", 1);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-11-24T09:59:59Z")));
        assertThat(histories(Optional.of(folder)).of(model()).source()).isEqualTo("simulation.json");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-11-24T10:00:01Z")));
        assertThat(histories(Optional.of(folder)).of(model()).source()).isEqualTo("cnn.json");
    }

    @Test
    void a_replaced_model_has_no_rounds_of_the_simulation() throws IOException {
        simulationWrote("2026-11-24T10:00:00Z", 2);
        assertThatThrownBy(() -> histories(Optional.of(folder)).of(model())).isInstanceOf(HistoryMissing.class);
    }

    private void simulationWrote(String started, long size) throws IOException {
        Path simulation = Files.createDirectories(folder.resolve(".flsys/simulations/20261124-100000-00000001"));
        Files.writeString(simulation.resolve("simulation.json"), """
                {"id":"20261124-100000-00000001","owner":"me","parameters":{"rounds":2},"state":"completed",
                 "requested":"2026-11-24T10:00:00Z","started":"%s","ended":"2026-11-24T10:01:30.500Z","marker":"mark","exit_code":0,"total_rounds":2,
                 "rounds":[{"round":0,"loss":2.5,"metrics":{}},
                  {"round":1,"loss":0.5,"accuracy":0.75,"results":2,"failures":0,"metrics":{"train_loss":0.6}},
                  {"round":2,"loss":0.25,"accuracy":0.875,"results":2,"failures":0,"metrics":{"train_loss":0.3}}],
                 "models":[{"id":"cnn","path":"cnn.pth","size_bytes":%d,"modified":"1970-01-01T00:00:00Z"}]}
                """.formatted(started, size));
    }

    private Histories histories(Optional<Path> historyFolder) {
        FlowerProject project = new FlowerProject(folder);
        ObjectMapper json = JsonMapper.builder().findAndAddModules().build();
        return new Histories(
                new HistorySettings(historyFolder),
                project,
                new TrainedModels(new SimulationStore(project, json), project, new ContentHashes(), false),
                List::of);
    }

    private ModelFile model() {
        return new ModelFile(
                new ModelId("cnn"),
                folder.resolve("cnn.pth"),
                false,
                ModelFormat.STATE_DICT,
                1,
                Instant.EPOCH,
                TestProject.OPTIONS);
    }

    private static String json(TrainingHistory history) throws IOException {
        return new ObjectMapper().writeValueAsString(history);
    }
}
