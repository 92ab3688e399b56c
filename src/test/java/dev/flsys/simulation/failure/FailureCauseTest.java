package dev.flsys.simulation.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The output of real programs that failed, in {@code src/test/resources/failures}. */
class FailureCauseTest {

    private static final Path OUTPUTS = Path.of("src/test/resources/failures");

    private static Optional<FailureCause.Quote> reason(List<String> lines) {
        FailureCause cause = new FailureCause();
        long seq = 0;
        for (String line : lines) {
            cause.readLine(line, false, ++seq);
        }
        return cause.reason();
    }

    private static String text(List<String> lines) {
        return reason(lines).map(FailureCause.Quote::text).orElse("");
    }

    private static List<String> printed(String name) throws IOException {
        return Files.readAllLines(OUTPUTS.resolve(name + ".txt"));
    }

    private static final List<String> LOST_SERVER = List.of(
            "Traceback (most recent call last):",
            "  File \"/srv/project/client.py\", line 7, in main",
            "grpc._channel._MultiThreadedRendezvous: <_MultiThreadedRendezvous of RPC that terminated with:",
            "\tstatus = StatusCode.UNAVAILABLE",
            "\tdetails = \"Socket closed\"",
            "\tdebug_error_string = \"UNAVAILABLE:Error received from peer {grpc_status:14}\"",
            ">");

    @Test
    void clients_that_lose_their_server_do_not_hide_its_exception() {
        List<String> lines = new ArrayList<>(List.of(
                "Traceback (most recent call last):",
                "  File \"/srv/project/server.py\", line 40, in main",
                "TypeError: cannot unpack non-iterable Parameters object"));
        lines.addAll(LOST_SERVER);
        lines.addAll(LOST_SERVER);

        assertThat(text(lines)).isEqualTo("TypeError: cannot unpack non-iterable Parameters object");
        assertThat(text(LOST_SERVER)).endsWith("status = StatusCode.UNAVAILABLE details = \"Socket closed\"");
    }

    @Test
    void another_failure_of_a_call_hides_an_earlier_exception() {
        assertThat(text(List.of(
                        "Traceback (most recent call last):",
                        "  File \"/srv/project/server.py\", line 40, in main",
                        "ValueError: handled",
                        "Traceback (most recent call last):",
                        "  File \"/srv/project/client.py\", line 7, in main",
                        "grpc._channel._InactiveRpcError: <_InactiveRpcError of RPC that terminated with:",
                        "\tstatus = StatusCode.RESOURCE_EXHAUSTED",
                        "\tdetails = \"Received message larger than max\"")))
                .endsWith("details = \"Received message larger than max\"");
    }

    @Test
    void the_exception_of_a_client_of_flower_1_5_is_the_reason() {
        assertThat(text(List.of(
                        "Traceback (most recent call last):",
                        "  File \"/srv/project/data.py\", line 53, in load",
                        "AttributeError: 'RandomSampler' object has no attribute 'shard'",
                        "The above exception was the direct cause of the following exception:",
                        "Traceback (most recent call last):",
                        "  File \"/srv/project/.venv/lib/python3.10/site-packages/flwr/x.py\", line 84, in run",
                        "flwr.simulation.ray_transport.ray_actor.ClientException: ",
                        ">>>>>>>A ClientException occurred.('\\n\\tSomething went wrong ... Traceback (most recent call last):\\n",
                        "Traceback (most recent call last):",
                        "  File \"/srv/project/sim.py\", line 20, in <module>",
                        "RuntimeError: Simulation crashed.")))
                .isEqualTo("AttributeError: 'RandomSampler' object has no attribute 'shard'");
    }

