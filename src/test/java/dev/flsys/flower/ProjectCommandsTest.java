package dev.flsys.flower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.flower.command.StartScriptMissing;
import dev.flsys.flower.options.StartOption;
import dev.flsys.flower.options.StartOptions;
import dev.flsys.process.Launch;
import dev.flsys.process.Programs;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.Interpreter;
import dev.flsys.python.ProjectPython;
import dev.flsys.python.PythonSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectCommandsTest {

    private static final Path PYTHON = Path.of("/usr/bin/python3");

    @TempDir
    Path folder;

    private FlowerProject project;

    @BeforeEach
    void makeProject() throws Exception {
        project = new FlowerProject(folder);
        Files.writeString(folder.resolve("run it.py"), "");
        Files.writeString(folder.resolve("pyproject.toml"), """
                [tool.flwr.app.config]
                num-server-rounds = 3
                learning-rate = 0.1
                min_clients = 2
                model.name = "LeNet"

                [tool.flwr.app.config.data]
                seed = 1
                """);
        Files.createDirectories(folder.resolve("app"));
        Files.writeString(folder.resolve("app/train.py"), "");
    }

    private Launch prepare(String command, String data) throws Exception {
        StartCommand start = StartCommand.parse(command, project).orElseThrow();
        ProjectPython python = new ProjectPython(project, new PythonSettings(Optional.of(PYTHON)));
        StartParameters parameters = StartParameters.read(new ObjectMapper().readTree(data));
        Path own = project.makeOwnFolder("simulations", "one");
        try (PreparedRun run = new ProjectCommands(start, project, python)
                .prepare(new RunRequest(parameters, "mark", own), step -> {})) {
            return run.launch();
        }
    }

    @Test
    void a_script_runs_with_the_projects_python_in_the_project() throws Exception {
        Launch launch = prepare("run it.py", "{\"rounds\":3}");
        assertThat(launch.command()).containsExactly(PYTHON.toString(), "run it.py", "--rounds", "3");
        assertThat(launch.directory()).isEqualTo(project.root());
        assertThat(launch.marker()).isEqualTo("mark");
        assertThat(launch.environment())
                .containsEntry("PYTHONUNBUFFERED", "1")
                .containsEntry("PYTHONIOENCODING", "utf-8")
                .containsEntry("FLWR_TELEMETRY_ENABLED", "0");
    }

    @Test
    void a_module_runs_with_the_projects_python_and_its_fixed_arguments_come_first() throws Exception {
        assertThat(prepare("python3 -m app.train --fast", "{\"rounds\":3}").command())
                .containsExactly(PYTHON.toString(), "-m", "app.train", "--fast", "--rounds", "3");
    }

    private static final String PARSER = """
            import argparse
            parser = argparse.ArgumentParser()
            parser.add_argument("--num-rounds", type=int, default=3)
            parser.parse_args()
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "python sim.py",
                "python -u sim.py",
                "env A=b python sim.py",
                "A=b python sim.py",
                "A=b sim.py",
                "A=b bash run.sh",
                "env/bin/python sim.py",
                "./env/bin/python3 -u sim.py",
                "A=b env/bin/python sim.py",
                "/usr/bin/python3 sim.py",
                "python -u -m pkg.sim",
                "python -m pkg.sim"
            })
    void a_script_is_asked_for_its_options_in_each_form_of_its_command(String command) throws Exception {
        Files.writeString(folder.resolve("sim.py"), PARSER);
        Files.createDirectories(folder.resolve("src/pkg"));
        Files.writeString(folder.resolve("src/pkg/sim.py"), PARSER);
        Files.writeString(folder.resolve("run.sh"), "#!/bin/bash\npython sim.py \"$@\"\n");
        Files.createDirectories(folder.resolve("env/bin"));
        Files.writeString(
                folder.resolve("env/bin/python"),
                "#!/bin/sh\nPYTHONPATH=" + folder.resolve("src") + " exec /usr/bin/python3 \"$@\"\n");
        assertThat(folder.resolve("env/bin/python").toFile().setExecutable(true))
                .isTrue();
        Files.createSymbolicLink(folder.resolve("env/bin/python3"), Path.of("python"));
        ProjectPython python = new ProjectPython(
                project,
                new PythonSettings(Optional.of(command.contains("pkg") ? folder.resolve("env/bin/python") : PYTHON)));
        try (ProjectCommands commands =
                new ProjectCommands(StartCommand.parse(command, project).orElseThrow(), project, python)) {
            assertThat(commands.options().parameters())
                    .as(commands.options().toString())
                    .extracting(StartOption::name)
                    .containsExactly("num_rounds");
            assertThatThrownBy(() ->
                            commands.check(StartParameters.read(new ObjectMapper().readTree("{\"optimizer\":\"x\"}"))))
                    .isInstanceOf(ParametersInvalid.class);
        }
    }

    @Test
    void variables_and_a_path_in_front_of_a_command_stay_there() throws Exception {
        Files.writeString(folder.resolve("sim.py"), "import os; print(os.environ['ROUNDS'])");
        assertThat(prepare("A=b python sim.py --fast", "{}").command())
                .containsExactly("env", "A=b", PYTHON.toString(), "sim.py", "--fast");
        assertThat(prepare("env A=b flwr run .", "{}").command().subList(0, 3))
                .containsExactly("env", "A=b", ProjectCommands.findProgram(interpreter(), "flwr"));
        Launch own = prepare("/usr/bin/python3 sim.py", "{\"rounds\":5}");
        assertThat(own.command()).containsExactly("/usr/bin/python3", "sim.py");
        assertThat(own.environment()).containsEntry("ROUNDS", "5");
        assertThat(own.environment().get("PATH")).startsWith("/usr/bin:");
    }

    private Interpreter interpreter() throws InterruptedException {
        return new ProjectPython(project, new PythonSettings(Optional.of(PYTHON)))
                .found()
                .orElseThrow();
    }

    @Test
    void a_variable_that_the_command_sets_is_neither_offered_nor_sent() throws Exception {
        Files.writeString(folder.resolve("sim.py"), "import os; print(os.environ['ROUNDS'])");
        Files.writeString(folder.resolve("run.sh"), "echo ${ROUNDS:-3} ${LR:-0.1}\n");
        assertThat(options("ROUNDS=2 bash run.sh").parameters())
                .extracting(StartOption::name)
                .containsExactly("lr");
        assertThat(prepare("ROUNDS=2 bash run.sh", "{\"lr\":0.2}").environment())
                .containsEntry("LR", "0.2");
        for (String command : List.of("ROUNDS=2 bash run.sh", "env ROUNDS=2 python sim.py")) {
            assertThatThrownBy(() -> prepare(command, "{\"rounds\":5}"))
                    .isInstanceOf(ParametersInvalid.class)
                    .hasMessageContaining("FLOWER_START_SCRIPT sets ROUNDS already.");
        }
    }

    @Test
    void a_flower_of_a_path_is_a_flwr_run() throws Exception {
        Files.createDirectories(folder.resolve("env/bin"));
        Files.writeString(folder.resolve("env/bin/flwr"), "#!/bin/sh\n");
        assertThat(folder.resolve("env/bin/flwr").toFile().setExecutable(true)).isTrue();
        Launch launch = prepare("env/bin/flwr run .", "{\"rounds\":5}");
        assertThat(launch.command())
                .containsExactly("env/bin/flwr", "run", ".", "--stream", "--run-config", "num-server-rounds=5");
        assertThat(launch.environment()).containsKey("FLWR_HOME");
        assertThat(options("env/bin/flwr run .").parameters()).isNotEmpty();
        assertThatThrownBy(() -> prepare("missing/bin/flwr run .", "{}")).isInstanceOf(StartScriptMissing.class);
    }

    @Test
    void another_program_finds_the_projects_python_and_prints_unbuffered() throws Exception {
        Launch launch = prepare("sh -c 'python3 train.py'", "{}");
        assertThat(launch.command().get(0)).startsWith("/").endsWith("/sh");
        assertThat(launch.environment()).containsEntry("PYTHONUNBUFFERED", "1");
        assertThat(launch.environment().get("PATH")).startsWith(PYTHON.getParent() + ":");
    }

    @ParameterizedTest
    @ValueSource(strings = {"train.py", "python train.py", "python -m train", "no-such-program", "flwr run ."})
    void a_missing_start_script_is_refused_until_it_exists(String written) throws Exception {
        Files.delete(folder.resolve("pyproject.toml"));
        StartCommand command = StartCommand.parse(written).orElseThrow();
        ProjectCommands commands = new ProjectCommands(
                command, project, new ProjectPython(project, new PythonSettings(Optional.of(PYTHON))));
        assertThatThrownBy(commands::requireScript)
                .isInstanceOfSatisfying(StartScriptMissing.class, missing -> assertThat(missing.status())
                        .isEqualTo(409))
                .hasMessageContaining("FLOWER_START_SCRIPT is '" + written + "'")
                .hasMessageNotContaining(folder.toString());
        assertThat(commands.options().reason()).isNotBlank();
        if (written.endsWith("train.py")) {
            assertThatThrownBy(() -> prepare(written, "{}")).isInstanceOf(StartScriptMissing.class);
            Files.writeString(folder.resolve("train.py"), "");
            commands.requireScript();
        }
    }

    @Test
    void a_missing_program_is_refused() {
        assertThatThrownBy(() -> prepare("no-such-program", "{}")).isInstanceOf(StartScriptMissing.class);
    }

    @Test
    void flower_runs_in_its_own_home_and_takes_parameters_as_run_config() throws Exception {
        Launch launch = prepare("flwr run .", "{\"rounds\":3,\"learning_rate\":0.05}");
        assertThat(launch.command().subList(1, launch.command().size()))
                .containsExactly("run", ".", "--stream", "--run-config", "num-server-rounds=3 learning-rate=0.05");
        assertThat(launch.environment().get("FLWR_HOME"))
                .startsWith(project.ownFolder().toString());
        assertThat(launch.environment()).containsEntry("FLWR_DISABLE_RUNTIME_DEPENDENCY_INSTALLATION", "1");
        assertThat(launch.environment().entrySet())
                .filteredOn(each -> each.getKey().matches("FLWR_LOCAL_.*_PORT"))
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder(
                        "FLWR_LOCAL_CONTROL_API_PORT",
                        "FLWR_LOCAL_SIMULATIONIO_API_PORT",
                        "FLWR_LOCAL_RUNTIME_API_PORT",
                        "FLWR_LOCAL_SUPERLINK_HTTP_API_PORT");
        assertThat(launch.environment().entrySet())
                .filteredOn(each -> each.getKey().matches("FLWR_LOCAL_.*_PORT"))
                .extracting(Map.Entry::getValue)
                .doesNotHaveDuplicates();
    }

    @Test
    void the_number_of_clients_is_passed_to_flower_and_to_an_app_with_such_a_key() throws Exception {
        assertThat(prepare("flwr run .", "{\"min_clients\":4,\"num_clients\":3}")
                        .command())
                .endsWith("--run-config", "min_clients=4", "--federation-config", "num-supernodes=4");
        assertThat(prepare("flwr run . local --run-config seed=1", "{\"num_supernodes\":3}")
                        .command())
                .endsWith("--run-config", "seed=1", "--stream", "--federation-config", "num-supernodes=3");
        assertThat(prepare("flwr run . --federation-config num-supernodes=9", "{\"min_clients\":4}")
                        .command())
                .endsWith("--federation-config", "num-supernodes=9", "--stream", "--run-config", "min_clients=4");
        assertThat(prepare("flwr run . lab", "{\"min_clients\":4}").command())
                .endsWith("run", ".", "lab", "--stream", "--run-config", "min_clients=4");
    }

    private StartOptions options(String command) throws Exception {
        StartCommand start = StartCommand.parse(command, project).orElseThrow();
        ProjectPython python = new ProjectPython(project, new PythonSettings(Optional.empty()));
        try (ProjectCommands commands = new ProjectCommands(start, project, python)) {
            return commands.options();
        }
    }

    @Test
    void the_samples_script_reports_its_options_before_its_environment_exists() throws Exception {
        Path sample = Path.of("flower-project-sample");
        for (String file : List.of("run_flower.py", "digits_app/__init__.py", "digits_app/settings.py")) {
            Files.createDirectories(folder.resolve(file).getParent());
            Files.copy(sample.resolve(file), folder.resolve(file));
        }
        StartOptions offered = options("run_flower.py");
        assertThat(offered.source()).isEqualTo(StartOptions.Source.ARGPARSE);
        assertThat(offered.parameters())
                .extracting(StartOption::name)
                .startsWith("rounds", "min_clients", "fraction_fit", "learning_rate", "model")
                .hasSize(9);
        assertThat(folder.resolve(".venv")).doesNotExist();
    }

    @Test
    void a_script_that_needs_packages_reports_its_options_once_they_are_installed() throws Exception {
        Files.writeString(folder.resolve("run.py"), "import argparse\nimport no_such_package");
        assertThat(options("run.py").reason()).contains("once the project's Python environment is there");
        assertThat(options("run it.py").reason()).contains("no command-line parser");
        Files.writeString(folder.resolve("run.sh"), "true");
        assertThat(options("sh run.sh").reason()).contains("no Python script");
        assertThat(options("flwr list").reason()).contains("no Python script");
    }

    @Test
    void the_run_config_of_a_flower_app_is_offered_with_its_values() throws Exception {
        StartOptions offered = options("flwr run .");
        assertThat(offered.source()).isEqualTo(StartOptions.Source.PYPROJECT);
        assertThat(offered.reason()).isNull();
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(json.writeValueAsString(offered.parameters()))).isEqualTo(json.readTree("""
                        [{"name":"num_server_rounds","option":"num-server-rounds","kind":"integer","default":3,
                          "required":false,"multiple":false},
                         {"name":"learning_rate","option":"learning-rate","kind":"number","default":0.1,
                          "required":false,"multiple":false},
                         {"name":"min_clients","option":"min_clients","kind":"integer","default":2,
                          "required":false,"multiple":false},
                         {"name":"model_name","option":"model.name","kind":"text","default":"LeNet",
                          "required":false,"multiple":false},
                         {"name":"data_seed","option":"data.seed","kind":"integer","default":1,
                          "required":false,"multiple":false},
                         {"name":"num_supernodes","option":"num-supernodes","kind":"integer",
                          "required":false,"help":"number of simulated clients, from 1","multiple":false}]"""));
    }

    @ParameterizedTest
    @CsvSource({"1.27.0, false", "1.26.1, false", "1.28.0, true"})
    void the_number_of_clients_is_offered_if_the_installed_flower_takes_it(String version, boolean offered)
            throws Exception {
        Path environment = folder.resolve("env");
        Files.createDirectories(environment.resolve("lib/python3.11/site-packages/flwr-" + version + ".dist-info"));
        Files.createDirectories(environment.resolve("bin"));
        Files.writeString(environment.resolve("pyvenv.cfg"), "version = 3.11.2\n");
        Files.createSymbolicLink(environment.resolve("bin/python"), PYTHON);
        ProjectPython python =
                new ProjectPython(project, new PythonSettings(Optional.of(environment.resolve("bin/python"))));
        StartCommand start = StartCommand.parse("flwr run .").orElseThrow();
        try (ProjectCommands commands = new ProjectCommands(start, project, python)) {
            List<String> names = commands.options().parameters().stream()
                    .map(StartOption::name)
                    .toList();
            assertThat(names).contains("num_server_rounds");
            assertThat(names.contains("num_supernodes")).isEqualTo(offered);
        }
    }

    @Test
    void each_offered_name_of_a_flower_app_starts_it() throws Exception {
        assertThat(prepare("flwr run .", "{\"model_name\":\"Tiny\",\"data_seed\":7,\"num_supernodes\":2}")
                        .command())
                .endsWith("--run-config", "model.name=\"Tiny\" data.seed=7", "--federation-config", "num-supernodes=2");
    }

    @Test
    void a_whole_number_becomes_a_fraction_if_the_flower_app_has_one() throws Exception {
        Files.writeString(folder.resolve("pyproject.toml"), """
                [tool.flwr.app.config]
                fraction-train = 0.5
                rounds = 1
                note = "x"
                """);
        assertThat(prepare("flwr run .", "{\"fraction_train\":1,\"rounds\":2,\"note\":\"3\"}")
                        .command())
                .endsWith("--stream", "--run-config", "fraction-train=1.0 rounds=2 note=\"3\"");
    }

    @Test
    void false_turns_off_a_key_that_is_true_in_a_flower_app() throws Exception {
        Files.writeString(folder.resolve("pyproject.toml"), """
                [tool.flwr.app.config]
                use-cuda = true
                fast = false
                rounds = 1
                """);
        assertThat(options("flwr run .").parameters().get(0).defaultValue()).isEqualTo(BooleanNode.TRUE);
        assertThat(prepare("flwr run .", "{\"use_cuda\":false,\"fast\":false}").command())
                .endsWith("--stream", "--run-config", "use-cuda=false");
        assertThat(prepare("flwr run .", "{\"use_cuda\":\"False\"}").command())
                .endsWith("--stream", "--run-config", "use-cuda=false");
    }

    @Test
    void keys_that_flwr_run_does_not_take_are_not_offered() throws Exception {
        Files.writeString(folder.resolve("pyproject.toml"), """
                [project]
                description = "An app\\u001b[31m"
                [tool.flwr.app.config]
                "odd key" = 1
                list = [1, 2]
                far = inf
                folder = "/data/mnist"
                rounds = 3
                fast = false
                """);
        StartOptions offered = options("flwr run . lab --run-config 'rounds=5 x=1'");
        assertThat(offered.description()).isEqualTo("An app");
        assertThat(offered.parameters()).extracting(StartOption::name).containsExactly("far", "folder", "fast");
        assertThat(offered.parameters())
                .extracting(StartOption::defaultValue)
                .filteredOn(value -> value != null)
                .extracting(JsonNode::asText)
                .containsExactly("false");
        Files.writeString(folder.resolve("pyproject.toml"), "[tool.flwr");
        assertThat(options("flwr run .").reason()).contains("not valid TOML");
        Files.writeString(folder.resolve("pyproject.toml"), "");
        assertThat(options("flwr run . lab").reason()).contains("no [tool.flwr.app.config]");
        assertThat(options("flwr run elsewhere").reason()).contains("no pyproject.toml");
    }

    @Test
    void the_variables_of_a_makefile_are_offered_and_set() throws Exception {
        assumeThat(Programs.find("make", folder)).isPresent();
        Files.writeString(folder.resolve("Makefile"), "ROUNDS ?= 3\nsim:\n\tpython sim.py --rounds $(ROUNDS)\n");

        assertThat(options("make sim").parameters())
                .extracting(StartOption::name, StartOption::option)
                .containsExactly(tuple("rounds", "ROUNDS"));
        assertThat(prepare("make sim", "{\"rounds\":5,\"lr\":0.1}").command()).endsWith("sim", "ROUNDS=5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"optimizer\":\"adam\"}", "{\"num_clients\":0}", "{\"num_clients\":\"many\"}"})
    void a_parameter_that_the_flower_app_does_not_know_is_refused(String data) {
        assertThatThrownBy(() -> prepare("flwr run .", data)).isInstanceOf(ParametersInvalid.class);
        assertThatThrownBy(() -> prepare("flwr run .", "{\"optimizer\":\"adam\"}"))
                .hasMessageContaining("'optimizer'")
                .hasMessageContaining("learning-rate, min_clients, model.name, num-server-rounds");
    }
}
