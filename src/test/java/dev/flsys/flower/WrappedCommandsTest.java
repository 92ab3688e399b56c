package dev.flsys.flower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.flower.command.StartScriptMissing;
import dev.flsys.flower.options.StartOption;
import dev.flsys.process.Launch;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.ProjectPython;
import dev.flsys.python.PythonSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands behind a wrapper, which a shell script in the project imitates: it runs the words after its options. */
class WrappedCommandsTest {

    @TempDir
    Path folder;

    private FlowerProject project;

    @BeforeEach
    void makeProject() throws IOException {
        project = new FlowerProject(folder);
        Files.writeString(folder.resolve("train.py"), """
                import argparse
                parser = argparse.ArgumentParser()
                parser.add_argument("--num-rounds", type=int, default=3)
                parser.parse_args()
                """);
        Files.writeString(folder.resolve("pyproject.toml"), "[tool.flwr.app.config]\nnum-server-rounds = 3\n");
        wrapper("uv");
        // conda refuses arguments of several lines.
        wrapper("conda");
    }

    private void wrapper(String name) throws IOException {
        Path program = Files.createDirectories(folder.resolve("bin")).resolve(name);
        Files.writeString(program, """
                #!/bin/sh
                [ "$1" = run ] || exit 9
                shift
                while :; do case "$1" in -n|--with) shift 2;;
                    --with-requirements) echo "$2" > inline; shift 2;; -*) shift;; *) break;; esac; done
                for word; do case "$word" in *'
                '*) echo 'newlines are not implemented' >&2; exit 9;; esac; done
                case "$1" in python*) shift; exec /usr/bin/python3 "$@";; *.py) exec /usr/bin/python3 "$@";; esac
                exec "$@"
                """);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private ProjectCommands commands(String command) {
        StartCommand start = StartCommand.parse(command, project).orElseThrow();
        return new ProjectCommands(start, project, new ProjectPython(project, new PythonSettings(Optional.empty())));
    }

    private Launch prepare(String command, String json) throws Exception {
        StartParameters parameters = StartParameters.read(new ObjectMapper().readTree(json));
        Path own = project.makeOwnFolder("simulations", "one");
        try (ProjectCommands commands = commands(command);
                PreparedRun run = commands.prepare(new RunRequest(parameters, "mark", own), step -> {})) {
            return run.launch();
        }
    }

    @Test
    void a_wrapped_script_keeps_its_words_and_no_python_is_made_for_it() throws Exception {
        Launch launch = prepare("bin/uv run --with flwr train.py", "{\"num_rounds\":5}");
        assertThat(launch.command())
                .containsExactly("bin/uv", "run", "--with", "flwr", "train.py", "--num-rounds", "5");
        assertThat(launch.environment())
                .containsEntry("PYTHONUNBUFFERED", "1")
                .doesNotContainKeys("VIRTUAL_ENV", "PATH");
        assertThat(folder.resolve(".venv")).doesNotExist();
        assertThat(prepare("bin/conda run -n fl python -u train.py", "{}").command())
                .containsExactly("bin/conda", "run", "--no-capture-output", "-n", "fl", "python", "-u", "train.py");
        assertThat(prepare("bin/uv run task", "{\"rounds\":5}").command())
                .containsExactly("bin/uv", "run", "task", "--rounds", "5");
    }

    @Test
    void a_wrapped_script_is_asked_for_its_options_by_the_wrappers_python() throws Exception {
        for (String command :
                new String[] {"bin/uv run train.py", "bin/conda run -n fl python train.py", "bin/uv run -m train"}) {
            try (ProjectCommands commands = commands(command)) {
                assertThat(commands.options().parameters())
                        .extracting(StartOption::name)
                        .containsExactly("num_rounds");
                assertThatThrownBy(() -> commands.check(
                                StartParameters.read(new ObjectMapper().readTree("{\"optimizer\":\"x\"}"))))
                        .isInstanceOf(ParametersInvalid.class);
            }
        }
    }

    @Test
    void a_script_with_inline_metadata_is_asked_with_its_own_packages() throws Exception {
        Path script = folder.resolve("train.py");
        String text = Files.readString(script);
        Files.writeString(script, "# /// script\n# dependencies = [\"flwr\"]\n# ///\n" + text);
        for (String command : new String[] {"bin/uv run python train.py", "bin/uv run train.py"}) {
            try (ProjectCommands commands = commands(command)) {
                assertThat(folder.resolve("inline")).doesNotExist();
                assertThat(commands.options().parameters())
                        .extracting(StartOption::name)
                        .containsExactly("num_rounds");
            }
        }
        assertThat(folder.resolve("inline")).content().isEqualTo("train.py\n");
        assertThat(prepare("bin/uv run train.py", "{\"num_rounds\":5}").command())
                .containsExactly("bin/uv", "run", "train.py", "--num-rounds", "5");
    }

    @Test
    void a_wrapped_shell_script_passes_its_arguments_to_the_wrappers_python() throws Exception {
        Files.writeString(folder.resolve("run.sh"), "#!/bin/sh\nexec python train.py \"$@\"\n");
        Files.writeString(folder.resolve("vars.sh"), "#!/bin/sh\necho \"$ROUNDS\"\n");
        assertThat(prepare("bin/conda run -n fl bash run.sh", "{\"num_rounds\":5}")
                        .command())
                .containsExactly(
                        "bin/conda", "run", "--no-capture-output", "-n", "fl", "bash", "run.sh", "--num-rounds", "5");
        Launch launch = prepare("bin/uv run bash vars.sh", "{\"rounds\":5}");
        assertThat(launch.command()).containsExactly("bin/uv", "run", "bash", "vars.sh");
        assertThat(launch.environment()).containsEntry("ROUNDS", "5").doesNotContainKey("VIRTUAL_ENV");
        try (ProjectCommands commands = commands("bin/uv run bash run.sh")) {
            assertThat(commands.options().parameters())
                    .extracting(StartOption::name)
                    .containsExactly("num_rounds");
            assertThatThrownBy(() ->
                            commands.check(StartParameters.read(new ObjectMapper().readTree("{\"optimizer\":\"x\"}"))))
                    .isInstanceOf(ParametersInvalid.class);
        }
        assertThatThrownBy(() -> prepare("bin/uv run bash missing.sh", "{}")).isInstanceOf(StartScriptMissing.class);
    }

    @Test
    void a_wrapped_flwr_run_is_a_flwr_run() throws Exception {
        Launch launch = prepare("bin/uv run --with x flwr run .", "{\"rounds\":5,\"num_clients\":4}");
        assertThat(launch.command())
                .containsExactly(
                        "bin/uv",
                        "run",
                        "--with",
                        "x",
                        "flwr",
                        "run",
                        ".",
                        "--stream",
                        "--run-config",
                        "num-server-rounds=5",
                        "--federation-config",
                        "num-supernodes=4");
        assertThat(launch.environment()).containsKeys("FLWR_HOME", "FLWR_LOCAL_CONTROL_API_PORT");
        try (ProjectCommands commands = commands("bin/uv run flwr run .")) {
            assertThat(commands.options().parameters())
                    .extracting(StartOption::name)
                    .containsExactly("num_server_rounds", "num_supernodes");
        }
        StartCommand at = StartCommand.parse("bin/uv run flwr run . --stream")
                .orElseThrow()
                .withSuperlink("grid");
        assertThat(at.words()).containsExactly("bin/uv", "run", "flwr", "run", ".", "grid");
    }

    @Test
    void a_wrapper_that_cannot_work_is_refused_with_the_remedy() {
        assertThatThrownBy(commands("no-such/uv run train.py")::requireScript)
                .isInstanceOf(StartScriptMissing.class)
                .hasMessageContaining("The program uv is not on the PATH of the service.")
                .hasMessageContaining("FLOWER_START_SCRIPT=train.py");
        assertThatThrownBy(commands("bin/uv --directory sub run train.py")::requireScript)
                .hasMessageContaining("Leave --directory out, and name that folder in FLOWER_PROJECT_DIR.");
        assertThatThrownBy(commands("bin/uv run walk.py")::requireScript).hasMessageContaining("no such script");
        assertThatThrownBy(commands("bin/uv run --clean-env flwr run .")::requireScript)
                .hasMessageContaining("FLWR_HOME");
    }
}