    static Stream<Arguments> outputs() {
        return Stream.of(
                arguments("chained", "ValueError: shapes differ"),
                arguments("raised-from", "RuntimeError: no data"),
                arguments("exception-group", "TypeError: b"),
                arguments("task-group", "ValueError: in task"),
                arguments("key-error", "KeyError: 'x'"),
                arguments("assertion", "AssertionError"),
                arguments("multi-line", "ValueError: first"),
                arguments("exit-message", "there is no data"),
                arguments("syntax-error", "SyntaxError: invalid syntax"),
                arguments("syntax-error-in-import", "SyntaxError: '(' was never closed"),
                arguments("no-module", "ModuleNotFoundError: No module named 'nosuchmodule'"),
                arguments("recursion", "RecursionError: maximum recursion depth exceeded"),
                arguments("no-file", "FileNotFoundError: [Errno 2] No such file or directory: 'missing.csv'"),
                arguments("local-class", "f.<locals>.Oops: local"),
                arguments("thread", "ZeroDivisionError: division by zero"),
                arguments("atexit", "RuntimeError: main"),
                arguments("empty-message", "ValueError"),
                arguments("note", "ValueError: x"),
                arguments("logged-exception", "ZeroDivisionError: division by zero"),
                arguments("ignored-exception", "ValueError: real"),
                arguments("argparse", "ap.py: error: unrecognized arguments: --foo 3"),
                arguments("argparse-value", "ap.py: error: argument --rounds: invalid int value: 'x'"),
                arguments("click-option", "Error: No such option '--foo'."),
                arguments("click-value", "Error: Invalid value for '--rounds': 'x' is not a valid integer."),
                arguments("typer-option", "No such option '--foo'."),
                arguments("typer-traceback", "ValueError: shapes differ"),
                arguments(
                        "state-dict",
                        "RuntimeError: Error(s) in loading state_dict for Linear: Missing key(s) in state_dict: \"bias\"."),
                arguments("no-program", "s.sh: 1: nosuchcmd: not found"),
                arguments("ray-actor", "ValueError: shapes differ"),
                arguments(
                        "flwr-no-federation",
                        "❌ There is no `/project/.flsys/simulations/1/run-config.toml` federation declared in"
                                + " `pyproject.toml`."),
                arguments("flower-crashed", "RuntimeError: the server fails in round 2"),
                arguments("flower-server-thread", "RuntimeError: the server fails on purpose"));
    }

    @ParameterizedTest
    @MethodSource("outputs")
    void the_reason_is_quoted_from_the_output(String output, String reason) throws IOException {
        List<String> lines = printed(output);
        assertThat(text(lines)).isEqualTo(reason);
        String first = reason.substring(0, Math.min(20, reason.length()));
        int seq = (int) reason(lines).orElseThrow().seq();
        assertThat(lines.get(seq - 1)).contains(first);
    }

    @ParameterizedTest
    @MethodSource("outputs")
    void colours_and_the_prefixes_of_actors_change_nothing(String output, String reason) throws IOException {
        assertThat(text(printed(output).stream()
                        .map(line -> line.replaceFirst("^(\\w*)", "\u001b[1;35m$1\u001b[0m"))
                        .toList()))
                .isEqualTo(reason);
        assertThat(text(printed(output).stream()
                        .map(line -> "\u001b[36m(ClientAppActor pid=123, ip=192.0.2.7)\u001b[0m " + line)
                        .toList()))
                .isEqualTo(reason);
    }

    @Test
    void a_failed_client_of_flower_is_quoted() throws IOException {
        for (String log : List.of("message_api_all_fail", "legacy_all_fail")) {
            FailureCause cause = new FailureCause();
            for (String line : Files.readAllLines(Path.of("src/test/resources/flower/" + log + ".txt"))) {
                cause.readLine(line, false, 1);
            }
            assertThat(cause.exception().orElseThrow().text()).matches("RuntimeError: client [01] broke on purpose");
        }
    }

    @Test
    void the_log_of_a_successful_simulation_has_no_exception() throws IOException {
        FailureCause cause = new FailureCause();
        for (String line : Files.readAllLines(Path.of("src/test/resources/flower/message_api.txt"))) {
            cause.readLine(line, false, 1);
        }
        assertThat(cause.exception()).isEmpty();
    }

    @Test
    void an_exception_that_python_raises_is_a_traceback_and_one_that_it_ignores_or_that_is_only_named_is_none() {
        List<String> traceback = List.of(
                "Traceback (most recent call last):", "  File \"server.py\", line 1, in <module>", "OSError: no");
        FailureCause raised = new FailureCause();
        traceback.forEach(line -> raised.readLine(line, false, 1));
        FailureCause ignored = new FailureCause();
        ignored.readLine("Exception ignored in: <function Server.__del__ at 0x7f>", false, 1);
        traceback.forEach(line -> ignored.readLine(line, false, 2));
        FailureCause named = new FailureCause();
        named.readLine("OSError: no", false, 1);

        assertThat(raised.hasTraceback()).isTrue();
        assertThat(ignored.hasTraceback()).isFalse();
        assertThat(named.hasTraceback()).isFalse();
    }

