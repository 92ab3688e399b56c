package dev.flsys.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.flsys.process.ExitStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureReasonsTest {

    private static final Path ROOT = Path.of("/srv/project");

    private static FailureReasons reasons(String program, String... lines) {
        FailureCause cause = new FailureCause();
        for (int line = 0; line < lines.length; line++) {
            cause.line(lines[line], false, line + 1);
        }
        return new FailureReasons(cause, List.of(program, "train.py"), ROOT);
    }

    private static Reason of(int code, String... lines) {
        return reasons("/srv/project/.venv/bin/python", lines).of(new ExitStatus(code));
    }

    static Stream<Arguments> common() {
        return Stream.of(
                arguments(
                        "ModuleNotFoundError: No module named 'sklearn.svm'",
                        ".venv/bin/python -m pip install scikit-learn"),
                arguments("torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB", "GPU"),
                arguments("MemoryError", "memory"),
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
        assertThat(reason.explanation()).contains(step).doesNotContain(line);
    }

    @Test
    void other_failures_are_quoted_without_an_explanation() {
        assertThat(of(3, "ValueError: shapes differ")).isEqualTo(new Reason("ValueError: shapes differ", null, 1L));
    }

    @Test
    void an_interpreter_elsewhere_is_not_named_by_its_path() {
        Reason reason = reasons("/opt/python/bin/python3", "ModuleNotFoundError: No module named 'x'")
                .of(new ExitStatus(1));
        assertThat(reason.explanation()).contains("FLOWER_PYTHON").doesNotContain("/opt");
    }

    @Test
    void paths_are_those_of_the_project() {
        assertThat(of(1, "ValueError: /srv/project/data/a.csv and /home/someone/b.csv")
                        .detail())
                .isEqualTo("ValueError: data/a.csv and b.csv");
    }

    @Test
    void an_old_flower_that_reads_no_options_gets_the_click_to_install() {
        assertThat(of(1, "❌ There is no `lr=0.1` federation declared in `pyproject.toml`.", "local-simulation")
                        .explanation())
                .contains("'click<8.2'");
    }

    @Test
    void long_reasons_are_cut() {
        assertThat(of(1, "ValueError: " + "😀".repeat(5_000)).detail())
                .hasSizeLessThanOrEqualTo(FailureReasons.LONGEST)
                .startsWith("ValueError: 😀")
                .endsWith("😀…");
    }

    @Test
    void signals_are_named_and_explained_without_a_quote() {
        Reason killed = of(137, "ValueError: caught earlier");
        assertThat(killed.detail()).isEqualTo("killed by SIGKILL");
        assertThat(killed.explanation()).contains("memory");
        assertThat(killed.logSeq()).isNull();
    }

    @Test
    void a_process_without_output_has_that_as_its_reason() {
        assertThat(of(1))
                .isEqualTo(new Reason("It printed no reason.", "Have the script print its error before it ends."));
    }

    @Test
    void exit_0_is_doubted_with_the_exception_of_a_client() {
        String doubt = "In each of its rounds (2) every client failed.";
        Reason quoted = reasons("python", "(ClientAppActor pid=1) ValueError: shapes differ", "bye")
                .of(doubt);
        assertThat(quoted).isEqualTo(new Reason("ValueError: shapes differ", doubt, 1L));
        assertThat(reasons("python", "bye").of(doubt)).isEqualTo(new Reason(doubt));
    }
}
