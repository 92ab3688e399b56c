package dev.flsys.flower.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.python.Interpreter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Scripts of other libraries than argparse, asked with the real libraries. */
class OtherParsersTest extends InspectedScripts {

    @BeforeAll
    static void installLibraries() throws Exception {
        CommandLineLibraries.install();
    }

    @Override
    Interpreter python() {
        return CommandLineLibraries.PYTHON;
    }

    @AfterEach
    void nothing_was_trained() {
        assertThat(folder.resolve("trained")).doesNotExist();
    }

    private void script(String text) throws Exception {
        write("run.py", text);
    }

    /** One line for each option. */
    private Map<String, String> lines(String command) throws Exception {
        Map<String, String> lines = new TreeMap<>();
        for (StartOption option : offered(command).parameters()) {
            JsonNode json = JSON.readTree(JSON.writeValueAsString(option));
            lines.put(
                    option.name(),
                    json.path("kind").asText()
                            + (json.has("default") ? " " + json.path("default") : "")
                            + (json.has("choices") ? " of " + json.path("choices") : "")
                            + (option.required() ? " required" : "")
                            + (option.multiple() ? " multiple" : "")
                            + (option.positional() ? " positional" : "")
                            + (option.help() == null ? "" : ": " + option.help()));
        }
        return lines;
    }