    @Test
    void the_last_of_several_reasons_counts() throws IOException {
        List<String> lines = Stream.of(printed("key-error"), List.of("epoch: 1", "epoch: 2"), printed("chained"))
                .flatMap(List::stream)
                .toList();
        assertThat(text(lines)).isEqualTo("ValueError: shapes differ");
        assertThat(text(Stream.concat(printed("key-error").stream(), printed("argparse").stream())
                        .toList()))
                .endsWith("unrecognized arguments: --foo 3");
    }

    @Test
    void a_traceback_after_a_progress_bar_and_between_other_lines_is_found() {
        assertThat(text(List.of(
                        " 40%|####      | 2/5 [00:00<?, ?it/s]Traceback (most recent call last):",
                        "  File \"train.py\", line 1, in <module>",
                        "(ClientAppActor pid=7) step 5",
                        "INFO :      a line of another thread",
                        "    raise Missing",
                        "app.data.Missing: no labels",
                        "closing the log",
                        "")))
                .isEqualTo("app.data.Missing: no labels");
        assertThat(text(List.of("ERROR :     ValueError: shapes differ", "INFO :      bye")))
                .isEqualTo("ValueError: shapes differ");
        assertThat(text(List.of("ValueError: x [repeated 3x across cluster] (Ray deduplicates logs by default.)")))
                .isEqualTo("ValueError: x");
    }

    @Test
    void an_error_of_flower_about_its_own_process_does_not_replace_the_one_of_the_app() {
        assertThat(text(List.of(
                        "RuntimeError: the server fails on purpose",
                        "RuntimeError: Exception in ServerApp thread",
                        "╭─ Error ───────────────────────╮",
                        "│ Command '['flower-simulation', '--app', '/app',  │",
                        "│ '--num-supernodes', '2']' returned non-zero exit │",
                        "│ status 1.                                        │",
                        "╰──────────────────────────────╯")))
                .isEqualTo("RuntimeError: the server fails on purpose");
    }

    @Test
    void ordinary_lines_are_no_exceptions() {
        for (String line : List.of(
                "loss: 0.3",
                "testError: 0.3",
                "Error",
                "INFO: ready",
                "/usr/lib/x.py:3: UserWarning: old",
                "  ValueError: in the text of a docstring",
                "(1, 2) ValueError: x")) {
            FailureCause cause = new FailureCause();
            cause.readLine(line, false, 1);
            assertThat(cause.exception()).as(line).isEmpty();
            assertThat(cause.reason()).as(line).isPresent();
        }
        assertThat(reason(List.of("", "   ", "-----", "╰────╯"))).isEmpty();
    }

    @Test
    void pieces_of_a_long_line_are_one_line() {
        FailureCause cause = new FailureCause();
        cause.readLine("x".repeat(16_384), true, 1);
        cause.readLine("ValueError: within a line", true, 2);
        cause.readLine("ValueError: within a line", false, 3);
        assertThat(cause.exception()).isEmpty();
        cause.readLine("ValueError: of its own", false, 4);
        assertThat(cause.exception().orElseThrow().seq()).isEqualTo(4);
    }

    @Test
    void hostile_lines_cost_little() {
        FailureCause cause = new FailureCause();
        List<String> hostile = List.of(
                "\u001b[".repeat(8_000),
                "\u001b]".repeat(8_000),
                "(".repeat(16_000),
                "a.".repeat(8_000) + ":",
                "A(".repeat(8_000),
                "│".repeat(16_000),
                "| ".repeat(8_000),
                ": error".repeat(2_000),
                "Traceback (most recent call last".repeat(500));
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (int round = 0; round < 1_000; round++) {
                for (String line : hostile) {
                    cause.readLine(line, false, round);
                }
            }
        });
    }
}
