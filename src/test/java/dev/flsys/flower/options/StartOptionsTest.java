package dev.flsys.flower.options;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.Interpreter;
import dev.flsys.python.PythonVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options of real scripts of argparse. */
class StartOptionsTest {

    private static final Interpreter PYTHON =
            new Interpreter(Path.of("/usr/bin/python3"), new PythonVersion(3, 11, 0), Optional.empty());

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private FlowerProject project;
    private ScriptInspector inspector;

    @BeforeEach
    void openProject() {
        project = new FlowerProject(folder);
        inspector = new ScriptInspector(project, Duration.ofSeconds(30));
    }

    @AfterEach
    void end() {
        inspector.close();
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private JsonNode options(String command) throws Exception {
        StartCommand parsed = StartCommand.parse(command, project).orElseThrow();
        return JSON.readTree(
                JSON.writeValueAsString(inspector.answer(parsed, PYTHON).offered()));
    }

    /** The options offered for a script whose parser has these. */
    private JsonNode argparse(String... options) throws Exception {
        write("run.py", """
                import argparse, enum, math, os, pathlib, sys
                parser = argparse.ArgumentParser(description="Trains.")
                %s
                parser.parse_args()
                """.formatted(String.join("\n", options)));
        return options("run.py");
    }

    private static JsonNode named(JsonNode options, String name) {
        for (JsonNode each : options.path("parameters")) {
            if (each.path("name").asText().equals(name)) {
                return each;
            }
        }
        throw new AssertionError("No " + name + " in " + options);
    }

    private static List<String> names(JsonNode options) {
        List<String> names = new ArrayList<>();
        options.path("parameters").forEach(each -> names.add(each.path("name").asText()));
        return names;
    }

    private static JsonNode json(String text) throws IOException {
        return JSON.readTree(text.replace('\'', '"'));
    }

    private List<String> arguments(String command, String parameters) throws Exception {
        StartParameters read = StartParameters.read(JSON.readTree(parameters));
        StartCommand parsed = StartCommand.parse(command, project).orElseThrow();
        return RunArguments.options(read, inspector.spelling(parsed, PYTHON, read));
    }

    @Test
    void an_option_has_its_kind_default_and_help_and_no_unknown_fields() throws Exception {
        JsonNode offered = argparse(
                "parser.add_argument('--rounds', '-r', type=int, default=3, help='rounds, by default %(default)s (%(prog)s, 100%%)')",
                "parser.add_argument('--learning-rate', type=float, required=True)",
                "parser.add_argument('--model', choices=['LeNet', 'TinyResNet'], default='LeNet')",
                "parser.add_argument('--note')");
        assertThat(offered).isEqualTo(json("""
                {'command':'run.py','source':'argparse','description':'Trains.','parameters':[
                 {'name':'rounds','option':'--rounds','kind':'integer','default':3,'required':false,
                  'help':'rounds, by default 3 (run.py, 100%)','multiple':false},
                 {'name':'learning_rate','option':'--learning-rate','kind':'number','required':true,'multiple':false},
                 {'name':'model','option':'--model','kind':'choice','default':'LeNet','required':false,
                  'choices':['LeNet','TinyResNet'],'multiple':false},
                 {'name':'note','option':'--note','kind':'text','required':false,'multiple':false}]}
                """));
    }

    @Test
    void defaults_are_values_of_their_kind_or_left_out() throws Exception {
        JsonNode offered = argparse(
                "class Colour(enum.Enum):\n    RED = 'red'\n    BLUE = 'blue'",
                "parser.add_argument('--colour', type=Colour, default=Colour.BLUE)",
                "parser.add_argument('--by-name', type=lambda s: Colour[s], choices=list(Colour), default=Colour.RED)",
                "parser.add_argument('--data', type=pathlib.Path, default=pathlib.Path(__file__).parent / 'data')",
                "parser.add_argument('--away', type=pathlib.Path, default=pathlib.Path('/data/mnist'))",
                "parser.add_argument('--most', type=float, default=math.inf)",
                "parser.add_argument('--share', type=float, default='0.5')",
                "parser.add_argument('--seed', default=42)",
                "parser.add_argument('--silent', default=argparse.SUPPRESS)",
                "parser.add_argument('--odd', default=object())",
                "parser.add_argument('--cuda', type=lambda s: s == 'true', default=True)",
                "parser.add_argument('--level', type=int, choices=range(3), default=1)",
                "parser.add_argument('--many', type=int, choices=range(1000), default=7)",
                "parser.set_defaults(note='set')",
                "parser.add_argument('--note')");
        assertThat(named(offered, "colour").path("choices")).isEqualTo(json("['red','blue']"));
        assertThat(named(offered, "colour").path("default").asText()).isEqualTo("blue");
        assertThat(named(offered, "by_name").path("choices")).isEqualTo(json("['RED','BLUE']"));
        assertThat(named(offered, "by_name").path("default").asText()).isEqualTo("RED");
        assertThat(named(offered, "data").path("default").asText()).isEqualTo("data");
        for (String without : List.of("away", "most", "silent", "odd")) {
            assertThat(named(offered, without).has("default")).as(without).isFalse();
        }
        assertThat(named(offered, "share").path("default")).isEqualTo(json("0.5"));
        assertThat(named(offered, "seed").path("kind").asText()).isEqualTo("number");
        assertThat(named(offered, "cuda").path("choices")).isEqualTo(json("['true','false']"));
        assertThat(named(offered, "cuda").path("default").asText()).isEqualTo("true");
        assertThat(named(offered, "level").path("choices")).isEqualTo(json("[0,1,2]"));
        assertThat(named(offered, "many").path("kind").asText())
                .as("too many to choose from")
                .isEqualTo("integer");
        assertThat(named(offered, "note").path("default").asText()).isEqualTo("set");
    }

    @Test
    void flags_that_change_nothing_are_not_offered() throws Exception {
        JsonNode offered = argparse(
                "parser.add_argument('--fast', action='store_true', help='be fast')",
                "parser.add_argument('--no-cuda', dest='cuda', action='store_false')",
                "parser.add_argument('--always', action='store_true', default=True)",
                "parser.add_argument('--big', dest='size', action='store_const', const=9, default=1)",
                "parser.add_argument('--verbose', '-v', action='count')",
                "parser.add_argument('--amp', action=argparse.BooleanOptionalAction, default=False)",
                "parser.add_argument('--half', action=argparse.BooleanOptionalAction)",
                "parser.add_argument('--keep', action=argparse.BooleanOptionalAction, default=True, help='keep it')",
                "parser.add_argument('--fp16', nargs='?', const=True, default=False, type=lambda s: s == 'true')",
                "parser.add_argument('--version', action='version', version='1')");
        assertThat(names(offered))
                .containsExactly("fast", "no_cuda", "big", "verbose", "amp", "half", "no_keep", "fp16");
        offered.path("parameters").forEach(each -> {
            assertThat(each.path("kind").asText()).as(each.toString()).isEqualTo("flag");
            assertThat(each.path("default").isBoolean() && !each.path("default").asBoolean())
                    .isTrue();
        });
        assertThat(named(offered, "no_keep").path("help").asText()).startsWith("Turns off --keep: keep it");
        assertThat(arguments("run.py", "{\"no_keep\":true,\"no_cuda\":true}"))
                .containsExactly("--no-keep", "--no-cuda");
    }

    @Test
    void lists_are_offered_and_passed_as_the_script_reads_them() throws Exception {
        JsonNode offered = argparse(
                "parser.add_argument('--lr', nargs='+', type=float, default=[0.1, 0.2])",
                "parser.add_argument('--sizes', nargs=2, type=int, default=(28, 28))",
                "parser.add_argument('--tags', nargs='*', default=[])",
                "parser.add_argument('--item', action='append', default=['a'])",
                "parser.add_argument('--more', action='extend', nargs='+')",
                "parser.add_argument('--one', nargs='?')");
        for (String several : List.of("lr", "sizes", "tags", "item", "more")) {
            assertThat(named(offered, several).path("multiple").asBoolean())
                    .as(several)
                    .isTrue();
        }
        assertThat(named(offered, "one").path("multiple").asBoolean()).isFalse();
        assertThat(named(offered, "lr").path("default")).isEqualTo(json("[0.1,0.2]"));
        assertThat(named(offered, "sizes").path("default")).isEqualTo(json("[28,28]"));
        assertThat(named(offered, "item").has("default"))
                .as("given ones would be added to it")
                .isFalse();
        assertThat(arguments("run.py", "{\"sizes\":[1,2],\"item\":[\"x\",\"y\"],\"more\":[\"p\",\"q\"]}"))
                .containsExactly("--sizes", "1", "2", "--item", "x", "--item", "y", "--more", "p", "q");
    }

    @Test
    void hidden_short_and_positional_options_are_not_offered_and_needed_words_are_named() throws Exception {
        JsonNode offered = argparse(
                "parser.add_argument('--secret', help=argparse.SUPPRESS)",
                "parser.add_argument('-q', action='store_true')",
                "parser.add_argument('data')",
                "parser.add_argument('more', nargs='*')",
                "parser.add_argument('--rounds', type=int)");
        assertThat(names(offered)).containsExactly("rounds");
        assertThat(offered.path("reason").asText()).isEqualTo("It also needs data: name that in FLOWER_START_SCRIPT.");
        assertThat(options("run.py data").has("reason")).isFalse();
    }

    @Test
    void options_of_the_start_command_are_not_offered() throws Exception {
        argparse("parser.add_argument('--rounds', type=int, default=3)", "parser.add_argument('--lr', default=1)");
        assertThat(names(options("run.py --rounds=5"))).containsExactly("lr");
        assertThat(names(options("run.py"))).containsExactly("rounds", "lr");
    }

    @Test
    void sub_commands_are_named_and_one_in_the_command_reports_its_options() throws Exception {
        JsonNode offered = argparse(
                "commands = parser.add_subparsers()",
                "commands.add_parser('eval')",
                "train = commands.add_parser('train')",
                "train.add_argument('--rounds', type=int)");
        assertThat(offered.path("reason").asText()).contains("(eval, train)").contains("FLOWER_START_SCRIPT");
        assertThat(names(options("run.py train"))).containsExactly("rounds");
    }

    @Test
    void subclasses_and_partly_parsed_arguments_are_reported_too() throws Exception {
        write("run.py", """
                import argparse
                class Formatter(argparse.ArgumentDefaultsHelpFormatter):
                    pass
                class Parser(argparse.ArgumentParser):
                    def print_help(self, file=None):
                        print("help of my own")
                first = argparse.ArgumentParser(add_help=False)
                first.add_argument("--config", default="a.yaml")
                known, rest = first.parse_known_args()
                second = Parser(parents=[first], formatter_class=Formatter)
                second.add_argument("--min_clients", type=int, default=2, help="least clients")
                second.parse_known_args(rest)
                """);
        JsonNode offered = options("run.py");
        assertThat(offered.path("source").asText()).isEqualTo("argparse");
        assertThat(names(offered)).containsExactly("config", "min_clients");
        assertThat(named(offered, "min_clients").path("help").asText()).isEqualTo("least clients");
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
    void hostile_help_is_one_bounded_line_of_plain_text() throws Exception {
        JsonNode offered = argparse(
                "parser.description = '\\x1b[31mred\\x1b[0m \\x1b]8;;http://x\\x07link\\x1b]8;;\\x07 \\u202eback ' + os.getcwd() + '/data'",
                "parser.add_argument('--img', help='<img src=x onerror=alert(1)>\\nsecond\\x00 line')",
                "parser.add_argument('--long', help='word ' * 20_000)",
                "parser.add_argument('--huge', help='y' * 100_000, default='z' * 100_000)",
                "parser.add_argument('--wrong', help='100% wrong')",
                "parser.add_argument('--' + 'n' * 65)",
                "parser.add_argument('--b\\x1b[31mad')");
        assertThat(offered.path("source").asText()).isEqualTo("argparse");
        assertThat(offered.path("description").asText()).isEqualTo("red link back data");
        assertThat(names(offered)).containsExactly("img", "long", "huge", "wrong");
        assertThat(named(offered, "img").path("help").asText()).isEqualTo("<img src=x onerror=alert(1)> second line");
        assertThat(named(offered, "long").path("help").asText()).hasSizeLessThanOrEqualTo(1_000);
        assertThat(named(offered, "huge").has("default")).isFalse();
        assertThat(offered.toString()).doesNotContain(folder.toString()).hasSizeLessThan(5_000);
    }

    @Test
    void thousands_of_options_are_cut_at_two_hundred() throws Exception {
        JsonNode offered =
                argparse("for i in range(3000): parser.add_argument(f'--o{i}', help='h' * 500, choices=range(99))");
        assertThat(offered.path("source").asText()).isEqualTo("argparse");
        assertThat(names(offered)).hasSizeBetween(50, 200).startsWith("o0", "o1");
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
        assertThat(options("run.py").path("reason").asText()).contains("none of argparse, click, typer and absl");
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
        Awaitility.await().until(() -> Files.exists(folder.resolve("asked")));
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
        Awaitility.await().until(() -> Files.exists(folder.resolve("asked")));
        CompletableFuture<JsonNode> second = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            try {
                second.complete(options("run.py"));
            } catch (Exception failed) {
                second.completeExceptionally(failed);
            }
        });
        waiting.start();
        Awaitility.await().until(() -> waiting.getState() == Thread.State.WAITING);
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