    @Test
    void a_command_of_click_reports_its_parameters_and_does_not_run() throws Exception {
        script("""
                import click, enum, pathlib
                @click.command()
                @click.option("--rounds", "-r", default=3, help="Number of rounds.")
                @click.option("--lr", type=float, default=0.1)
                @click.option("--model", type=click.Choice(["LeNet", "Tiny"]), default="LeNet", help="which")
                @click.option("--fast/--slow", default=True, help="be fast")
                @click.option("--shout/--no-shout")
                @click.option("--cuda", is_flag=True, help="Use cuda")
                @click.option("--seen", multiple=True, type=int, default=[1, 2])
                @click.option("--two", nargs=2, type=int)
                @click.option("--mixed", type=(int, str))
                @click.option("--num-clients", type=click.IntRange(1, 10), default=2)
                @click.option("--strict", type=bool, default=False)
                @click.option("--home", type=click.Path(), default="/root/x")
                @click.option("--late", default=lambda: 3)
                @click.option("--name", prompt=True)
                @click.option("--secret", hidden=True)
                @click.option("-q", is_flag=True)
                @click.version_option("1")
                @click.argument("data")
                @click.argument("more", nargs=-1)
                def main(**given):
                    \"""Trains a thing.

                    More text.\"""
                    pathlib.Path("trained").touch()
                try:
                    main()
                except SystemExit:
                    pathlib.Path("trained").touch()
                """);
        StartOptions offered = offered("run.py");
        assertThat(offered.source()).isEqualTo(StartOptions.Source.HELP);
        assertThat(offered.description()).isEqualTo("Trains a thing.");
        assertThat(offered.reason()).isNull();
        assertThat(lines("run.py images")).doesNotContainKey("data").containsKey("more");
        assertThat(lines("run.py"))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("rounds", "integer 3: Number of rounds."),
                        Map.entry("lr", "number 0.1"),
                        Map.entry("model", "choice \"LeNet\" of [\"LeNet\",\"Tiny\"]: which"),
                        Map.entry("slow", "flag false: Turns off --fast: be fast"),
                        Map.entry("shout", "flag false"),
                        Map.entry("cuda", "flag false: Use cuda"),
                        Map.entry("seen", "integer [1,2] multiple"),
                        Map.entry("two", "integer multiple"),
                        Map.entry("mixed", "text multiple"),
                        Map.entry("num_clients", "integer 2"),
                        Map.entry("strict", "choice \"false\" of [\"true\",\"false\"]"),
                        Map.entry("home", "text"),
                        Map.entry("late", "text"),
                        Map.entry("q", "flag false"),
                        Map.entry("data", "text required positional"),
                        Map.entry("more", "text multiple positional"),
                        Map.entry("name", "text required")));
        assertThat(arguments("run.py", "{\"seen\":[1,2],\"two\":[3,4],\"num_clients\":5,\"slow\":true}"))
                .containsExactly("--seen", "1", "--seen", "2", "--two", "3", "4", "--num-clients", "5", "--slow");
    }

    @Test
    void a_function_of_typer_reports_its_parameters() throws Exception {
        script("""
                import enum, pathlib, typer
                from typing import List, Optional, Tuple
                class Net(str, enum.Enum):
                    lenet = "LeNet"
                    tiny = "Tiny"
                def main(data: str, name: str = typer.Option(...), rounds: int = typer.Option(3, "-r", "--rounds", help="n"),
                         net: Net = Net.lenet, fast: bool = True, cuda: bool = False, lr: float = typer.Option(0.1, min=0),
                         tags: List[str] = ["a"], sizes: Tuple[int, int] = (1, 2), home: Optional[pathlib.Path] = None):
                    "Trains."
                    pathlib.Path("trained").touch()
                typer.run(main)
                """);
        assertThat(offered("run.py").description()).isEqualTo("Trains.");
        assertThat(lines("run.py"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "data", "text required positional",
                        "name", "text required",
                        "rounds", "integer 3: n",
                        "net", "choice \"LeNet\" of [\"LeNet\",\"Tiny\"]",
                        "no_fast", "flag false: Turns off --fast.",
                        "cuda", "flag false",
                        "lr", "number 0.1",
                        "tags", "text [\"a\"] multiple",
                        "sizes", "integer [1,2] multiple",
                        "home", "text"));
    }

    @Test
    void sub_commands_are_named_and_one_in_the_command_reports_its_own_parameters() throws Exception {
        for (String library : List.of("typer", "click")) {
            script("""
                    import click, pathlib, typer
                    app = typer.Typer() if "LIBRARY" == "typer" else click.Group("app")
                    def trained(verbose: bool = False):
                        pathlib.Path("trained").touch()
                    if "LIBRARY" == "typer":
                        app.callback()(trained)
                    else:
                        app.callback = trained
                    @app.command()
                    def train(rounds: int = 3):
                        pathlib.Path("trained").touch()
                    @app.command(hidden=True)
                    def secret():
                        pass
                    @app.command("eval")
                    def evaluate(model: str = "x"):
                        pathlib.Path("trained").touch()
                    if "LIBRARY" == "click":
                        train.params.append(click.Option(["--rounds"], default=3))
                    app()
                    """.replace("LIBRARY", library));
            assertThat(offered("run.py").reason())
                    .contains("(")
                    .contains("train")
                    .contains("eval");
            assertThat(offered("run.py").reason()).doesNotContain("secret");
            assertThat(lines("run.py train")).containsExactly(Map.entry("rounds", "integer 3"));
        }
    }

    @Test
    void a_function_that_fire_calls_reports_its_parameters() throws Exception {
        script("""
                import fire, pathlib
                def main(data, rounds=3, amp=True, lr: float = 0.1, note: str = None):
                    \"""Trains.\"""
                    pathlib.Path("trained").touch()
                if __name__ == "__main__":
                    fire.Fire(main)
                """);
        assertThat(lines("run.py"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "data", "text required",
                        "rounds", "integer 3",
                        "amp", "choice \"true\" of [\"true\",\"false\"]",
                        "lr", "number 0.1",
                        "note", "text"));
        assertThat(lines("run.py mnist")).doesNotContainKey("data");
        assertThat(arguments("run.py", "{\"amp\":false,\"data\":\"mnist\"}"))
                .containsExactly("--data", "mnist", "--amp", "False");
        assertThatThrownBy(() -> arguments("run.py", "{\"roundz\":false}")).hasMessageContaining("no option 'roundz'");
        script("import fire\nfire.Fire({'train': lambda: 1, 'evaluate': lambda: 2})\n");
        assertThat(offered("run.py").source()).isEqualTo(StartOptions.Source.NONE);
    }

    @Test
    void booleans_and_positional_words_of_click_are_given_as_asked() throws Exception {
        script("""
                import click
                @click.group()
                def app():
                    pass
                @app.command()
                @click.argument("data")
                @click.option("--amp/--no-amp", default=True)
                @click.option("--strict", type=bool, default=True)
                @click.option("-v", "--verbose", count=True)
                @click.option("--cuda", is_flag=True)
                def train(**given):
                    pass
                app()
                """);
        assertThat(arguments("run.py train", "{\"data\":\"mnist\",\"amp\":false,\"strict\":false,\"verbose\":2}"))
                .containsExactly("mnist", "--verbose", "--verbose", "--no-amp", "--strict", "false");
        assertThat(arguments("run.py train", "{\"data\":\"-x\",\"cuda\":false}"))
                .containsExactly("--", "-x");
        assertThatThrownBy(() -> arguments("run.py train mnist", "{\"data\":\"x\"}"))
                .hasMessageContaining("already");
        assertThatThrownBy(() -> arguments("run.py train", "{\"unknown\":false}"))
                .hasMessageContaining("no option");
        assertThatThrownBy(() -> arguments("run.py train", "{\"amp\":\"maybe\"}"))
                .hasMessageContaining("is a switch");
    }

    @Test
    void a_dataclass_of_tyro_reports_its_fields() throws Exception {
        script("""
                import dataclasses, pathlib, tyro
                from typing import Literal, Tuple
                @dataclasses.dataclass
                class Optimizer:
                    lr: float = 0.1
                    \"""Step size.\"""
                @dataclasses.dataclass
                class Settings:
                    need: int
                    num_rounds: int = 3
                    amp: bool = True
                    model: Literal["cnn", "mlp"] = "cnn"
                    seeds: Tuple[int, ...] = (1, 2)
                    opt: Optimizer = dataclasses.field(default_factory=Optimizer)
                tyro.cli(Settings)
                pathlib.Path("trained").touch()
                """);
        assertThat(lines("run.py"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "need", "integer required: (required)",
                        "num_rounds", "integer 3: (default: 3)",
                        "no_amp", "flag false: Turns off --amp: (default: True)",
                        "model", "choice \"cnn\" of [\"cnn\",\"mlp\"]: (default: cnn)",
                        "seeds", "integer [1,2] multiple: (default: 1 2)",
                        "opt_lr", "number 0.1: Step size. (default: 0.1)"));
        assertThat(arguments("run.py", "{\"num_rounds\":5,\"amp\":false,\"opt_lr\":0.5,\"seeds\":[3,4],\"need\":1}"))
                .containsExactly(
                        "--num-rounds", "5", "--opt.lr", "0.5", "--seeds", "3", "4", "--need", "1", "--no-amp");
        assertThatThrownBy(() -> arguments("run.py", "{\"roundz\":false}")).hasMessageContaining("no option 'roundz'");
    }

    @Test
    void a_parser_of_optparse_reports_its_options() throws Exception {
        script("""
                import optparse, pathlib
                parser = optparse.OptionParser(description="Trains.")
                parser.add_option("-r", "--rounds", type="int", default=3, help="n [%default]")
                parser.add_option("--cuda", action="store_true", default=False)
                parser.add_option("--no-amp", action="store_false", dest="amp", default=True)
                parser.add_option("--model", type="choice", choices=["a", "b"], default="a")
                parser.add_option("--seen", action="append")
                parser.add_option("--secret", help=optparse.SUPPRESS_HELP)
                parser.parse_args()
                pathlib.Path("trained").touch()
                """);
        assertThat(offered("run.py").description()).isEqualTo("Trains.");
        assertThat(lines("run.py"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "rounds", "integer 3: n [3]",
                        "cuda", "flag false",
                        "no_amp", "flag false",
                        "model", "choice \"a\" of [\"a\",\"b\"]",
                        "seen", "text multiple"));
        assertThat(arguments("run.py", "{\"rounds\":5,\"seen\":[1,2],\"amp\":false,\"cuda\":false}"))
                .containsExactly("--rounds", "5", "--seen", "1", "--seen", "2", "--no-amp");
        assertThatThrownBy(() -> arguments("run.py", "{\"rounds\":1.5}")).hasMessageContaining("whole number");
    }

    @Test
    void a_usage_text_of_docopt_reports_its_options() throws Exception {
        script("""
                \"""Trains.

                Usage: run.py [--rounds=N] [--cuda] <data>

                Options:
                  --rounds=N  Rounds [default: 3].
                  --cuda      Use cuda.
                \"""
                import pathlib
                from docopt import docopt
                docopt(__doc__)
                pathlib.Path("trained").touch()
                """);
        assertThat(offered("run.py").description()).isEqualTo("Trains.");
        assertThat(lines("run.py"))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("rounds", "number 3", "cuda", "flag false", "data", "text required positional"));
        assertThat(arguments("run.py", "{\"rounds\":5,\"cuda\":true,\"data\":\"mnist\"}"))
                .containsExactly("mnist", "--rounds", "5", "--cuda");
        assertThatThrownBy(() -> arguments("run.py", "{\"roundz\":false}")).hasMessageContaining("no option 'roundz'");
    }

    @Test
    void libraries_that_are_built_on_argparse_report_types_and_defaults() throws Exception {
        script("""
                import pathlib
                from jsonargparse import CLI
                def main(rounds: int = 3, lr: float = 0.1, cuda: bool = False):
                    pathlib.Path("trained").touch()
                CLI(main)
                """);
        assertThat(lines("run.py"))
                .containsEntry("rounds", "integer 3")
                .containsEntry("lr", "number 0.1")
                .containsEntry("cuda", "choice \"false\" of [\"true\",\"false\"]")
                .doesNotContainKey("print_config");
        script("""
                import pathlib
                from pydantic_settings import BaseSettings
                class Settings(BaseSettings, cli_parse_args=True):
                    rounds: int = 3
                    cuda: bool = True
                Settings()
                pathlib.Path("trained").touch()
                """);
        assertThat(lines("run.py"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "rounds", "integer 3: (default: 3)",
                        "cuda", "choice \"true\" of [\"true\",\"false\"]: (default: True)"));
        assertThat(arguments("run.py", "{\"cuda\":false}")).containsExactly("--cuda", "false");
        script("""
                import pathlib, simple_parsing
                from dataclasses import dataclass
                @dataclass
                class Settings:
                    rounds: int = 3  # Number of rounds
                    cuda: bool = False
                simple_parsing.parse(Settings)
                pathlib.Path("trained").touch()
                """);
        assertThat(lines("run.py")).containsEntry("rounds", "integer 3: Number of rounds");
        assertThat(arguments("run.py", "{\"cuda\":false}")).containsExactly("--cuda", "false");
    }

    @Test
    void an_experiment_of_sacred_reports_its_configuration() throws Exception {
        script("""
                import pathlib
                from sacred import Experiment
                experiment = Experiment("fl", save_git_info=False)
                @experiment.config
                def settings():
                    rounds = 3
                    cuda = True
                    opt = {"name": "sgd", "lr": 0.1}
                @experiment.automain
                def main(rounds):
                    pathlib.Path("trained").touch()
                """);
        assertThat(lines("run.py"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "rounds", "integer 3",
                        "cuda", "flag true",
                        "opt.name", "text \"sgd\"",
                        "opt.lr", "number 0.1",
                        "seed", "integer"));
        assertThat(arguments("run.py", "{\"cuda\":false,\"opt.name\":\"None\",\"rounds\":5}"))
                .containsExactlyInAnyOrder("with", "cuda=False", "opt.name='None'", "rounds=5")
                .startsWith("with");
        assertThat(arguments("run.py with seed=1", "{\"lr\":1}")).containsExactly("opt.lr=1.0");
        assertThatThrownBy(() -> arguments("run.py", "{\"roundz\":5}"))
                .hasMessageContaining("The configuration of sacred has no 'roundz'");
    }

    @Test
    void a_program_of_absl_reports_the_flags_of_the_project() throws Exception {
        write("settings.py", """
                from absl import flags
                flags.DEFINE_integer("rounds", 3, "Rounds to run.", short_name="r")
                """);
        script("""
                \"""Trains a thing.\"""
                import enum, pathlib, settings
                from absl import app, flags
                class Colour(enum.Enum):
                    RED = 1
                    BLUE = 2
                flags.DEFINE_boolean("fast", True, "Be fast.")
                flags.DEFINE_bool("slow", False, "Be slow.")
                flags.DEFINE_float("lr", 0.1, "Step.")
                flags.DEFINE_enum("model", "LeNet", ["LeNet", "Tiny"], "The network.")
                flags.DEFINE_enum_class("colour", Colour.RED, Colour, "The colour.")
                flags.DEFINE_list("tags", ["a", "b"], "Tags.")
                flags.DEFINE_multi_integer("seen", [1, 2], "Seen.")
                flags.DEFINE_string("note", None, "A note.", required=True)
                app.run(lambda _: pathlib.Path("trained").touch())
                """);
        assertThat(offered("run.py").description()).isEqualTo("Trains a thing.");
        assertThat(lines("run.py"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "nofast", "flag false: Turns off --fast: Be fast.",
                        "slow", "flag false: Be slow.",
                        "lr", "number 0.1: Step.",
                        "model", "choice \"LeNet\" of [\"LeNet\",\"Tiny\"]: The network.",
                        "colour", "choice \"red\" of [\"red\",\"blue\"]: The colour.",
                        "rounds", "integer 3: Rounds to run.",
                        "tags", "text \"a,b\": Tags.",
                        "seen", "integer [1,2] multiple: Seen.",
                        "note", "text required: A note."));
    }
}
