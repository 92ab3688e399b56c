package dev.flsys.simulation.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.flsys.process.ExitStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureReasonsTest {

    private static final Path ROOT = Path.of("/srv/project");

    private static FailureReasons reasons(String program, String... lines) {
        FailureCause cause = new FailureCause();
        for (int line = 0; line < lines.length; line++) {
            cause.readLine(lines[line], false, line + 1);
        }
        return new FailureReasons(cause, List.of(program, "train.py"), ROOT);
    }

    private static Reason of(int code, String... lines) {
        ExitStatus status = new ExitStatus(code);
        return reasons("/srv/project/.venv/bin/python", lines).of(status, status.isTermination());
    }

    private static String text(Reason reason) {
        Explanation explanation = Objects.requireNonNull(reason.explanation());
        return explanation.cause() + " " + explanation.remedy();
    }

    private static @Nullable String kind(Reason reason) {
        return Objects.requireNonNull(reason.explanation()).kind();
    }

    private static @Nullable String where(Reason reason) {
        return Objects.requireNonNull(reason.explanation()).where();
    }

    static Stream<Arguments> common() {
        return Stream.of(
                arguments(
                        "ModuleNotFoundError: No module named 'sklearn.svm'",
                        ".venv/bin/python -m pip install scikit-learn"),
                arguments("torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB", "GPU"),
                arguments("MemoryError", "memory"),
                arguments("python: can't open file 'x.py\\r': [Errno 2] No such file or directory", "dos2unix"),
                arguments("Unknown parameter passed: --epochs", "/api/simulations/options"),
                arguments("x.py: error: argument --rounds: invalid int value: '3\\r'", "dos2unix"),
                arguments("train.py: error: unrecognized arguments: --foo", "/api/simulations/options"),
                arguments("Error: No such option '--foo'.", "/api/simulations/options"),
                arguments("FileNotFoundError: [Errno 2] No such file or directory: 'a.csv'", "project's folder"),
                arguments("OSError: [Errno 98] Address already in use", "port"),
                arguments("Failed to start local SuperLink within 15s. See logs at", "start the simulation again"),
                arguments("Failed to start local SuperLink: `flower-superlink` exited", "prints the reason"),
                arguments("start.sh: line 3: foo: command not found", "PATH"));
    }

    @ParameterizedTest
    @MethodSource("common")
    void common_failures_are_explained_with_the_next_step(String line, String step) {
        Reason reason = of(1, "work", line);
        assertThat(reason.detail()).isEqualTo(line);
        assertThat(reason.logSeq()).isEqualTo(2);
        assertThat(text(reason)).contains(step).doesNotContain(line);
    }

    @Test
    void an_unknown_failure_says_so_and_shows_the_last_lines() {
        String[] lines = IntStream.range(0, 20).mapToObj(line -> "line " + line).toArray(String[]::new);
        lines[19] = "ValueError: in /srv/project/data/a.csv";
        Reason reason = of(3, lines);
        assertThat(reason.detail()).isEqualTo("ValueError: in data/a.csv");
        Explanation unknown = Objects.requireNonNull(reason.explanation());
        assertThat(unknown.kind()).isEqualTo("unknown");
        assertThat(unknown.cause()).isEqualTo("FLSys does not know this failure.");
        assertThat(unknown.where()).isNull();
        assertThat(unknown.lastLines())
                .hasSize(8)
                .startsWith("line 12", "line 13")
                .endsWith("ValueError: in data/a.csv");
    }

    @Test
    void the_last_lines_are_bounded() {
        Explanation unknown = Objects.requireNonNull(
                of(3, "x".repeat(100_000), "ValueError: y").explanation());
        assertThat(unknown.lastLines())
                .hasSize(2)
                .first()
                .asString()
                .hasSize(200)
                .endsWith("…");
    }

    @Test
    void the_place_is_the_last_frame_in_the_own_files_of_the_project() {
        Reason reason = of(
                1,
                "Traceback (most recent call last):",
                "  File \"/srv/project/train.py\", line 3, in <module>",
                "  File \"/srv/project/app/server.py\", line 40, in fit",
                "  File \"/srv/project/.venv/lib/python3.11/site-packages/flwr/server/server.py\", line 9, in run",
                "  File \"/usr/lib/python3.11/json/decoder.py\", line 355, in raw_decode",
                "KeyError: 'x'");
        assertThat(where(reason)).isEqualTo("app/server.py:40, in fit");
    }

    @Test
    void the_app_that_flower_installs_is_the_own_code_of_the_project() {
        Reason reason = of(
                1,
                "Traceback (most recent call last):",
                "  File \"/root/.flwr/apps/me.digits.1.0.0.e3d8d26a/digits_app/client_app.py\", line 8, in train",
                "  File \"/opt/other/library.py\", line 8, in call",
                "KeyError: 'x'");
        assertThat(where(reason)).isEqualTo("digits_app/client_app.py:8, in train");
    }

    @Test
    void the_place_of_a_cause_is_shown_if_its_consequence_has_none() {
        String[] lines = {
            "Traceback (most recent call last):",
            "  File \"/srv/project/train.py\", line 3, in load",
            "KeyError: 'x'",
            "",
            "The above exception was the direct cause of the following exception:",
            "",
            "Traceback (most recent call last):",
            "  File \"/usr/lib/python3.11/x.py\", line 355, in y",
            "NameError: z"
        };
        assertThat(where(of(1, lines))).isEqualTo("train.py:3, in load");
        lines[4] = "another one:";
        assertThat(where(of(1, lines))).isNull();
    }

    @Test
    void the_frames_of_an_endless_recursion_are_bounded() {
        FailureCause cause = new FailureCause();
        cause.readLine("Traceback (most recent call last):", false, 1);
        for (int line = 2; line < 10_000; line++) {
            cause.readLine("  File \"train.py\", line " + line + ", in train", false, line);
        }
        cause.readLine("RecursionError: maximum recursion depth exceeded", false, 10_000);
        assertThat(cause.exception().orElseThrow().frames())
                .hasSize(16)
                .last()
                .hasToString("Frame[file=train.py, line=9999, function=train]");
    }

    @Test
    void an_exit_code_of_flower_is_the_reason_if_there_is_no_exception() {
        String[] lines = {"ERROR :     Exit Code: 600", "No port in the address.", "For more information, visit: <x>"};
        assertThat(of(1, lines).detail()).isEqualTo("Exit Code: 600 No port in the address.");
        assertThat(of(1, "ValueError: z", "ERROR :     Exit Code: 701").detail())
                .isEqualTo("ValueError: z");
        assertThat(kind(of(1, "ValueError: z", "ERROR :     Exit Code: 701"))).isEqualTo("simulation-extra-missing");
        assertThat(kind(of(1, "ValueError: z", "ERROR :     Exit Code: 201"))).isEqualTo("flower-201");
        assertThat(kind(of(1, "KeyError: 'z'", "ERROR :     Exit Code: 201"))).isEqualTo("key");
    }

    @Test
    void a_line_of_the_output_explains_an_exception_that_is_not_known() {
        assertThat(kind(of(1, "(raylet) 4 Workers (tasks / actors) killed due to memory pressure (OOM)", "Oops: x")))
                .isEqualTo("ray-out-of-memory");
        assertThat(kind(of(1, "connection refused, trying again", "ValueError: x")))
                .isEqualTo("unknown");
    }

    @Test
    void an_interpreter_elsewhere_is_not_named_by_its_path() {
        Reason reason = reasons("/opt/python/bin/python3", "ModuleNotFoundError: No module named 'x'")
                .of(new ExitStatus(1), false);
        assertThat(text(reason)).contains("FLOWER_PYTHON").doesNotContain("/opt");
    }

    @Test
    void paths_are_those_of_the_project() {
        assertThat(of(1, "ValueError: /srv/project/data/a.csv and /home/someone/b.csv")
                        .detail())
                .isEqualTo("ValueError: data/a.csv and b.csv");
    }

    @Test
    void an_old_flower_that_reads_no_options_gets_the_click_to_install() {
        assertThat(text(of(1, "❌ There is no `lr=0.1` federation declared in `pyproject.toml`.", "local-simulation")))
                .contains("'click<8.2'");
    }

    @Test
    void long_reasons_are_cut() {
        assertThat(of(1, "ValueError: " + "😀".repeat(5_000)).detail())
                .hasSizeLessThanOrEqualTo(FailureReasons.MAX_LENGTH)
                .startsWith("ValueError: 😀")
                .endsWith("😀…");
    }

    @Test
    void signals_are_named_and_explained_without_a_quote() {
        Reason killed = of(137, "ValueError: caught earlier");
        assertThat(killed.detail()).isEqualTo("killed by SIGKILL");
        assertThat(text(killed)).contains("memory");
        assertThat(killed.logSeq()).isNull();
    }

    @Test
    void a_process_without_output_has_that_as_its_reason() {
        assertThat(of(1))
                .extracting(Reason::detail, FailureReasonsTest::kind)
                .containsExactly("It printed no reason.", "silent");
    }

    @Test
    void exit_0_is_doubted_with_the_exception_of_a_client() {
        String doubt = "In each of its rounds (2) every client failed.";
        Reason quoted = reasons("python", "(ClientAppActor pid=1) ValueError: shapes differ", "bye")
                .of(doubt);
        assertThat(quoted.detail()).isEqualTo("ValueError: shapes differ");
        assertThat(quoted.logSeq()).isEqualTo(1);
        Explanation explanation = Objects.requireNonNull(quoted.explanation());
        assertThat(explanation.cause()).isEqualTo(doubt);
        assertThat(explanation.lastLines()).contains("bye");
        Reason alone = reasons("python", "bye").of(doubt);
        assertThat(alone.detail()).isEqualTo(doubt);
        assertThat(kind(alone)).isEqualTo("every-client-failed");
    }
}
