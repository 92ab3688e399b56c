package dev.flsys.model.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.project.FileStamp;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The ids of files that the first version did not list. {@link EarlierIdsTest} has those of the others. */
class ModelIdsTest {

    @Test
    void a_deep_file_has_its_name_if_that_says_something_and_is_its_own() {
        assertThat(ids("outputs/2025-01-31/12-00-00/model_lenet_round_7.pth", "runs/a/resnet18.safetensors"))
                .containsOnlyKeys("model_lenet_round_7", "resnet18");
    }

    @Test
    void a_name_that_says_nothing_follows_the_nearest_folder_that_says_something() {
        assertThat(ids(
                        "cifar/checkpoints/best_model.pt",
                        "outputs/2025-01-31/12-00-00/model_round_7.pth",
                        "fedavg/round_3.pt",
                        "checkpoints/last.ckpt",
                        "LeNet_20250131/best_model.pt",
                        "results/checkpoint-500/pytorch_model.bin"))
                .containsOnlyKeys(
                        "cifar_best_model",
                        "2025-01-31_12-00-00_model_round_7",
                        "fedavg_round_3",
                        "checkpoints_last",
                        "LeNet_20250131_best_model",
                        "checkpoint-500_pytorch_model");
    }

    @Test
    void a_file_directly_in_the_weights_folder_keeps_a_name_that_says_nothing() {
        assertThat(ids("final_model.pt", "round_3.npz", "best_model.ckpt", "model.pth.tar", "pytorch_model.bin"))
                .containsOnlyKeys("final_model", "round_3", "best_model", "model", "pytorch_model");
    }

    @Test
    void a_name_in_two_folders_belongs_to_neither_alone() {
        assertThat(ids("a/LeNet.pth")).containsOnlyKeys("LeNet");
        assertThat(ids("a/LeNet.pth", "b/LeNet.pth")).containsOnlyKeys("a_LeNet", "b_LeNet");
        assertThat(ids("a/LeNet.pth", "b/LeNet.pth", "LeNet.pt"))
                .containsEntry("LeNet", "LeNet.pt")
                .containsOnlyKeys("LeNet", "a_LeNet", "b_LeNet");
        assertThat(ids("x/a/models/LeNet.pth", "y/a/models/LeNet.pth", "x/a/LeNet.pth"))
                .containsOnlyKeys("x_a_models_LeNet", "y_a_models_LeNet", "x_a_LeNet");
    }

    @Test
    void all_rounds_of_a_run_are_named_alike_also_if_only_some_rounds_clash() {
        Stream<String> first = IntStream.rangeClosed(1, 10).mapToObj(round -> "a/LeNet_round_" + round + ".pth");
        assertThat(ids(first.toArray(String[]::new))).containsKey("LeNet_round_7");
        String[] both = Stream.concat(
                        IntStream.rangeClosed(1, 10).mapToObj(round -> "a/LeNet_round_" + round + ".pth"),
                        Stream.of("b/LeNet_round_1.pth"))
                .toArray(String[]::new);
        assertThat(ids(both).keySet()).hasSize(11).allMatch(id -> id.startsWith("a_") || id.equals("b_LeNet_round_1"));
        assertThat(ids("a/LeNet_round_3.pth", "LeNet_round_1.pth"))
                .containsOnlyKeys("a_LeNet_round_3", "LeNet_round_1");
    }

    @Test
    void formats_of_one_model_in_one_folder_differ_in_their_suffix() {
        assertThat(ids("a/LeNet.onnx", "a/LeNet.pth", "a/LeNet.safetensors"))
                .containsEntry("LeNet", "a/LeNet.pth")
                .containsOnlyKeys("LeNet", "LeNet.onnx", "LeNet.safetensors");
        assertThat(ids("LeNet.onnx", "LeNet.npz", "LeNet.bin"))
                .containsEntry("LeNet", "LeNet.onnx")
                .containsOnlyKeys("LeNet", "LeNet.npz", "LeNet.bin");
    }

    @Test
    void every_file_has_an_id_whatever_its_name_is() {
        Map<String, String> ids = ids(
                "a\nb.pth",
                "back\\slash.pth",
                " .pth",
                "a_b.npz",
                "x".repeat(240) + ".pth",
                "y".repeat(200) + "/" + "z".repeat(200) + "/model.pth",
                "u".repeat(200) + "/" + "z".repeat(200) + "/model.pth");
        assertThat(ids).hasSize(7).containsKeys("a_b", "back_slash", "_", "a_b.npz");
    }

    @Test
    void the_order_of_the_files_has_no_influence() {
        List<FoundFile> files = new ArrayList<>(Stream.of(
                        "LeNet.pth",
                        "LeNet.npz",
                        "a/LeNet.pth",
                        "b/LeNet.pth",
                        "b/best.pt",
                        "c/b/best.pt",
                        "a_LeNet.pt")
                .map(ModelIdsTest::file)
                .toList());
        Map<ModelId, FoundFile> expected = ModelIds.assign(files);
        assertThat(expected).hasSize(7);
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(files, new Random(seed));
            assertThat(ModelIds.assign(files)).isEqualTo(expected);
        }
    }

    /** The ids of files in the weights folder, with the files. */
    private static Map<String, String> ids(String... files) {
        Map<String, String> ids = new TreeMap<>();
        ModelIds.assign(Arrays.stream(files).map(ModelIdsTest::file).toList())
                .forEach((id, file) -> ids.put(id.value(), file.stamp().path().toString()));
        return ids;
    }

    private static FoundFile file(String path) {
        List<String> names = List.of(path.split("/"));
        FileStamp stamp = new FileStamp(Path.of(path), 1, Instant.EPOCH);
        return FoundFile.of(
                true, names.subList(0, names.size() - 1), names.get(names.size() - 1), Optional.empty(), stamp);
    }
}
