package dev.flsys.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.engine.file.ModelFormat;
import dev.flsys.history.rounds.HistoryProblem;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelId;
import dev.flsys.model.catalog.ModelOptions;
import dev.flsys.project.FlowerProject;
import dev.flsys.testsupport.TestProject;
import dev.flsys.weights.WeightsBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryFilesTest {

    @TempDir
    Path folder;

    private Path root;
    private FlowerProject project;

    @BeforeEach
    void make_the_project() throws IOException {
        Files.createDirectories(folder.resolve("project/results"));
        Files.createDirectories(folder.resolve("project/saved_models"));
        project = new FlowerProject(folder.resolve("project"));
        root = project.root();
    }

    @ParameterizedTest
    @CsvSource({
        "cnn, cnn.json",
        "cnn, cnn.JSON",
        "tiny_cnn, TinyCNN.json",
        "tiny_cnn, Tiny-Cnn.json",
        "cnn, cnn_history.json",
        "cnn, training_history_cnn.json",
        "cnn, cnn_results.json",
        "cnn, cnn/result.json",
        "cnn, CNN/history.json",
        "cnn_20240131_235959, cnn.json",
        "cnn_round_3, cnn_history.json",
        "cnn_best, cnn/history.json",
        "卷积, 卷积.json"
    })
    void the_file_is_found_by_its_name(String id, String name) throws IOException {
        Path file = write("results/" + name);
        write("results/other.json");
        write("results/config.json");

        assertThat(find(id)).isEqualTo(file);
    }

    @Test
    void the_closest_name_wins() throws IOException {
        write("results/cnn_round_3/result.json");
        assertFound("cnn_round_3", write("results/cnn_round_3_history.json"));
        assertFound("cnn_round_3", write("results/CNN-round-3.json"));
        assertFound("cnn_round_3", write("results/cnn_round_3.json"));
        write("results/cnn.json");
        assertFound("cnn_round_3", root.resolve("results/cnn_round_3.json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"result.json", "history.json", "training_history.json", "results.json", "anything.json"})
    void a_training_folder_holds_its_own_history(String name) throws IOException {
        write("results/cnn.json");
        Path file = write("saved_models/cnn_20240131/" + name);
        write("saved_models/cnn_20240131/config.json");

        assertThat(files().find(run("cnn_20240131"))).isEqualTo(file);
    }

    @Test
    void several_files_of_unknown_names_in_a_training_folder_do_not_count() throws IOException {
        write("saved_models/cnn_20240131/a.json");
        write("saved_models/cnn_20240131/b.json");
        Path file = write("results/cnn.json");

        assertThat(files().find(run("cnn_20240131"))).isEqualTo(file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "history.json",
                "results.json",
                "metrics.csv",
                "log.csv",
                "training_log.jsonl",
                "fedavg_mnist.csv",
                "logs/history.json",
                "runs/anything.csv",
                "cnn_history.csv",
                "../results.json",
                "../training_metrics.csv"
            })
    void a_history_beside_the_weights_counts(String name) throws IOException {
        Path file = write("saved_models/" + name);
        write("saved_models/config.json");
        write("saved_models/client_0.csv");

        assertThat(find("cnn")).isEqualTo(file.normalize());
    }

    @Test
    void the_history_folder_comes_before_files_beside_the_weights() throws IOException {
        write("saved_models/history.json");

        assertFound("cnn", write("results/cnn.csv"));
    }

    @Test
    void a_name_comes_before_a_shared_file() throws IOException {
        write("saved_models/history.json");
        write("results/history.json");

        assertFound("cnn", write("saved_models/cnn_history.json"));
    }

    @Test
    void a_single_file_of_the_history_folder_belongs_to_all_models_but_not_if_it_is_named_after_another()
            throws IOException {
        Path file = write("results/run_of_today.csv");
        assertFound("cnn", file);
        assertFound("resnet", file);

        Files.move(file, root.resolve("results/resnet_history.csv"));
        assertThat(files().locate(cnn()).places()).isEmpty();
        assertFound("resnet", root.resolve("results/resnet_history.csv"));
    }

    @Test
    void two_files_of_unknown_names_in_the_history_folder_belong_to_nobody() throws IOException {
        write("results/monday.csv");
        write("results/tuesday.csv");

        assertThatThrownBy(() -> find("cnn")).isInstanceOf(HistoryMissing.class);
    }

    @Test
    void a_json_file_comes_before_others_of_its_name() throws IOException {
        write("results/cnn.csv");
        write("results/cnn.jsonl");

        assertFound("cnn", write("results/cnn.json"));
    }

    @Test
    void the_only_file_of_a_subfolder_of_the_history_folder_counts() throws IOException {
        assertFound("cnn", write("results/2024-01-31/history.json"));
    }

    @Test
    void event_files_are_found_as_their_folder() throws IOException {
        write("saved_models/runs/events.out.tfevents.1700000000.host.1.0");

        assertThat(find("cnn")).isEqualTo(root.resolve("saved_models/runs"));
    }

    @Test
    void the_setting_of_a_model_comes_first() throws IOException {
        write("results/cnn.json");
        Path file = write("elsewhere/all runs.csv");

        assertThat(files().find(withHistory("elsewhere/all runs.csv"))).isEqualTo(file);
        assertThat(files().find(withHistory("elsewhere"))).isEqualTo(file);
        assertThat(files().locate(withHistory("elsewhere/all runs.csv#fedprox")).places())
                .containsExactly(new HistoryFiles.Found(file, Optional.of("fedprox"), true, true));
    }

    @Test
    void a_setting_that_names_no_file_is_reported() {
        assertThatThrownBy(() -> files().find(withHistory("elsewhere/none.csv")))
                .isInstanceOf(HistoryProblem.class)
                .hasMessageContaining("'elsewhere/none.csv'")
                .hasMessageContaining("flsys.toml");
        assertThatThrownBy(() -> files().find(withHistory("../secret.csv"))).isInstanceOf(HistoryProblem.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"results/history.mat", "results/run.xlsx", "saved_models/history.npz"})
    void an_unreadable_format_is_reported_with_the_remedy(String name) throws IOException {
        write(name);

        assertThatThrownBy(() -> find("cnn"))
                .isInstanceOf(HistoryMissing.class)
                .hasMessageContaining("json.dump(")
                .hasMessageContaining(name.replaceAll(".*/", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"results/cnn_history.pkl", "results/run.pickle", "saved_models/history.npy"})
    void a_pickle_may_be_the_history(String name) throws IOException {
        Path file = write(name);

        assertThat(find("cnn")).isEqualTo(file);
    }

    @Test
    void arrays_are_the_history_where_one_of_them_is_named_as_a_loss_or_an_accuracy() throws IOException {
        byte[] array = WeightsBytes.npy("'<f8'", "False", "(1,)", new byte[8]);
        Files.write(root.resolve("saved_models/cnn.npz"), WeightsBytes.zip("arr_0.npy", array));
        Path history = Files.write(root.resolve("results/cnn.npz"), WeightsBytes.zip("test_acc.npy", array));
        Files.write(root.resolve("results/other.npz"), WeightsBytes.zip("arr_0.npy", array));

        assertThat(find("cnn")).isEqualTo(history);
    }

    @Test
    void a_pickle_counts_only_where_no_other_file_may_be_the_history() throws IOException {
        Path file = write("results/run.csv");
        write("results/clients.pkl");

        assertThat(find("cnn")).isEqualTo(file);
    }

    @Test
    void a_missing_history_names_the_places_that_were_searched() throws IOException {
        write("results/other.json");
        write("results/another.json");

        assertThatThrownBy(() -> files().find(run("cnn_1")))
                .isInstanceOfSatisfying(HistoryMissing.class, missing -> assertThat(missing.status())
                        .isEqualTo(404))
                .hasMessageContaining("'saved_models/cnn_1' and in 'results'")
                .hasMessageContaining("'cnn_1.json'")
                .hasMessageNotContaining(root.toString());
    }

    @Test
    void a_missing_folder_is_empty() throws IOException {
        Files.delete(root.resolve("results"));

        assertThatThrownBy(() -> find("cnn")).isInstanceOf(HistoryMissing.class);
    }

    @Test
    void only_regular_files_are_read() throws IOException {
        Files.createDirectories(root.resolve("results/cnn.json"));
        write("results/cnn.json.txt");

        assertThatThrownBy(() -> find("cnn")).isInstanceOf(HistoryMissing.class);
    }

    @Test
    void a_link_out_of_the_project_is_refused_and_reported() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.json"), "{}");
        Files.createSymbolicLink(root.resolve("results/cnn.json"), secret);
        Files.createSymbolicLink(root.resolve("results/unrelated.json"), secret);

        assertThatThrownBy(() -> find("cnn"))
                .isInstanceOf(HistoryMissing.class)
                .hasMessageContaining("cnn.json")
                .hasMessageContaining("lead out of the project")
                .hasMessageNotContaining("unrelated")
                .hasMessageNotContaining("secret");
    }

    @Test
    void a_linked_folder_out_of_the_project_is_refused() throws IOException {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(outside.resolve("result.json"), "{}");
        Files.createSymbolicLink(root.resolve("results/cnn"), outside);

        assertThatThrownBy(() -> find("cnn")).isInstanceOf(HistoryMissing.class);
    }

    @Test
    void a_link_inside_of_the_project_is_followed() throws IOException {
        Path file = write("saved_models/real.json");
        Path link = Files.createSymbolicLink(root.resolve("results/cnn.json"), file);

        assertThat(find("cnn")).isEqualTo(link);
    }

    @Test
    void a_broken_link_is_no_file() throws IOException {
        Files.createSymbolicLink(root.resolve("results/cnn.json"), root.resolve("nowhere.json"));

        assertThatThrownBy(() -> find("cnn")).isInstanceOf(HistoryMissing.class);
    }

    private void assertFound(String id, Path file) {
        assertThat(find(id)).isEqualTo(file);
    }

    private Path find(String id) {
        return files().find(model(id, root.resolve("saved_models/" + id + ".pth"), false));
    }

    private HistoryFiles files() {
        return new HistoryFiles(
                project,
                Optional.of(root.resolve("results")),
                () -> List.of(new ModelId("cnn"), new ModelId("resnet")),
                new ArrayFiles());
    }

    private ModelFile cnn() {
        return model("cnn", root.resolve("saved_models/cnn.pth"), false);
    }

    private ModelFile withHistory(String history) {
        ModelOptions usual = TestProject.OPTIONS;
        ModelOptions options = new ModelOptions(
                usual.className(),
                usual.arguments(),
                usual.labels(),
                usual.picture(),
                usual.activation(),
                Optional.of(root.resolve(history)));
        return new ModelFile(
                new ModelId("cnn"),
                root.resolve("saved_models/cnn.pth"),
                false,
                ModelFormat.STATE_DICT,
                1,
                Instant.EPOCH,
                options);
    }

    private ModelFile run(String id) {
        return model(id, root.resolve("saved_models").resolve(id).resolve("best_model.pth"), true);
    }

    private static ModelFile model(String id, Path path, boolean runFolder) {
        return new ModelFile(
                new ModelId(id), path, runFolder, ModelFormat.STATE_DICT, 1, Instant.EPOCH, TestProject.OPTIONS);
    }

    private Path write(String name) throws IOException {
        Path file = root.resolve(name).normalize();
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "{\"accuracy\":[0.5]}");
    }
}
