package dev.flsys.flower.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.flower.command.ParametersInvalid;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Booleans for real scripts of argparse, which then report what they understood. */
class BooleanOptionsTest extends InspectedScripts {

    @BeforeEach
    void writeScript() throws Exception {
        write("run.py", """
                import argparse, json
                def str2bool(text):
                    if text.lower() in ("yes", "true", "t", "1"):
                        return True
                    if text.lower() in ("no", "false", "f", "0"):
                        return False
                    raise argparse.ArgumentTypeError("a boolean is expected")
                parser = argparse.ArgumentParser()
                parser.add_argument("--amp", action=argparse.BooleanOptionalAction, default=True)
                parser.add_argument("--shuffle", type=bool, default=True)
                parser.add_argument("--iid", type=bool, default=False)
                parser.add_argument("--cuda", type=str2bool, default=True)
                parser.add_argument("--text", type=str2bool, default="False")
                parser.add_argument("--exact", type=lambda s: s == "True", default=False)
                parser.add_argument("--literal", type=eval, default=True)
                parser.add_argument("--fast", action="store_true")
                parser.add_argument("--always", action="store_true", default=True)
                parser.add_argument("--augment", action="store_false")
                parser.add_argument("--no-log", dest="log", action="store_false")
                parser.add_argument("--no-crop", action="store_false")
                parser.add_argument("--on", dest="both", action="store_true", default=True)
                parser.add_argument("--off", dest="both", action="store_false")
                parser.add_argument("--word", choices=["yes", "no"], default="yes")
                parser.add_argument("--number", type=int, choices=[0, 1], default=1)
                parser.add_argument("--wandb", nargs="?", const="online")
                parser.add_argument("--fp16", nargs="?", type=str2bool, const=True, default=False)
                parser.add_argument("--untyped", default=True)
                parser.add_argument("--rounds", type=int, default=3)
                parser.add_argument("-v", "--verbose", action="count", default=0)
                parser.add_argument("-q", action="store_true")
                parser.add_argument("--rate", "--lr", dest="step", type=float, default=0.1)
                print(json.dumps(vars(parser.parse_args())))
                """);
    }

    /** The value that the script has for a variable after it was started with the parameters. */
    private String understood(String parameters, String variable) throws Exception {
        List<String> command = new ArrayList<>(List.of(python().executable().toString(), "run.py"));
        command.addAll(arguments("run.py", parameters));
        Process script = new ProcessBuilder(command).directory(folder.toFile()).start();
        String output = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(script.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(script.exitValue()).as(command.toString()).isZero();
        return JSON.readTree(output).path(variable).asText();
    }

    @ParameterizedTest
    @CsvSource({
        "amp, amp",
        "shuffle, shuffle",
        "iid, iid",
        "cuda, cuda",
        "text, text",
        "exact, exact",
        "literal, literal",
        "fast, fast",
        "augment, augment",
        "log, log",
        "both, both",
        "fp16, fp16",
        "q, q"
    })
    void a_boolean_means_for_the_script_what_was_asked(String name, String variable) throws Exception {
        for (String asked : List.of("true", "false")) {
            assertThat(understood("{\"" + name + "\":" + asked + "}", variable)).isEqualTo(asked);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "shuffle, False, false",
        "shuffle, 0, false",
        "shuffle, no, false",
        "shuffle, True, true",
        "exact, true, true",
        "cuda, no, false",
        "amp, false, false",
        "word, true, yes",
        "word, no, no",
        "number, false, 0",
        "verbose, 3, 3"
    })
    void texts_that_mean_a_boolean_are_sent_as_the_script_reads_them(String name, String text, String value)
            throws Exception {
        assertThat(understood("{\"" + name + "\":\"" + text + "\"}", name)).isEqualTo(value);
    }

    @Test
    void flags_and_choices_say_what_true_and_false_do() throws Exception {
        assertThat(arguments("run.py", "{\"shuffle\":false}")).containsExactly("--shuffle", "");
        assertThat(arguments("run.py", "{\"amp\":false}")).containsExactly("--no-amp");
        assertThat(arguments("run.py", "{\"no_amp\":false}")).containsExactly("--amp");
        assertThat(arguments("run.py", "{\"no_crop\":true}")).containsExactly("--no-crop");
        assertThat(arguments("run.py", "{\"no_crop\":false,\"fast\":false}")).isEmpty();
        assertThat(arguments("run.py", "{\"wandb\":true}")).containsExactly("--wandb");
        assertThat(arguments("run.py", "{\"wandb\":false}")).isEmpty();
        assertThat(arguments("run.py", "{\"word\":false,\"number\":true}"))
                .containsExactly("--number", "1", "--word", "no");
        assertThat(arguments("run.py", "{\"step\":1}")).containsExactly("--rate", "1");
        assertThat(named(options("run.py"), "augment").path("default").asBoolean())
                .isTrue();
        assertThat(named(options("run.py"), "shuffle").path("choices")).isEqualTo(json("['true','false']"));
        assertThat(named(options("run.py"), "shuffle").path("default").asText()).isEqualTo("true");
        assertThat(named(options("run.py"), "text").path("default").asText()).isEqualTo("false");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "always;false;cannot be false: the script has true by default",
                "untyped;false;has no type in the script",
                "rounds;false;needs a value: it is no switch. It takes a whole number, not false",
                "rounds;true;needs a value",
                "lr;false;It takes a number, not false",
                "shuffle;\"maybe\";takes true or false, not 'maybe'",
                "fast;\"yes\";is a switch and takes no value",
                "unknown;false;no option 'unknown'"
            })
    void a_boolean_that_an_option_cannot_express_is_refused(String name, String value, String reason) {
        assertThatThrownBy(() -> arguments("run.py", "{\"" + name + "\":" + value + "}"))
                .isInstanceOf(ParametersInvalid.class)
                .hasMessageContaining(reason);
    }

    @Test
    void false_is_refused_where_it_is_not_known_how_the_script_reads_it() throws Exception {
        write("broken.py", "import argparse, no_such_module\n");
        assertThatThrownBy(() -> arguments("broken.py", "{\"amp\":false}"))
                .hasMessageContaining("not known how the script reads false for 'amp'");
        write("lenient.py", "import argparse\nargparse.ArgumentParser().parse_known_args()\n");
        assertThatThrownBy(() -> arguments("lenient.py", "{\"amp\":false}")).hasMessageContaining("does not list");
        write("plain.py", "import sys\nprint(sys.argv)\n");
        assertThat(arguments("plain.py", "{\"amp\":false}")).containsExactly("--amp", "False");
    }
}
