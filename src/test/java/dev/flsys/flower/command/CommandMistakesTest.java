package dev.flsys.flower.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.project.FlowerProject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandMistakesTest {

    @TempDir
    Path folder;

    @BeforeEach
    void makeProject() throws Exception {
        for (String file :
                new String[] {"sim.py", "pkg/sim.py", "pkg/__main__.py", "train.ipynb", ".venv/bin/own-tool"}) {
            Files.createDirectories(folder.resolve(file).getParent());
            Files.writeString(folder.resolve(file), "");
        }
    }

    private Optional<String> problem(String command) {
        FlowerProject project = new FlowerProject(folder);
        return StartCommand.parse(command, project).orElseThrow().findProblem(project);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "python sim.py & python sim.py",
                "python sim.py; python sim.py",
                "python sim.py > log.txt",
                "python sim.py 2>&1",
                "python sim.py >log.txt",
                "python sim.py --rounds $ROUNDS",
                "python sim.py --rounds ${ROUNDS:-3}",
                "cd app && python sim.py",
                "nohup python sim.py &"
            })
    void the_syntax_of_a_shell_is_refused_with_the_line_to_write(String command) {
        assertThat(problem(command).orElseThrow())
                .startsWith("No shell reads FLOWER_START_SCRIPT")
                .endsWith("set FLOWER_START_SCRIPT=bash run.sh.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bash -c 'cd app && python sim.py > log.txt'",
                "bash -c sim.py;",
                "sh -ec './run.sh;'",
                "bash -c '$COMMAND' x",
                "python sim.py --pattern '*.csv' --name a=b --price 5$",
                "python sim.py --sum '1 > 0'",
                "PYTHONPATH=. python sim.py",
                "env PYTHONPATH=. SEED=1 sim.py --fast",
                "python -u -m pkg.sim",
                "python -m installed.module"
            })
    void quoted_text_and_usual_arguments_are_accepted(String command) {
        assertThat(problem(command)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "uv run PYTHONPATH=. python sim.py; env PYTHONPATH=. uv run python sim.py",
                "sim --fast; sim.py --fast",
                "python sim --fast; sim.py --fast",
                "pkg.sim --fast; python -m pkg.sim --fast",
                "python pkg.sim; python -m pkg.sim",
                "python -m pkg/sim.py; python -m pkg.sim",
                "python -m pkg.sim.py; python -m pkg.sim",
                "pkg; python -m pkg",
                "own-tool --fast; .venv/bin/own-tool --fast",
                ".venv/bin/python sim.py; python sim.py",
                "train.ipynb; train.py",
                "python train.ipynb; train.py",
                "py sim.py --fast; python sim.py --fast",
                "python 'pkg\\sim.py' --fast; pkg/sim.py --fast"
            })
    void the_command_that_was_meant_is_named(String command, String meant) {
        assertThat(problem(command).orElseThrow()).endsWith("FLOWER_START_SCRIPT=" + meant + ".");
    }

    @Test
    void a_program_that_is_not_found_may_be_in_the_environment() {
        assertThat(problem("flower-simulation --app .").orElseThrow())
                .endsWith("needs its path, such as .venv/bin/flower-simulation.");
    }

    @Test
    void nothing_is_suggested_without_a_file() {
        assertThat(problem("python nothing.py")).hasValue("There is no such script or module in the project.");
        assertThat(problem("python")).hasValue("There is no such script or module in the project.");
    }
}
