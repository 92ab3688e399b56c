package dev.flsys.flower.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.project.FlowerProject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellScriptTest {

    @TempDir
    Path folder;

    private ShellScript script(String text, String command) throws Exception {
        return find(text, command).orElseThrow();
    }

    private Optional<ShellScript> find(String text, String command) throws Exception {
        Files.writeString(folder.resolve("run.sh"), "#!/bin/bash\n" + text);
        return ShellScript.of(StartCommand.parse(command).orElseThrow(), new FlowerProject(folder));
    }

    private static StartParameters parameters(String json) throws Exception {
        return StartParameters.read(new ObjectMapper().readTree(json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "python train.py \"$@\"",
                "exec python -m app $*",
                "case $1 in\n  --rounds) R=$2; shift 2;;\n  --lr|--num-clients) shift 2;;\nesac",
                "case $1 in --rounds=*|--num-clients=*) ;; esac",
                "python train.py --rounds ${ROUNDS:-3} --clients $num_clients",
                "ROUNDS=${ROUNDS:-3}\n: ${NUM_CLIENTS:=2}\npython train.py --rounds $ROUNDS"
            })
    void parameters_that_the_script_reads_are_not_reported(String text) throws Exception {
        assertThat(script(text, "bash run.sh").listWarnings(parameters("{\"rounds\":3,\"num_clients\":2}")))
                .isEmpty();
    }

    @Test
    void the_files_that_a_script_reads_are_parts_of_it() throws Exception {
        Files.writeString(folder.resolve("settings.env"), "# the rounds\nROUNDS=5\nLR=${LR:-0.1}\n");
        for (String source : new String[] {
            "source settings.env",
            "set -a; . ./settings.env; set +a",
            "source \"settings.env\"",
            "export $(grep -v '^#' settings.env | xargs)",
            "export $(cat ./settings.env | xargs)",
            "if [ -f settings.env ]; then export $(xargs < settings.env); fi"
        }) {
            ShellScript script = script(source + "\npython train.py --rounds $ROUNDS --lr $LR", "bash run.sh");
            assertThat(script.listWarnings(parameters("{\"rounds\":3,\"lr\":0.2}")))
                    .as(source)
                    .singleElement()
                    .asString()
                    .contains("Nobody reads the parameter rounds:");
            assertThat(script.toEnvironment(parameters("{\"rounds\":3,\"lr\":0.2}")))
                    .containsOnlyKeys("LR");
        }
        assertThat(script("source missing.env\npython train.py --rounds $ROUNDS", "bash run.sh")
                        .listWarnings(parameters("{\"rounds\":3}")))
                .isEmpty();
    }

    @Test
    void a_script_with_too_many_or_too_large_parts_is_not_read() throws Exception {
        Files.writeString(folder.resolve("small.env"), "# nothing");
        Files.writeString(folder.resolve("large.env"), "A=1\n".repeat(200_000));
        String small = "source small.env\n";
        String large = "source large.env\n";
        assertThat(find(large.repeat(2), "bash run.sh")).isEmpty();
        assertThat(find(small.repeat(51), "bash run.sh")).isEmpty();
        assertThat(find(small.repeat(49) + large, "bash run.sh")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "python train.py",
                "python train.py --rounds 5",
                "# python train.py \"$@\"\npython train.py",
                "ROUNDS=5\npython train.py --rounds $ROUNDS",
                "for each in \"$@\"; do echo hi; done",
                "while getopts r:c: name; do :; done",
                "echo rounds"
            })
    void parameters_that_nobody_reads_are_reported(String text) throws Exception {
        assertThat(script(text, "bash run.sh").listWarnings(parameters("{\"rounds\":3}")))
                .singleElement()
                .asString()
                .startsWith("Nobody reads the parameter rounds: run.sh has no --rounds, no ${rounds}");
    }

    @Test
    void variables_are_given_in_the_environment_and_not_as_arguments() throws Exception {
        ShellScript script = script("python train.py --rounds ${ROUNDS:-3} $amp", "run.sh");
        StartParameters given = parameters("{\"rounds\":10,\"amp\":false}");
        assertThat(script.toArguments(given)).isEmpty();
        assertThat(script.toEnvironment(given)).containsEntry("ROUNDS", "10").containsEntry("amp", "false");
        ShellScript protect = script("echo $PATH $LD_PRELOAD", "run.sh");
        assertThat(protect.toEnvironment(parameters("{\"path\":\"/x\",\"ld_preload\":\"x\"}")))
                .isEmpty();
    }

    @Test
    void arguments_that_are_read_by_place_cannot_be_given_by_name() throws Exception {
        assertThatThrownBy(
                        () -> script("python train.py --rounds $1", "run.sh").toArguments(parameters("{\"rounds\":3}")))
                .isInstanceOf(ParametersInvalid.class)
                .hasMessageContaining("run.sh reads its arguments by their places")
                .hasMessageContaining("${rounds:-...}");
        assertThat(script("python $1 $ROUNDS", "run.sh train.py").toArguments(parameters("{\"rounds\":3}")))
                .isEmpty();
        assertThat(script("echo $1\npython train.py \"$@\"", "run.sh").toArguments(parameters("{\"rounds\":3}")))
                .containsExactly("--rounds", "3");
    }

    @Test
    void the_letters_of_getopts_get_parameters_by_the_names_of_their_variables() throws Exception {
        ShellScript script = script(
                "NUM_ROUNDS=3\nwhile getopts \"r:l:vh\" opt; do\n  case ${opt} in\n    r) NUM_ROUNDS=${OPTARG} ;;\n"
                        + "    l) lr=\"$OPTARG\" ;;\n    v) VERBOSE=true ;;\n    h|*) usage ;;\n  esac\ndone\n"
                        + "python train.py --rounds $NUM_ROUNDS --lr $lr",
                "bash run.sh");
        StartParameters given = parameters("{\"rounds\":5,\"learning_rate\":0.1,\"verbose\":true,\"min_clients\":2}");

        assertThat(script.toArguments(given)).containsExactly("-r", "5", "-l", "0.1", "-v");
        assertThat(script.listWarnings(given))
                .singleElement()
                .asString()
                .startsWith("Nobody reads the parameter min_clients");
        assertThat(script.toArguments(parameters("{\"verbose\":false}"))).isEmpty();
        assertThatThrownBy(() -> script.toArguments(parameters("{\"verbose\":3}")))
                .isInstanceOf(ParametersInvalid.class);
        assertThat(script.findOptions("run.sh", folder).orElseThrow().parameters())
                .extracting(StartOption::name, StartOption::option)
                .containsExactly(tuple("num_rounds", "-r"), tuple("lr", "-l"), tuple("verbose", "-v"));
    }

    @Test
    void a_script_with_getopts_passes_no_long_option_on() throws Exception {
        ShellScript script = script("while getopts r: opt; do :; done\npython train.py \"$@\"", "run.sh");

        assertThat(script.passesTo()).isEmpty();
        assertThat(script.toArguments(parameters("{\"rounds\":3}"))).isEmpty();
    }

    @Test
    void an_option_that_is_read_with_its_value_gets_it_in_the_same_word() throws Exception {
        ShellScript script =
                script("for i in \"$@\"; do case $i in\n  --num-rounds=*) N=\"${i#*=}\" ;;\nesac; done", "run.sh");

        assertThat(script.toArguments(parameters("{\"rounds\":3}"))).containsExactly("--num-rounds=3");
        assertThat(script("case $1 in --rounds|--rounds=*) ;; esac", "run.sh")
                        .toArguments(parameters("{\"rounds\":3}")))
                .containsExactly("--rounds", "3");
    }

    @Test
    void the_text_of_a_shell_reads_variables_and_no_options() throws Exception {
        ShellScript script = script("", "bash -c 'cd app && python sim.py --rounds ${ROUNDS:-3} \"$@\"'");
        StartParameters given = parameters("{\"rounds\":5,\"lr\":0.1}");

        assertThat(script.toEnvironment(given)).containsEntry("ROUNDS", "5");
        assertThat(script.listWarnings(given)).singleElement().asString().startsWith("Nobody reads the parameter lr");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "info() { echo \"[x] $*\"; }\nROUNDS=${ROUNDS:-5}\nrun() {\n  local name=$1\n  python a.py $ROUNDS\n}\nrun a",
                "ROUNDS=${ROUNDS:-5}\nmain() {\n  if true; then\n    python a.py $ROUNDS\n  fi\n}\nmain \"$@\"",
                "function run\n{\n  python $2 $ROUNDS\n}\n: ${ROUNDS:=5}\nrun a b"
            })
    void the_arguments_of_functions_are_not_those_of_the_script(String text) throws Exception {
        ShellScript script = script(text, "run.sh");
        StartParameters given = parameters("{\"rounds\":3}");

        assertThat(script.toArguments(given)).isEmpty();
        assertThat(script.toEnvironment(given)).containsEntry("ROUNDS", "3");
        assertThat(script.listWarnings(given)).isEmpty();
        assertThat(script.findOptions("run.sh", folder).orElseThrow().parameters())
                .extracting(StartOption::name)
                .containsExactly("rounds");
    }

    @Test
    void a_function_that_gets_all_arguments_reads_those_of_the_script() throws Exception {
        assertThat(script("main() {\n  python train.py \"$@\"\n}\nmain \"$@\"", "run.sh")
                        .passesTo())
                .contains(StartCommand.parse("python train.py").orElseThrow());
        assertThatThrownBy(() -> script("main() {\n  python a.py $1\n}\nmain \"$@\"", "run.sh")
                        .toArguments(parameters("{\"rounds\":3}")))
                .isInstanceOf(ParametersInvalid.class);
    }

    @Test
    void a_parameter_is_given_to_the_only_option_with_a_name_for_the_same() throws Exception {
        ShellScript script = script(
                "LR=${LR:-0.1}\nwhile [ $# -gt 0 ]; do case $1 in\n  --num-rounds) N=\"$2\"; shift 2;;\nesac; done",
                "run.sh");
        StartParameters given = parameters("{\"rounds\":3,\"learning_rate\":0.5}");

        assertThat(script.toArguments(given)).containsExactly("--num-rounds", "3");
        assertThat(script.toEnvironment(given)).containsEntry("LR", "0.5");
        assertThat(script.listWarnings(given)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "python train.py \"$@\"; bash run.sh; python train.py",
                "exec python3 -u -m app.train --fast \"${@}\"; run.sh --lr 1; python3 -u -m app.train --fast --lr 1",
                "CUDA=0 python train.py ~  --fast $@ 2>&1 | tee log; run.sh; python train.py --fast",
                "uv run python train.py \"$@\"; run.sh; uv run python train.py",
                "exec conda run -n fl python -u train.py \"$@\"; uv run bash run.sh a; conda run -n fl python -u train.py a"
            })
    void the_python_command_that_gets_all_arguments_is_found(String text, String command, String inner)
            throws Exception {
        assertThat(script(text.replace("~", "\\\n"), command).passesTo())
                .contains(StartCommand.parse(inner).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "python a.py \"$@\"\npython b.py \"$@\"",
                "python $SCRIPT \"$@\"",
                "shift; python a.py \"$@\"",
                "python a.py",
                "./train \"$@\""
            })
    void no_command_is_found_where_it_is_not_certain(String text) throws Exception {
        assertThat(script(text, "run.sh").passesTo()).isEmpty();
    }
}
