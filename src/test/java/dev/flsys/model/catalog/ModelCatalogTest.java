package dev.flsys.model.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.model.ModelDescription;
import dev.flsys.model.ModelState;
import dev.flsys.testsupport.TestProject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelCatalogTest {

    private final Path elsewhere;
    private final TestProject project;
    private final ModelCatalog catalog;

    ModelCatalogTest(@TempDir Path folder, @TempDir Path elsewhere) {
        this.elsewhere = elsewhere;
        project = TestProject.in(folder);
        catalog = project.catalog();
    }

    @Test
    void files_of_the_weights_folder_and_best_models_of_runs_are_listed_by_id() {
        project.write("weights/b.pth", "x");
        project.write("weights/a.v2.PT", "xx");
        project.write("weights/c.onnx", "x");
        project.write("weights/LeNet_20250101_101010/best_model.pth", "x");
        project.write("global_models/Net_20250102_101010/best_model.pth", "x");
        project.write("weights/global_models/Other_20250103/best_model.pth", "x");

        assertThat(ids())
                .containsExactly("LeNet_20250101_101010", "Net_20250102_101010", "Other_20250103", "a.v2", "b", "c");
        assertThat(catalog.require("a.v2").sizeBytes()).isEqualTo(2);
        assertThat(catalog.require("a.v2").runFolder()).isFalse();
        assertThat(catalog.require("Net_20250102_101010").runFolder()).isTrue();
    }

    @Test
    void files_that_are_not_finished_models_are_ignored() throws IOException {
        project.write("weights/.hidden.pth", "x");
        project.write("weights/.pth", "x");
        project.write("weights/a.pth.tmp", "x");
        project.write("weights/a.pth.part", "x");
        project.write("weights/notes.txt", "x");
        project.write("weights/.run/best_model.pth", "x");
        project.write("weights/one/two/three/four/five/LeNet.pth", "x");
        project.write("weights/node_modules/LeNet.pth", "x");
        project.write("weights/env/pyvenv.cfg", "");
        project.write("weights/env/LeNet.pth", "x");
        project.write("weights/data/train/train.npz", "x");
        Files.createDirectories(project.weights().resolve("folder.pth"));
        Files.createDirectories(project.weights().resolve("run2/best_model.pth"));

        assertThat(ids()).isEmpty();
    }

    @Test
    void a_weights_folder_that_was_deleted_or_leads_out_of_the_project_is_unreadable_for_health() throws IOException {
        catalog.requireReadable();
        Files.delete(project.weights());
        assertThatThrownBy(catalog::requireReadable)
                .hasFieldOrPropertyWithValue("status", 500)
                .hasMessageNotContaining(project.weights().toString());
        Files.createSymbolicLink(project.weights(), elsewhere);
        assertThatThrownBy(catalog::requireReadable).hasFieldOrPropertyWithValue("status", 500);
    }

    @Test
    void a_project_that_never_trained_has_no_models_until_its_folder_exists() throws IOException {
        Files.delete(project.weights());
        ModelCatalog fresh = project.catalog();
        fresh.requireReadable();
        assertThat(fresh.list()).isEmpty();
        assertThat(fresh.folder().path()).isEqualTo("weights");
        assertThat(fresh.folder().reason()).contains("weights does not exist");
        assertThatThrownBy(() -> fresh.require("a")).hasFieldOrPropertyWithValue("status", 404);

        project.write("global_models/Net_20250102_101010/best_model.pth", "x");
        assertThat(fresh.list()).hasSize(1);

        Path file = project.write("weights/a.pth", "x");
        assertThat(fresh.require("a").path()).isEqualTo(file);
        assertThat(fresh.list()).hasSize(2);
        assertThat(fresh.folder().reason()).isNull();

        Files.delete(file);
        Files.delete(project.weights());
        assertThatThrownBy(fresh::list).hasFieldOrPropertyWithValue("status", 500);
        assertThatThrownBy(fresh::requireReadable).hasFieldOrPropertyWithValue("status", 500);
    }

    @Test
    void the_folder_that_is_watched_may_be_the_project_itself() {
        assertThat(new TestProject(project.root(), project.root()).catalog().folder())
                .isEqualTo(new WeightsFolder(".", null));
    }

    @Test
    void a_folder_that_appears_as_a_link_out_of_the_project_is_unreadable() throws IOException {
        Files.delete(project.weights());
        ModelCatalog fresh = project.catalog();
        assertThat(fresh.list()).isEmpty();
        Files.createSymbolicLink(project.weights(), elsewhere);
        assertThatThrownBy(fresh::list).hasFieldOrPropertyWithValue("status", 500);
    }

    @Test
    void files_that_share_a_name_are_all_listed_each_under_its_own_id() {
        project.write("weights/a.onnx", "onnx");
        project.write("weights/a.pt", "pt");
        project.write("weights/a.pth", "pth");
        project.write("weights/a/best_model.pth", "run");
        project.write("global_models/a/best_model.pth", "run of global_models");
        project.write("weights/a.onnx.pth", "named as the id that a.onnx would get");

        assertThat(ids()).containsExactly("a", "a.best_model.pth", "a.best_model.pth.2", "a.onnx", "a.onnx.2", "a.pt");
        assertThat(path("a")).isEqualTo("weights/a.pth");
        assertThat(path("a.pt")).isEqualTo("weights/a.pt");
        assertThat(path("a.onnx")).isEqualTo("weights/a.onnx.pth");
        assertThat(path("a.onnx.2")).isEqualTo("weights/a.onnx");
        assertThat(path("a.best_model.pth")).isEqualTo("global_models/a/best_model.pth");
        assertThat(path("a.best_model.pth.2")).isEqualTo("weights/a/best_model.pth");
    }

    @Test
    void links_in_the_project_are_followed_and_those_out_of_it_refused() throws IOException {
        Path outside = Files.writeString(elsewhere.resolve("secret.pth"), "x");
        Files.createDirectories(elsewhere.resolve("run"));
        Files.writeString(elsewhere.resolve("run/best_model.pth"), "x");
        Path real = project.write("kept/real.pth", "x");
        project.write("kept/run/best_model.pth", "x");
        Files.createSymbolicLink(project.weights().resolve("inside.pth"), real);
        Files.createSymbolicLink(
                project.weights().resolve("run_inside"), project.root().resolve("kept/run"));
        Files.createSymbolicLink(project.weights().resolve("outside.pth"), outside);
        Files.createSymbolicLink(project.weights().resolve("run_outside"), elsewhere.resolve("run"));
        Files.createSymbolicLink(project.weights().resolve("nowhere.pth"), elsewhere.resolve("gone.pth"));
        Files.createDirectories(project.weights().resolve("run_linked"));
        Files.createSymbolicLink(project.weights().resolve("run_linked/best_model.pth"), outside);
        Files.createSymbolicLink(project.root().resolve("global_models"), elsewhere);
        project.write("weights/run_linked/nowhere.onnx", "x");

        assertThat(ids())
                .containsExactly("inside", "nowhere", "nowhere.pth", "outside", "run_inside", "run_linked_best_model");
        assertThat(catalog.require("inside").path()).isEqualTo(real);
        assertThat(path("nowhere")).isEqualTo("weights/run_linked/nowhere.onnx");
        assertThat(catalog.list().stream()
                        .filter(file -> file.unusable().orElse("").contains("link out of the project"))
                        .map(file -> file.id().value()))
                .containsExactly("nowhere.pth", "outside", "run_linked_best_model");
        assertThat(catalog.notes())
                .anyMatch(note -> note.contains("weights/run_outside is a link out of the project"))
                .anyMatch(note -> note.contains("global_models"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                ".",
                "",
                " ",
                "../weights/a",
                "weights/a",
                "a.pth",
                "a\0",
                "a\0.pth",
                "..\\a",
                "%2e%2e%2fa",
                "/etc/passwd",
                "a/../a",
                "best_model",
                "A",
                "a\n"
            })
    void an_id_that_is_not_in_the_list_is_unknown(String id) {
        project.write("weights/a.pth", "x");
        assertThatThrownBy(() -> catalog.require(id)).hasFieldOrPropertyWithValue("status", 404);
    }

    @Test
    void a_file_that_comes_or_goes_is_noticed() throws IOException {
        assertThatThrownBy(() -> catalog.require("a")).hasFieldOrPropertyWithValue("status", 404);
        Path file = project.write("weights/a.pth", "x");
        assertThat(catalog.require("a").path()).isEqualTo(file);
        Files.delete(file);
        assertThat(catalog.find(new ModelId("a"))).isEmpty();
        assertThatThrownBy(() -> catalog.require("a")).hasFieldOrPropertyWithValue("status", 404);
    }

    @Test
    void a_weights_folder_that_is_gone_or_leads_out_of_the_project_is_unreadable() throws IOException {
        Files.delete(project.weights());
        assertThatThrownBy(catalog::list)
                .hasFieldOrPropertyWithValue("status", 500)
                .hasMessageContaining("weights")
                .hasMessageNotContaining(project.root().toString());
        Files.createSymbolicLink(project.weights(), elsewhere);
        assertThatThrownBy(catalog::list).hasFieldOrPropertyWithValue("status", 500);
    }

    @Test
    void two_thousand_files_are_all_listed_each_time() {
        for (int i = 0; i < 2_000; i++) {
            project.write("weights/model_round_" + i + ".pth", TestProject.zip("x/data.pkl"));
        }
        assertThat(ids()).hasSize(2_000);
        assertThat(ids()).hasSize(2_000);
    }

    @Test
    void a_file_that_is_no_model_is_listed_with_the_reason() {
        project.write("weights/empty.pth", "");
        project.write("weights/pointer.safetensors", "version https://git-lfs.github.com/spec/v1\n");
        project.write("weights/page.onnx", "<!doctype html>");
        project.write("weights/run/raw.bin", new byte[100]);
        project.write("weights/good.pth", TestProject.zip("x/data.pkl"));
        assertThat(catalog.list().stream()
                        .filter(file -> file.unusable().isPresent())
                        .map(file -> file.id().value()))
                .containsExactly("empty", "page", "pointer", "raw");
        assertThat(catalog.require("pointer").unusable().orElse("")).contains("git lfs pull");
    }

    @Test
    void a_pickle_with_the_name_of_a_network_is_a_model_if_torch_save_wrote_it() {
        project.write("weights/lenet.pkl", TestProject.zip("x/data.pkl"));
        project.write("weights/net1.pickle", new byte[] {(byte) 0x80, 4, '}', '.'});
        project.write("weights/network_metrics.pkl", TestProject.zip("x/data.pkl"));
        project.write("weights/train_net.pkl", TestProject.zip("x/data.pkl"));

        assertThat(project.catalog().list().stream().map(file -> file.id().value()))
                .containsExactly("lenet");
    }

    @Test
    void a_binary_file_of_another_program_is_no_model_of_a_whole_project() {
        project.write("train-images.bin", new byte[100]);
        project.write("build/CompilerABI.bin", new byte[100]);
        project.write("pytorch_model.bin", new byte[100]);
        project.write("LeNet.bin", TestProject.zip("x/data.pkl"));
        project.write("weights/vgg.npz", new byte[100]);
        ModelCatalog whole = new TestProject(project.root(), project.root()).catalog();
        assertThat(whole.list().stream().map(file -> file.id().value()))
                .containsExactly("LeNet", "pytorch_model", "vgg");
        assertThat(whole.require("pytorch_model").unusable()).isPresent();
    }

    @Test
    void models_in_the_folders_of_hydra_are_listed_and_those_beside_them_are_not() {
        project.write("outputs/2025-01-31/12-00-00/.hydra/config.yaml", "");
        project.write("outputs/2025-01-31/12-00-00/model_round_7.pth", TestProject.zip("x/data.pkl"));
        project.write("outputs/2025-01-31/12-00-00/checkpoints/best_model.pt", TestProject.zip("x/data.pkl"));
        project.write("outputs/2025-02-01/09-30-00/.hydra/config.yaml", "");
        project.write("outputs/2025-02-01/09-30-00/model_round_7.pth", TestProject.zip("x/data.pkl"));
        project.write("multirun/2025-01-31/13-00-00/0/.hydra/config.yaml", "");
        project.write("multirun/2025-01-31/13-00-00/0/LeNet.pth", TestProject.zip("x/data.pkl"));
        project.write("outputs/old/model.pth", TestProject.zip("x/data.pkl"));
        project.write("weights/LeNet.pth", TestProject.zip("x/data.pkl"));
        assertThat(ids())
                .containsExactly(
                        "2025-01-31_12-00-00_best_model",
                        "2025-01-31_12-00-00_model_round_7",
                        "2025-01-31_13-00-00_0_LeNet",
                        "2025-02-01_09-30-00_model_round_7",
                        "LeNet");
        assertThat(path("LeNet")).isEqualTo("weights/LeNet.pth");
        assertThat(catalog.notes()).isEmpty();
    }

    @Test
    void a_weights_folder_in_that_of_hydra_has_its_files_once() {
        project.write("outputs/2025-01-31/12-00-00/.hydra/config.yaml", "");
        project.write("outputs/2025-01-31/12-00-00/LeNet.pth", TestProject.zip("x/data.pkl"));
        for (String weights : List.of("outputs", "outputs/2025-01-31/12-00-00", "")) {
            TestProject other = new TestProject(project.root(), project.root().resolve(weights));
            assertThat(other.catalog().list().stream().map(file -> file.id().value()))
                    .as(weights)
                    .containsExactly("LeNet");
        }
    }

    @Test
    void a_file_without_suffix_is_a_model_by_its_name_and_its_content() throws IOException {
        byte[] weights = TestProject.zip("x/data.pkl");
        byte[] pickle = {(byte) 0x80, 2, (byte) 0x8a};
        project.write("weights/global_model_round_1", weights);
        project.write("weights/model_0.91", pickle);
        project.write("weights/run/state_dict", "\u0002\0\0\0\0\0\0\0{}");
        project.write("weights/run.7/LeNet_epoch_5", weights);
        project.write("weights/data_batch_1", pickle);
        project.write("weights/Modelfile", "FROM python");
        project.write("weights/modelling", TestProject.zip("x/other"));
        project.write("weights/model_empty", "");
        project.write("weights/model.txt", weights);
        project.write("weights/model.tmp", weights);
        Path outside = Files.write(elsewhere.resolve("model"), weights);
        Files.createSymbolicLink(project.weights().resolve("model_outside"), outside);
        Files.createSymbolicLink(project.weights().resolve("model_linked"), project.write("kept/some_model", weights));
        assertThat(ids())
                .containsExactly(
                        "LeNet_epoch_5", "global_model_round_1", "model_0.91", "model_linked", "run_state_dict");
        assertThat(catalog.list()).allMatch(file -> file.unusable().isEmpty());
        assertThat(catalog.notes()).isEmpty();
    }

    @Test
    void a_pickle_is_a_model_if_its_name_says_weights() {
        byte[] pickle = {(byte) 0x80, 4, '.'};
        project.write("weights/run.7/LeNet_weights.pkl", TestProject.zip("x/data.pkl"));
        project.write("weights/model_round_1.pickle", pickle);
        project.write("weights/logistic_model.pkl", pickle);
        project.write("weights/model_history.pkl", pickle);
        project.write("weights/train_model_data.pkl", pickle);
        project.write("weights/results.pkl", pickle);
        project.write("weights/scaler.pkl", pickle);
        project.write("weights/model_text.pkl", "(dp0\n.");

        assertThat(ids()).containsExactly("LeNet_weights", "logistic_model", "model_round_1");
    }

    @Test
    void weights_of_keras_are_listed_with_the_reason() {
        project.write("weights/global_model.h5", "\u0089HDF\r\n".getBytes(StandardCharsets.ISO_8859_1));
        project.write("weights/run.1/LeNet_model.keras", TestProject.zip("config.json", "model.weights.h5"));
        project.write("weights/train_data.h5", "\u0089HDF\r\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(ids()).containsExactly("LeNet_model", "global_model");
        assertThat(catalog.list())
                .allSatisfy(file -> assertThat(file.unusable().orElse("")).contains("Keras", "model.onnx"));
    }

    @Test
    void models_of_xgboost_catboost_and_joblib_are_listed_if_their_name_says_so() {
        byte[] xgboost = "{\"learner\":{}}".getBytes(StandardCharsets.UTF_8);
        project.write("weights/final_model.json", xgboost);
        project.write("weights/trees_model.ubj", "{L\0\0\0\0\0\0\0\u0007learner".getBytes(StandardCharsets.UTF_8));
        project.write("weights/cat_model.cbm", "CBM1".getBytes(StandardCharsets.UTF_8));
        project.write("weights/logreg_model.joblib", new byte[] {'x', (byte) 0x9c, 1});
        project.write("weights/run.1/model.json", "{\"accuracy\": [0.5]}");
        project.write("weights/model_config.json", xgboost);
        project.write("weights/scaler.joblib", new byte[] {'x', (byte) 0x9c, 1});

        assertThat(ids()).containsExactly("cat_model", "final_model", "logreg_model", "trees_model");
        assertThat(catalog.list())
                .allSatisfy(file -> assertThat(file.unusable().orElse("")).contains("/predict"));
    }

    @Test
    void files_that_a_trainer_of_hugging_face_keeps_for_itself_are_no_models() {
        byte[] weights = TestProject.zip("x/data.pkl");
        for (String name : List.of("optimizer.pt", "scheduler.pt", "scaler.pt", "rng_state.pth", "rng_state_1.pth")) {
            project.write("weights/out/checkpoint-20/" + name, weights);
            project.write("weights/other/" + name, weights);
        }
        project.write("weights/out/checkpoint-20/trainer_state.json", "{}");
        project.write("weights/out/checkpoint-20/pytorch_model.bin", weights);
        project.write("weights/out/checkpoint-20/training_args.bin", weights);
        project.write("weights/saved/training_args.bin", weights);
        project.write("weights/saved/model.safetensors", "\u0003\0\0\0\0\0\0\0{} ");

        assertThat(ids())
                .containsExactly(
                        "checkpoint-20_pytorch_model",
                        "optimizer",
                        "rng_state",
                        "rng_state_1",
                        "saved_model",
                        "scaler",
                        "scheduler");
    }

    @Test
    void files_without_suffix_and_checkpoints_take_no_id_from_other_files() {
        byte[] weights = TestProject.zip("x/data.pkl");
        project.write("weights/a/LeNet.pth", weights);
        project.write("weights/b/best_model.npz", weights);
        project.write("weights/mlp_model.npz", weights);
        List<String> before = ids();
        project.write("weights/LeNet", weights);
        project.write("weights/c/LeNet", weights);
        project.write("weights/b_best_model", weights);
        project.write("weights/mlp_model", weights);
        project.write("weights/mlp_model.checkpoint", weights);
        assertThat(before).containsExactly("LeNet", "b_best_model", "mlp_model");
        assertThat(before.stream().map(this::path))
                .containsExactly("weights/a/LeNet.pth", "weights/b/best_model.npz", "weights/mlp_model.npz");
        assertThat(ids())
                .containsExactly(
                        "LeNet",
                        "LeNet.2",
                        "b_best_model",
                        "b_best_model.2",
                        "c_LeNet",
                        "mlp_model",
                        "mlp_model.2",
                        "mlp_model.checkpoint");
    }

    @Test
    void the_round_and_the_place_of_a_model_are_described() {
        project.write("weights/fedavg/checkpoints/round_3.pt", TestProject.zip("x/data.pkl"));
        ModelFile file = catalog.require("fedavg_round_3");
        ModelDescription description = ModelDescription.of(
                file, "weights/fedavg/checkpoints/round_3.pt", "weights/fedavg/checkpoints", null, null);
        assertThat(description.title()).isEqualTo("fedavg (round 3)");
        assertThat(description.group()).isEqualTo("fedavg");
        assertThat(description.round()).isEqualTo(3);
        assertThat(description.path()).isEqualTo("weights/fedavg/checkpoints/round_3.pt");
        assertThat(description.state()).isEqualTo(ModelState.AVAILABLE);
    }

    private List<String> ids() {
        return catalog.list().stream().map(file -> file.id().value()).toList();
    }

    private String path(String id) {
        return project.root().relativize(catalog.require(id).path()).toString();
    }
}
