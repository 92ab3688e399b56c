package dev.flsys.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.engine.ModelFormat;
import dev.flsys.model.ModelFile;
import dev.flsys.model.ModelId;
import dev.flsys.project.FlowerProject;
import dev.flsys.testsupport.TestProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryFilesTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
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

    @Test
    void files_beside_a_model_outside_a_training_folder_are_not_its_history() throws IOException {
        write("saved_models/history.json");

        assertThatThrownBy(() -> find("cnn")).isInstanceOf(HistoryMissing.class);
    }

    @Test
    void a_missing_history_names_the_places_that_were_searched() throws IOException {
        write("results/other.json");

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
        return new HistoryFiles(project, Optional.of(root.resolve("results")));
    }

    private ModelFile run(String id) {
        return model(id, root.resolve("saved_models").resolve(id).resolve("best_model.pth"), true);
    }

    private static ModelFile model(String id, Path path, boolean runFolder) {
        return new ModelFile(new ModelId(id), path, runFolder, ModelFormat.STATE_DICT, 1, Instant.EPOCH, TestProject.OPTIONS);
    }

    private Path write(String name) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "{\"accuracy\":[0.5]}");
    }
}
