package dev.flsys.flower.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.project.FlowerProject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramFileTest {

    @TempDir
    Path folder;

    private String problem(String command) {
        FlowerProject project = new FlowerProject(folder);
        return StartCommand.parse(command, project)
                .orElseThrow()
                .findProblem(project)
                .orElse("");
    }

    private void write(String name, String text, boolean executable) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(executable)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "honest.sh",
                "honest.sh --fast 3",
                "./honest.sh",
                "scripts/run.sh a b",
                "bash honest.sh",
                "sh ./scripts/run.sh x",
                "bash -e plain.sh",
                "sh -c 'true'",
                "true"
            })
    void scripts_of_the_project_are_found_with_and_without_a_path(String command) throws Exception {
        write("honest.sh", "#!/usr/bin/env bash\ntrue\n", true);
        write("scripts/run.sh", "#!/bin/sh", true);
        write("plain.sh", "true\n", false);
        assertThat(problem(command)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "env/uv run bash run.sh |",
                "env/uv run task |",
                "env/uv run ./run.sh | set FLOWER_START_SCRIPT=env/uv run bash ./run.sh.",
                "env/uv run run.sh x | uv finds no script of the project without a shell: set "
                        + "FLOWER_START_SCRIPT=env/uv run bash run.sh x.",
                "env/conda run -n fl bash other.sh | There is no script other.sh in the project.",
            })
    void a_script_behind_a_wrapper_is_checked_too(String command, @Nullable String problem) throws Exception {
        write("env/uv", "#!/bin/sh\n", true);
        write("env/conda", "#!/bin/sh\n", true);
        write("run.sh", "#!/bin/bash\ntrue\n", false);
        if (problem == null) {
            assertThat(problem(command)).isEmpty();
        } else {
            assertThat(problem(command)).endsWith(problem);
        }
    }

    @Test
    void a_missing_x_bit_or_first_line_names_both_remedies() throws Exception {
        write("run.sh", "#!/bin/sh\ntrue\n", false);
        assertThat(problem("run.sh --fast"))
                .isEqualTo(
                        "run.sh is not executable: run chmod +x run.sh, or set FLOWER_START_SCRIPT=sh run.sh --fast.");
        write("run.sh", "true\n", true);
        assertThat(problem("./run.sh"))
                .isEqualTo("./run.sh does not begin with #!: make #!/usr/bin/env bash its first line; or set"
                        + " FLOWER_START_SCRIPT=bash ./run.sh.");
        write("run.sh", "true\n", false);
        assertThat(problem("run.sh"))
                .contains(
                        "not begin with #! and is not executable",
                        "chmod +x run.sh",
                        "FLOWER_START_SCRIPT=bash run.sh");
        write("run.sh", "#!/bin/bash\r\ntrue\r\n", true);
        assertThat(problem("run.sh")).contains("line ends of Windows", "sed -i");
    }

    @Test
    void a_script_that_a_shell_cannot_find_is_named() {
        assertThat(problem("bash no.sh --x")).isEqualTo("There is no script no.sh in the project.");
        assertThat(problem("no.sh")).isEqualTo("There is no such script in the project, and no such program.");
    }
}
