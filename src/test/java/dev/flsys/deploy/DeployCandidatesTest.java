package dev.flsys.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.engine.file.ModelFormat;
import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DeployCandidatesTest {

    private static final Path MODELS = Path.of("src/test/resources/models");

    @TempDir
    Path folder;

    private Path root = Path.of("");
    private FlowerProject project = new FlowerProject(root);

    @BeforeEach
    void project() throws IOException {
        root = Files.createDirectory(folder.resolve("project")).toRealPath();
        Files.createDirectory(root.resolve("weights"));
        project = new FlowerProject(root);
    }

    @Test
    void candidates_are_found_in_the_root_in_deploy_in_models_and_in_the_weights_folder_and_sorted()
            throws IOException {
        copy("tiny.onnx", "weights/w.onnx");
        copy("tiny.pt", "models/b.PT");
        copy("tiny.pt", "deploy/a.pth");
        copy("tiny.onnx", "z.onnx");
        copy("tiny.onnx", "elsewhere/e.onnx");
        copy("tiny.onnx", "models/deeper/d.onnx");
        assertThat(paths()).containsExactly("deploy/a.pth", "models/b.PT", "weights/w.onnx", "z.onnx");
        DeployCandidate scripted = candidates().find(Optional.empty()).get(0);
        assertThat(scripted.format()).isEqualTo(ModelFormat.TORCHSCRIPT);
        assertThat(scripted.sizeBytes()).isEqualTo(Files.size(MODELS.resolve("tiny.pt")));
    }

    @Test
    void a_state_dict_or_another_file_is_not_a_candidate_whatever_its_suffix() throws IOException {
        copy("state_dict.pth", "weights/a.pth");
        copy("legacy_state_dict.pth", "b.pt");
        copy("tiny.onnx", "onnx_named_as.pt");
        copy("tiny.onnx", ".hidden.onnx");
        Files.writeString(root.resolve("train.py"), "x");
        Files.createDirectory(root.resolve("folder.onnx"));
        assertThat(paths()).isEmpty();
    }

    @Test
    void a_file_with_new_content_is_read_again() throws IOException {
        DeployCandidates candidates = candidates();
        copy("state_dict.pth", "a.pth");
        assertThat(candidates.find(Optional.empty())).isEmpty();
        copy("tiny.pt", "a.pth");
        assertThat(candidates.find(Optional.empty())).hasSize(1);
    }

    @Test
    void links_out_of_the_project_are_left_out_and_those_in_it_are_not() throws IOException {
        Path outside = Files.copy(MODELS.resolve("tiny.onnx"), folder.resolve("outside.onnx"));
        copy("tiny.onnx", "a.onnx");
        Files.createSymbolicLink(root.resolve("out.onnx"), outside);
        Files.createSymbolicLink(root.resolve("in.onnx"), root.resolve("a.onnx"));
        Files.createSymbolicLink(root.resolve("nowhere.onnx"), folder.resolve("nothing.onnx"));
        Files.createSymbolicLink(root.resolve("models"), folder);
        assertThat(paths()).containsExactly("a.onnx", "in.onnx");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_fifo_and_a_name_that_no_request_can_contain_are_left_out() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", root.resolve("fifo.pt").toString())
                        .start()
                        .waitFor())
                .isZero();
        copy("tiny.onnx", "back\\slash.onnx");
        copy("tiny.onnx", "模型 #1.onnx");
        assertThat(paths()).containsExactly("模型 #1.onnx");
    }

    @Test
    void the_deployed_file_is_always_a_candidate_and_there_are_200_at_most() throws IOException {
        for (int i = 0; i < 210; i++) {
            Files.write(root.resolve("a%03d.onnx".formatted(i)), new byte[1]);
        }
        copy("tiny.onnx", "runs/today/serves.onnx");
        List<DeployCandidate> found = candidates().find(Optional.of(root.resolve("runs/today/serves.onnx")));
        assertThat(found).hasSize(200).extracting(DeployCandidate::modelPath).isSorted();
        assertThat(found.get(199).modelPath()).isEqualTo("runs/today/serves.onnx");
        assertThat(candidates().find(Optional.of(root.resolve("gone.onnx")))).hasSize(200);
    }

    @Test
    void a_thousand_state_dicts_in_the_weights_folder_displace_no_other_file() throws IOException {
        Files.createDirectory(root.resolve("checkpoints"));
        for (int i = 0; i < 1_000; i++) {
            Files.write(root.resolve("checkpoints/round_%04d.pth".formatted(i)), new byte[1]);
        }
        copy("tiny.onnx", "models/a.onnx");
        assertThat(new DeployCandidates(project, root.resolve("checkpoints")).find(Optional.empty()))
                .extracting(DeployCandidate::modelPath)
                .containsExactly("models/a.onnx");
    }

    @Test
    void each_candidate_can_be_deployed_by_its_path() throws IOException {
        copy("tiny.onnx", "a.onnx");
        copy("tiny.pt", "weights/b.pt");
        assertThat(paths()).hasSize(2).allSatisfy(path -> assertThat(
                        DeployFile.of(path, project).path())
                .isRegularFile());
    }

    private List<String> paths() {
        return candidates().find(Optional.empty()).stream()
                .map(DeployCandidate::modelPath)
                .toList();
    }

    private DeployCandidates candidates() {
        return new DeployCandidates(project, root.resolve("weights"));
    }

    private void copy(String model, String to) throws IOException {
        Path target = root.resolve(to);
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        Files.write(target, Files.readAllBytes(MODELS.resolve(model)));
    }
}
