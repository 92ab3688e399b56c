package dev.flsys.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequirementsTest {

    @TempDir
    Path root;

    @Test
    void torch_is_found_with_its_companions_and_in_included_files() throws Exception {
        Files.writeString(root.resolve("requirements.txt"), """
                # torch
                torch>=1.12  # any
                torchvision ; python_version < "3.13"
                torchmetrics==1.0
                -r more.txt
                -r missing.txt
                """);
        Files.writeString(root.resolve("more.txt"), "TORCH[opt-einsum]\n-r requirements.txt\n");
        assertThat(Requirements.of(root).torch())
                .startsWith("torch>=1.12", "torchvision ; python_version < \"3.13\"", "TORCH[opt-einsum]")
                .noneMatch(line -> line.startsWith("torchmetrics"));
    }

    @Test
    void files_that_include_each_other_are_read_once() throws Exception {
        String others = "-r a.txt\n-r b.txt\n".repeat(50);
        for (String name : List.of("requirements.txt", "a.txt", "b.txt")) {
            Files.writeString(root.resolve(name), "torch==" + name.length() + "\n" + others);
        }
        assertThat(Requirements.of(root).lines()).containsExactly("torch==16", "torch==5", "torch==5");
    }

    @Test
    void a_file_that_is_too_large_is_refused() throws Exception {
        Files.writeString(root.resolve("requirements.txt"), "#".repeat(1024 * 1024 + 1));
        assertThatThrownBy(() -> Requirements.of(root))
                .isInstanceOf(PythonUnavailable.class)
                .hasMessageContaining("requirements.txt has more than 1024 KiB.");
    }

    @Test
    void flower_needs_python_3_11() throws Exception {
        Files.writeString(root.resolve("requirements.txt"), "flwr-datasets\nnumpy\n");
        assertThat(Requirements.of(root).minimumPython()).isEqualTo(9);
        Files.writeString(root.resolve("requirements.txt"), "numpy\nflwr[simulation]==1.41.0\n");
        assertThat(Requirements.of(root).minimumPython()).isEqualTo(11);
    }

    @Test
    void a_file_that_powershell_or_notepad_wrote_is_read_as_pip_reads_it() throws Exception {
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            Files.writeString(root.resolve("requirements.txt"), "\uFEFFflwr==1.41.0\r\ntorch==2.4.0\r\n", charset);
            Requirements read = Requirements.of(root);
            assertThat(read.minimumPython()).isEqualTo(11);
            assertThat(read.torch()).containsExactly("torch==2.4.0");
            assertThat(read.packages()).containsExactly("flwr==1.41.0", "torch==2.4.0");
        }
    }

    @Test
    void pyproject_is_read_if_there_is_no_requirements_file() throws Exception {
        assertThat(Requirements.of(root).file()).isEmpty();
        Path file = root.resolve("pyproject.toml");
        Files.writeString(file, "[project]\ndependencies = [\"numpy\", \"flwr>=1.41\"]\n");
        assertThat(Requirements.of(root).file()).contains(file);
        assertThat(Requirements.of(root).minimumPython()).isEqualTo(11);
        Files.writeString(file, "[project]\ndependencies = []\n[tool.flwr.app]\nflwr-version-target = \"1\"\n");
        assertThat(Requirements.of(root).minimumPython()).isEqualTo(9);
    }
}
