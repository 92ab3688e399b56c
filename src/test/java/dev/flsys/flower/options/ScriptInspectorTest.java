package dev.flsys.flower.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.flower.command.PythonCall;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.StartParameters;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptInspectorTest extends InspectedScripts {

    private void script(String name, String option) throws Exception {
        write(name, """
                import argparse, pathlib
                with open("asked", "a") as file:
                    file.write("x")
                parser = argparse.ArgumentParser()
                parser.add_argument("%s", type=int)
                parser.parse_args()
                """.formatted(option));
    }

    private long asked() throws Exception {
        return Files.exists(folder.resolve("asked")) ? Files.size(folder.resolve("asked")) : 0;
    }

    @ParameterizedTest
    @ValueSource(strings = {"parse_args([])", "parse_args(args=[])", "parse_known_args( [] , None)", "parse_args('')"})
    void a_notebook_that_parses_an_empty_list_is_not_run_for_its_options(String call) throws Exception {
        write("run.py", """
                import argparse, os
                open('asked', 'w').write('trained')
                parser = argparse.ArgumentParser()
                parser.add_argument("--rounds", type=int, default=3)
                args = parser.%s
                seed = os.environ.get("SEED")
                """.formatted(call));

        assertThat(offered("run.py").reason()).contains("parse_args([])").contains("SEED");
        assertThat(warnings("{\"rounds\":5,\"seed\":1}"))
                .singleElement()
                .asString()
                .startsWith("Nobody reads the parameter rounds: the script gives its parser an empty list");
        assertThat(asked()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "defaults = parser.parse_args([])\nargs = parser.parse_args()",
                "args = parser.parse_args([] if 'ipykernel' in sys.modules else None)"
            })
    void a_script_that_also_parses_its_arguments_is_asked(String calls) throws Exception {
        write("run.py", """
                import argparse, sys
                parser = argparse.ArgumentParser()
                parser.add_argument("--rounds", type=int, default=3)
                %s
                """.formatted(calls));

        assertThat(names(options("run.py"))).containsExactly("rounds");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OmegaConf.merge(conf, OmegaConf.from_cli())",
                "conf.merge_with_dotlist(sys.argv[1:])",
                "OmegaConf.from_dotlist( sys.argv[1:])"
            })
    void the_arguments_of_omegaconf_are_keys_with_values(String call) throws Exception {
        write("run.py", "import sys\nfrom omegaconf import OmegaConf\nconf = OmegaConf.load('conf.yaml')\n" + call);

        assertThat(offered("run.py").reason()).contains("KEY=VALUE");
        assertThat(
                        arguments(
                                "run.py",
                                "{\"rounds\":5,\"model.lr\":0.1,\"name\":\"a: b\",\"flag\":\"yes\",\"iid\":false,\"sizes\":[1,2]}"))
                .containsExactly("rounds=5", "model.lr=0.1", "name='a: b'", "flag='yes'", "sizes=[1, 2]", "iid=false");
    }

    @Test
    void a_script_is_asked_once_for_each_version_of_it() throws Exception {
        script("run.py", "--min-clients");
        assertThat(arguments("run.py", "{\"min_clients\":2}")).containsExactly("--min-clients", "2");
        assertThat(arguments("run.py", "{\"min_clients\":3}")).containsExactly("--min-clients", "3");
        assertThat(asked()).isEqualTo(1);
        script("run.py", "--minClients");
        assertThat(arguments("run.py", "{\"minClients\":2}")).containsExactly("--minClients", "2");
        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void a_module_is_asked_as_a_module() throws Exception {
        script("app/train.py", "--min-clients");
        assertThat(arguments("python -m app.train", "{\"min_clients\":2}")).containsExactly("--min-clients", "2");
    }

    @Test
    void a_script_is_asked_if_a_module_that_it_imports_reads_the_options() throws Exception {
        script("app/options.py", "--min-clients");
        write("run.py", "from app import options");
        assertThat(arguments("run.py", "{\"min_clients\":2}")).containsExactly("--min-clients", "2");
        write("app/__main__.py", "from . import options");
        assertThat(arguments("python3 -m app", "{\"min_clients\":2}")).containsExactly("--min-clients", "2");
    }

    @Test
    void a_script_without_a_parser_is_never_run_for_its_help() throws Exception {
        write("run.py", "import sys\nopen('asked', 'w').write('trained')\n");
        assertThat(arguments("run.py", "{\"min_clients\":2}")).containsExactly("--min_clients", "2");
        assertThat(asked()).isZero();
    }

    @Test
    void a_parser_in_a_comment_is_none_and_parameters_that_nobody_reads_are_reported() throws Exception {
        write("run.py", """
                \"""Run me without click, argparse or --help.\"""
                import logging  # from absl import app; sys.argv is not read
                import settings
                open('asked', 'w').write("#" + 'trained')
                """);
        write("settings.py", "import os\nROUNDS = int(os.environ.get('NUM_ROUNDS', 3))\nPATH = os.environ['PATH']\n");
        assertThat(warnings("{\"lr\":0.1,\"cuda\":false}"))
                .singleElement()
                .asString()
                .startsWith("Nobody reads the parameters lr, cuda: the script reads no arguments")
                .contains("NUM_ROUNDS")
                .doesNotContain("PATH");
        assertThat(warnings("{\"num_rounds\":5}")).isEmpty();
        assertThat(arguments("run.py", "{\"num_rounds\":5}")).isEmpty();
        assertThat(answer().arguments().toEnvironment(StartParameters.read(json("{'num_rounds':5,'path':'x'}"))))
                .containsExactly(Map.entry("NUM_ROUNDS", "5"));
        assertThat(offered("run.py").reason()).contains("NUM_ROUNDS");
        assertThat(asked()).isZero();

        write("run.py", "import sys\nprint(sys.argv, '#')\n");
        assertThat(warnings("{\"lr\":0.1}")).isEmpty();
        write("run.py", "from my_library.arguments import args\n");
        assertThat(warnings("{\"lr\":0.1}")).isEmpty();
    }

    private ScriptAnswer answer() throws Exception {
        return inspector.inspectForStart(StartCommand.parse("run.py", project).orElseThrow(), PythonCall.of(python()));
    }

    private List<String> warnings(String parameters) throws Exception {
        return answer().arguments().listWarnings(StartParameters.read(JSON.readTree(parameters)));
    }

    @Test
    void a_parser_that_cannot_be_asked_gives_the_spelling_by_its_help_text() throws Exception {
        write("run.py", """
                import sys
                if "--help" in sys.argv:
                    print("--min-clients N")
                """);
        assertThat(arguments("run.py", "{\"min_clients\":2}")).containsExactly("--min-clients", "2");
    }

    @Test
    void a_script_that_fails_gets_unchanged_names() throws Exception {
        write("run.py", "import argparse, no_such_module");
        assertThat(arguments("run.py", "{\"min_clients\":2}")).containsExactly("--min_clients", "2");
    }

    @Test
    void a_module_is_asked_as_python_runs_it() throws Exception {
        write("pkg/__init__.py", "");
        write("pkg/names.py", "OPTION = '--rounds'");
        write("pkg/mod.py", """
                import argparse, sys
                from .names import OPTION
                assert __name__ == "__main__" and sys.argv[0].endswith("mod.py"), sys.argv
                parser = argparse.ArgumentParser()
                parser.add_argument(OPTION, type=int, default=len(sys.argv))
                parser.parse_args()
                """);
        JsonNode offered = options("python -m pkg.mod");
        assertThat(offered.path("command").asText()).isEqualTo("python -m pkg.mod");
        assertThat(named(offered, "rounds").path("default").asInt()).isEqualTo(2);
    }

    @Test
    void a_script_runs_as_it_would_alone() throws Exception {
        write("app/beside.py", "import argparse; parser = argparse.ArgumentParser()");
        write("app/run.py", """
                import os, sys
                from beside import parser
                assert sys.modules["__main__"].parser is parser and os.path.isabs(__file__)
                assert "ask_options" not in " ".join(sys.argv) and len(sys.argv) == 3, sys.argv
                assert os.path.basename(os.getcwd()) != "app" and sys.warnoptions == ["ignore"], sys.warnoptions
                parser.add_argument("--rounds")
                parser.parse_args()
                """);
        JsonNode offered = options("python -W ignore app/run.py --fast");
        assertThat(offered.path("reason").asText("")).isEmpty();
        assertThat(names(offered)).containsExactly("rounds");
    }

    @Test
    void a_script_cannot_print_a_report_of_its_own() throws Exception {
        write("run.py", """
                import argparse, atexit
                fake = '\\nFLSYS-OPTIONS-00000000-0000-0000-0000-000000000000 {"actions":[{"options":["--fake"]}]}\\n'
                print(fake)
                atexit.register(print, fake)
                print("\\x00\\xff garbage " * 1000)
                parser = argparse.ArgumentParser()
                parser.add_argument("--real")
                parser.parse_args()
                """);
        assertThat(names(options("run.py"))).containsExactly("real");
    }

    @Test
    void a_failed_script_is_reported_with_the_last_line_of_its_error_without_paths() throws Exception {
        write("run.py", "import argparse, sys\nprint('cannot read', __file__)\nsys.exit(3)");
        JsonNode offered = options("run.py");
        assertThat(offered).isEqualTo(json("""
                {'command':'run.py','source':'none','parameters':[],
                 'reason':'The script answered --help with an error (exit code 3): cannot read run.py'}"""));
        write("run.py", "import argparse, no_such_module");
        assertThat(options("run.py").path("reason").asText()).contains("No module named 'no_such_module'");
    }

    @Test
    void a_script_that_hangs_is_ended_and_a_form_does_not_wait_for_it_again() throws Exception {
        inspector = new ScriptInspector(project, Duration.ofSeconds(1));
        write("run.py", """
                import argparse, time
                open("asked", "a").write("x")
                time.sleep(600)
                """);
        assertThat(options("run.py").path("reason").asText()).isEqualTo("The script did not answer --help within 1 s.");
        assertThat(options("run.py").path("reason").asText()).contains("within 1 s");
        assertThat(Files.size(folder.resolve("asked"))).isEqualTo(1);
        assertThat(arguments("run.py", "{\"min_clients\":2}")).containsExactly("--min_clients", "2");
        assertThat(Files.size(folder.resolve("asked"))).as("a start asks again").isEqualTo(2);
    }

    @Test
    void a_script_that_reports_nothing_has_a_reason() throws Exception {
        write("run.py", "import argparse");
        assertThat(options("run.py").path("reason").asText())
                .contains("none of the libraries that FLSys can ask (argparse");
        write("run.py", "print('training')");
        assertThat(options("run.py").path("reason").asText()).contains("no command-line parser");
        assertThat(options("python -c 'import argparse'").path("reason").asText())
                .contains("no Python file");
    }

    @Test
    void simultaneous_questions_share_one_run_and_later_ones_its_answer() throws Exception {
        write("run.py", """
                import argparse, os, time
                open("asked", "a").write("x")
                while not os.path.exists("go"):
                    time.sleep(0.02)
                parser = argparse.ArgumentParser()
                parser.add_argument("--min-clients", type=int)
                parser.parse_args()
                """);
        List<CompletableFuture<JsonNode>> asking = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            asking.add(CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return options("run.py");
                        } catch (Exception failed) {
                            throw new IllegalStateException(failed);
                        }
                    },
                    task -> new Thread(task).start()));
        }
        await().until(() -> Files.exists(folder.resolve("asked")));
        write("go", "");
        for (CompletableFuture<JsonNode> each : asking) {
            assertThat(names(each.get(30, TimeUnit.SECONDS))).containsExactly("min_clients");
        }
        assertThat(arguments("run.py", "{\"min_clients\":2}")).containsExactly("--min-clients", "2");
        assertThat(Files.size(folder.resolve("asked"))).isEqualTo(1);
    }

    @Test
    void an_interrupted_question_is_asked_by_the_next_thread() throws Exception {
        write("run.py", """
                import argparse, os, time
                with open("asked", "a") as file:
                    file.write("x")
                while not os.path.exists("go"):
                    time.sleep(0.02)
                parser = argparse.ArgumentParser()
                parser.add_argument("--rounds")
                parser.parse_args()
                """);
        Thread first = new Thread(() -> {
            try {
                options("run.py");
            } catch (Exception interrupted) {
                // as it should be
            }
        });
        first.start();
        await().until(() -> Files.exists(folder.resolve("asked")));
        CompletableFuture<JsonNode> second = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            try {
                second.complete(options("run.py"));
            } catch (Exception failed) {
                second.completeExceptionally(failed);
            }
        });
        waiting.start();
        await().until(() -> waiting.getState() == Thread.State.WAITING);
        first.interrupt();
        first.join();
        write("go", "");
        assertThat(names(second.get(30, TimeUnit.SECONDS))).containsExactly("rounds");
        assertThat(Files.size(folder.resolve("asked"))).isEqualTo(2);
    }

    @Test
    void nothing_is_written_into_the_project_by_asking() throws Exception {
        write("beside.py", "import argparse");
        write("run.py", "import beside\nbeside.argparse.ArgumentParser().parse_args()");
        options("run.py");
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("beside.py", "run.py");
        }
    }
}
