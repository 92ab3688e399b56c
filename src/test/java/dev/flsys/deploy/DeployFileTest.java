package dev.flsys.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.engine.file.ModelFormat;
import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DeployFileTest {

    @TempDir
    Path folder;

    private Path root = Path.of("");

    @BeforeEach
    void project() throws IOException {
        root = Files.createDirectory(folder.resolve("project"));
        Files.createDirectory(root.resolve("models"));
        Files.writeString(root.resolve("models/a.onnx"), "x");
        Files.writeString(root.resolve("b.PT"), "x");
        Files.writeString(root.resolve("notes.txt"), "x");
        Files.writeString(folder.resolve("outside.onnx"), "x");
    }

    @Test
    void a_path_may_be_relative_to_the_project_or_absolute_and_is_kept_as_written() {
        DeployFile relative = file("./models/../models/a.onnx");
        assertThat(relative.written()).isEqualTo("./models/../models/a.onnx");
        assertThat(relative.path()).isEqualTo(root.resolve("models/a.onnx"));
        assertThat(relative.format()).isEqualTo(ModelFormat.ONNX);
        assertThat(file(root.resolve("models/a.onnx").toString()).path()).isEqualTo(relative.path());
        assertThat(file("b.PT").format()).isEqualTo(ModelFormat.TORCHSCRIPT);
    }

    @Test
    void a_missing_file_is_404() {
        assertThatThrownBy(() -> file("models/c.onnx"))
                .isInstanceOfSatisfying(DeployProblem.class, missing -> assertThat(missing.status())
                        .isEqualTo(404));
    }

    @Test
    void a_nearly_right_path_gets_the_right_one_as_a_hint() throws IOException {
        assertMissing("models/A.onx", "Did you mean models/a.onnx?");
        assertMissing("a.onnx", "Did you mean models/a.onnx?");
        assertMissing("b.pt", "Did you mean b.PT?");
        assertMissing("something_else.onnx", "Available: b.PT, models/a.onnx.");
        assertRefused("models", "models/a.onnx");
        Files.writeString(Files.createDirectory(root.resolve("runs")).resolve("c.onnx"), "x");
        assertRefused("runs", "runs/c.onnx");
        assertMissing("runs/d.onnx", "Did you mean runs/c.onnx?");
    }

    private void assertMissing(String path, String hint) {
        assertThatThrownBy(() -> file(path))
                .hasFieldOrPropertyWithValue("status", 404)
                .hasMessageEndingWith(hint)
                .hasMessageNotContaining(folder.toString());
    }

    @Test
    void a_file_outside_or_not_a_model_is_400() throws IOException {
        Files.createSymbolicLink(root.resolve("link.onnx"), folder.resolve("outside.onnx"));
        assertRefused("../outside.onnx", "not a path in the project");
        assertRefused(folder.resolve("outside.onnx").toString(), "not a path in the project");
        assertRefused("/etc/passwd", "not a path in the project");
        assertRefused("link.onnx", "not a path in the project");
        assertRefused("a\0b.onnx", "not a path in the project");
        assertRefused("models", "is a folder");
        assertRefused("notes.txt", "not a model file");
        assertRefused(" ", "is empty");
        assertRefused("x".repeat(4_097), "too long");
        assertThatThrownBy(() -> file("x".repeat(4_096))).hasMessageNotContaining("too long");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_fifo_is_refused_and_never_opened() throws Exception {
        Path fifo = root.resolve("fifo.onnx");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        assertRefused("fifo.onnx", "not a regular file");
    }

    private void assertRefused(String path, String reason) {
        assertThatThrownBy(() -> file(path))
                .isInstanceOfSatisfying(DeployProblem.class, refused -> assertThat(refused.status())
                        .isEqualTo(400))
                .hasMessageContaining(reason);
    }

    private DeployFile file(String path) {
        return DeployFile.of(path, new FlowerProject(root));
    }
}
