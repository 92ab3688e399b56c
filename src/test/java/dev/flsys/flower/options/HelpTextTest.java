package dev.flsys.flower.options;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.flower.command.FixedWords;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * Help texts as the libraries print them (click 8.5, typer 0.20 with rich 14, docopt, optparse, absl), read as options.
 */
class HelpTextTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String CLICK = """
            Usage: c.py [OPTIONS]

              Trains a thing.

              More text.

            Options:
              --rounds INTEGER         Number of rounds to run in this federation of many
                                       clients and then more words to wrap it well beyond
                                       eighty.  [default: 3]
              --lr FLOAT               [default: 0.1]
              --model [LeNet|Tiny]     which  [default: LeNet]
              --fast / --no-fast       be fast  [default: fast]
              --shout/--no-shout
              --cuda                   Use cuda
              --name TEXT              [required]
              -n, --num INTEGER RANGE  [default: 2; 1<=x<=10]
              --two INTEGER...
              --gpu                    (if there is one) Use it
              --strict BOOLEAN         [default: False]
              --home PATH              [env var: HOME; default: /root/x]
              --install-completion     Install completion for the current shell.
              --help                   Show this message and exit.
            """;

    private static final String TYPER = """

             Usage: t.py [OPTIONS]

             Trains a thing.

            ╭─ Options ─────────────────────────────────────────────────────────────────────────╮
            │ *  --name                               TEXT          [required]                  │
            │    --rounds               -r            INTEGER       Number of rounds to run     │
            │                                                       in this federation.         │
            │                                                       [default: 3]                │
            │    --model                              [LeNet|Tiny]  [default: LeNet]            │
            │    --fast                  --no-fast                  [default: fast]             │
            │    --cuda                  --no-cuda                  [default: no-cuda]          │
            │    --show-completion                                  Show completion.            │
            │    --help                                             Show this message and exit. │
            ╰───────────────────────────────────────────────────────────────────────────────────╯
            """;

    private static final String DOCOPT = """
            Usage:
              d.py [--rounds=<n>] [--model=<name>]

            Options:
              -h --help             Show this screen.
              -r <n>, --rounds=<n>  Number of rounds [default: 3].
              --model=<name>        The network [default: LeNet].
              --fast                Be fast.
            """;

    private static final String OPTPARSE = """
            Usage: o.py [options]

            Options:
              -h, --help            show this help message and exit
              -r ROUNDS, --rounds=ROUNDS
                                    rounds to run [default: 3]
              --fast                be fast
            """;

    private static final String ABSL = """
            Trains a thing.
            flags:

            a.py:
              --[no]fast: Be fast.
                (default: 'true')
              --lr: Step.
                (default: '0.1')
                (a number)
              --model: <LeNet|Tiny>: The network.
                (default: 'LeNet')
              -r,--rounds: Rounds to run.
                (default: '3')
                (an integer)
              --note: A note.
                (default: '')

            Try --helpfull to get a list of all flags.
            """;

    private static final String ARGPARSE = """
            usage: run.py [-h] [--rounds ROUNDS] [--lr LR [LR ...]] [--amp | --no-amp]

            Trains.

            options:
              -h, --help            show this help message and exit
              --rounds ROUNDS       rounds (default: 3)
              --model {LeNet,Tiny}  network, one of (a few) (default: LeNet)
              --lr LR [LR ...]      steps (default: [0.1, 0.2])
              --amp, --no-amp       mixed precision (default: True)
              --model.depth DEPTH
            """;

    private static StartOptions read(String help) {
        return HelpText.read(
                help, ScriptOptions.parse(help), Path.of("/project"), "run.py", new FixedWords(Set.of(), 0));
    }

    private static Map<String, String> told(String help) throws Exception {
        Map<String, String> told = new TreeMap<>();
        for (StartOption option : read(help).parameters()) {
            JsonNode json = JSON.readTree(JSON.writeValueAsString(option));
            told.put(
                    option.name(),
                    json.path("kind").asText()
                            + (json.has("default") ? " " + json.path("default") : "")
                            + (json.has("choices") ? " of " + json.path("choices") : "")
                            + (option.required() ? " required" : "")
                            + (option.multiple() ? " multiple" : "")
                            + (option.help() == null ? "" : ": " + option.help()));
        }
        return told;
    }

    @Test
    void click() throws Exception {
        assertThat(read(CLICK).description()).isEqualTo("Trains a thing.");
        assertThat(told(CLICK))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry(
                                "rounds",
                                "integer 3: Number of rounds to run in this federation of many clients and then more words"
                                        + " to wrap it well beyond eighty."),
                        Map.entry("lr", "number 0.1"),
                        Map.entry("model", "choice \"LeNet\" of [\"LeNet\",\"Tiny\"]: which"),
                        Map.entry("no_fast", "flag false: Turns off --fast: be fast"),
                        Map.entry("shout", "flag false"),
                        Map.entry("cuda", "flag false: Use cuda"),
                        Map.entry("name", "text required"),
                        Map.entry("num", "integer 2"),
                        Map.entry("two", "integer multiple"),
                        Map.entry("gpu", "flag false: (if there is one) Use it"),
                        Map.entry("strict", "choice \"false\" of [\"true\",\"false\"]"),
                        Map.entry("home", "text")));
    }

    @Test
    void typer_in_the_boxes_of_rich() throws Exception {
        assertThat(ScriptOptions.parse(CLICK).takesSeveral("two")).isTrue();
        assertThat(ScriptOptions.parse(CLICK).takesSeveral("num")).isFalse();
        assertThat(read(TYPER).description()).isEqualTo("Trains a thing.");
        assertThat(told(TYPER))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "name", "text required",
                        "rounds", "integer 3: Number of rounds to run in this federation.",
                        "model", "choice \"LeNet\" of [\"LeNet\",\"Tiny\"]",
                        "no_fast", "flag false: Turns off --fast.",
                        "cuda", "flag false"));
    }

    @Test
    void docopt_and_optparse() throws Exception {
        assertThat(told(DOCOPT))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "rounds", "number 3: Number of rounds.",
                        "model", "text \"LeNet\": The network.",
                        "fast", "flag false: Be fast."));
        assertThat(told(OPTPARSE))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("rounds", "number 3: rounds to run", "fast", "flag false: be fast"));
    }

    @Test
    void absl() throws Exception {
        assertThat(HelpText.isOfAbsl(ABSL)).isTrue();
        assertThat(HelpText.isOfAbsl(ARGPARSE + CLICK + TYPER + DOCOPT)).isFalse();
        assertThat(told(ABSL))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "nofast", "flag false: Turns off --fast: Be fast.",
                        "lr", "number 0.1: Step. (a number)",
                        "model", "choice \"LeNet\" of [\"LeNet\",\"Tiny\"]: The network.",
                        "rounds", "integer 3: Rounds to run. (an integer)",
                        "note", "text: A note."));
    }

    @Test
    void argparse_where_its_parser_cannot_be_asked() throws Exception {
        assertThat(told(ARGPARSE))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "rounds", "number 3: rounds",
                        "model", "choice \"LeNet\" of [\"LeNet\",\"Tiny\"]: network, one of (a few)",
                        "lr", "text multiple: steps",
                        "no_amp", "flag false: Turns off --amp: mixed precision",
                        "model_depth", "text"));
        assertThat(ScriptOptions.parse(ARGPARSE).nameFor("model_depth")).isEqualTo("model.depth");
    }

    @Test
    void a_text_without_options_has_a_reason() {
        assertThat(read("Epoch 1/3 loss=0.5\n--\n---\n").reason()).contains("names no options");
    }

    @Test
    void texts_made_to_take_for_ever_do_not() {
        List<String> parts = List.of(
                "-",
                "--a.",
                "--a ",
                " --a, --no-",
                "[default: (",
                "\u001b[",
                "{a,",
                "│ *  ",
                "/a",
                "(a|",
                "<",
                "--[no");
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (String part : parts) {
                String many = part.repeat(100_000 / part.length());
                read("  --x " + many + "\n" + many + "\n  --y  " + many + "<");
                read("  " + many.replace("-", "--x -") + "<");
            }
        });
    }
}
