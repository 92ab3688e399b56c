package dev.flsys.flower.options;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.flower.ProjectCommands;
import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.ProjectPython;
import dev.flsys.python.PythonSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters that are checked against the options of real scripts before anything starts. */
class KnownOptionsTest {

    private static final String OPTIONS = """
            import argparse
            parser = argparse.ArgumentParser()
            parser.add_argument("--rounds", "-r", type=int, default=3)
            parser.add_argument("--min-clients", type=int)
            parser.add_argument("--learning_rate", "--lr", type=float)
            parser.add_argument("--shuffle", action=argparse.BooleanOptionalAction, default=True)
            parser.add_argument("--model", choices=["LeNet", "TinyResNet"])
            parser.add_argument("--level", type=int, choices=range(3))
            parser.add_argument("--optimizer", type=str.lower, choices=["sgd", "adam"])
            parser.add_argument("--tags", nargs="+")
            parser.add_argument("--fast", action="store_true")
            parser.add_argument("--secret", help=argparse.SUPPRESS)
            """;

    @TempDir
    Path folder;

    private FlowerProject project;
    private Optional<ProjectCommands> commands = Optional.empty();

    @BeforeEach
    void openProject() {
        project = new FlowerProject(folder);
    }

    @AfterEach
    void close() {
        commands.ifPresent(ProjectCommands::close);
    }

    /** The refusal of the parameters; empty if they are accepted. */
    private String fault(String command, String parameters) throws Exception {
        if (commands.isEmpty()) {
            StartCommand start = StartCommand.parse(command, project).orElseThrow();
            PythonSettings python = new PythonSettings(Optional.of(Path.of("/usr/bin/python3")));
            commands = Optional.of(new ProjectCommands(start, project, new ProjectPython(project, python)));
        }
        try {
            commands.get().check(StartParameters.read(new ObjectMapper().readTree(parameters)));
            return "";
        } catch (ParametersInvalid wrong) {
            return wrong.detail();
        }
    }

    @Test
    void parameters_that_the_parser_takes_pass_in_every_spelling() throws Exception {
        Files.writeString(folder.resolve("run.py"), OPTIONS + "parser.parse_args()\n");
        for (String parameters : List.of(
                "{}",
                "{\"rounds\":10,\"min_clients\":2,\"learning_rate\":0.1,\"fast\":true}",
                "{\"lr\":\"1e-3\"}",
                "{\"learningrate\":1}",
                "{\"minclients\":1}",
                "{\"no_shuffle\":true}",
                "{\"shuffle\":true}",
                "{\"secret\":\"x\"}",
                "{\"round\":3}",
                "{\"min\":3}",
                "{\"model\":\"LeNet\"}",
                "{\"optimizer\":\"SGD\"}",
                "{\"level\":2}",
                "{\"tags\":[\"a\",\"b\"]}",
                "{\"rounds\":\" 1_0 \"}",
                "{\"fast\":false,\"shuffle\":false,\"other\":null,\"empty\":[]}")) {
            assertThat(fault("run.py", parameters)).as(parameters).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h", "he", "version", "V"})
    void a_parameter_that_would_print_the_help_or_the_version_is_refused(String name) throws Exception {
        String version = "parser.add_argument('--version', '-V', action='version', version='1')\n";
        Files.writeString(folder.resolve("run.py"), OPTIONS + version + "parser.parse_args()\n");
        assertThat(fault("run.py", "{\"" + name + "\":true}")).contains("would not start a simulation");
    }

    @Test
    void an_option_that_is_called_h_is_not_the_help() throws Exception {
        String own = "parser.add_argument('--h', type=int)\n";
        Files.writeString(folder.resolve("run.py"), OPTIONS + own + "parser.parse_args()\n");
        assertThat(fault("run.py", "{\"h\":3}")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"roundz\":3};The script has no option 'roundz'. Did you mean rounds?",
                "{\"min_client_count\":3};'min_client_count'",
                "{\"qqqq\":1};Available: fast, ",
                "{\"rounds\":1.5};takes a whole number, not '1.5'",
                "{\"rounds\":\"ten\"};takes a whole number",
                "{\"lr\":\"fast\"};takes a number",
                "{\"rounds\":true};needs a value",
                "{\"fast\":\"yes\"};is a switch",
                "{\"model\":\"LeNot\"};does not take 'LeNot'. Did you mean LeNet?",
                "{\"no_fast\":true};no option 'no_fast'",
                "{\"no_fast\":false};no option 'no_fast'",
                "{\"rounds\":false};takes a whole number, not false",
                "{\"rounds\":[1,2]};takes one value, not a list of 2",
                "{\"le\":1};'le' is the beginning of several options: learning_rate, level."
            })
    void parameters_that_the_parser_refuses_are_refused_before_the_start(String parameters, String fault)
            throws Exception {
        Files.writeString(folder.resolve("run.py"), OPTIONS + "parser.parse_args()\n");
        assertThat(fault("run.py", parameters)).contains(fault);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "parser.parse_known_args()",
                "known, rest = parser.parse_known_args()\nother = argparse.ArgumentParser()\n"
                        + "other.add_argument('--more')\nother.parse_args(rest)",
                "first = argparse.ArgumentParser(add_help=False)\nfirst.add_argument('--config')\n"
                        + "_, rest = first.parse_known_args()\nparser.parse_args(rest)",
                "import sys\nif '--debug' in sys.argv: sys.argv.remove('--debug')\n"
                        + "parser.parse_args([a for a in sys.argv[1:] if a != '--help'] + ['--help', '--rounds', '3'])",
                "parser.add_argument('rest', nargs=argparse.REMAINDER)\nparser.parse_args()",
                "class Lenient(argparse.ArgumentParser):\n    def error(self, message): print(message)\n"
                        + "other = Lenient(parents=[parser], add_help=False)\nother.add_argument('--help', action='help')\n"
                        + "other.parse_args()",
                "parser.print_help()",
                "sub = parser.add_subparsers()\nsub.add_parser('train').add_argument('--deep')\nparser.parse_args()"
            })
    void parameters_of_scripts_that_may_take_other_options_are_not_checked(String parse) throws Exception {
        Files.writeString(folder.resolve("run.py"), OPTIONS + parse + "\n");
        assertThat(fault("run.py", "{\"roundz\":3,\"rounds\":\"ten\"}")).isEmpty();
    }

    @Test
    void parameters_of_scripts_that_cannot_be_asked_are_not_checked() throws Exception {
        Files.writeString(folder.resolve("run.py"), "import sys\nprint(sys.argv)\n");
        assertThat(fault("run.py", "{\"anything\":3}")).isEmpty();
        commands.ifPresent(ProjectCommands::close);
        commands = Optional.empty();
        Files.writeString(folder.resolve("broken.py"), "import argparse, no_such_module\n");
        assertThat(fault("broken.py", "{\"anything\":3}")).isEmpty();
    }

    @Test
    void a_flower_app_takes_only_keys_of_its_run_config() throws Exception {
        Files.writeString(
                folder.resolve("pyproject.toml"), "[tool.flwr.app.config]\nnum-server-rounds = 3\nseed = 1\n");
        assertThat(fault("flwr run .", "{\"rounds\":3,\"num_clients\":2}")).isEmpty();
        assertThat(fault("flwr run .", "{\"seeed\":3}")).contains("'seeed'", "Did you mean seed?");
        assertThat(fault("flwr run .", "{\"zzz\":3}")).contains("It has: num-server-rounds, seed.");
    }
}
