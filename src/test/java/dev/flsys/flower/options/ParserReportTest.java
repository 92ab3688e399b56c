package dev.flsys.flower.options;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Options of real scripts of argparse. */
class ParserReportTest extends InspectedScripts {

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
    void hidden_options_are_not_offered_and_positional_ones_are_marked() throws Exception {
        JsonNode offered = argparse(
                "parser.add_argument('--secret', help=argparse.SUPPRESS)",
                "parser.add_argument('-q', action='store_true')",
                "parser.add_argument('data')",
                "parser.add_argument('more', nargs='*')",
                "parser.add_argument('--rounds', type=int)");
        assertThat(names(offered)).containsExactly("q", "data", "more", "rounds");
        assertThat(named(offered, "data"))
                .isEqualTo(json("{'name':'data','option':'data','kind':'text','required':true,'multiple':false,"
                        + "'positional':true}"));
        assertThat(named(offered, "more").path("multiple").asBoolean()).isTrue();
        assertThat(named(offered, "more").path("required").asBoolean()).isFalse();
        assertThat(names(options("run.py images"))).containsExactly("q", "more", "rounds");
        assertThat(names(options("run.py --rounds 3"))).as("3 is a value").containsExactly("q", "data", "more");
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
}
