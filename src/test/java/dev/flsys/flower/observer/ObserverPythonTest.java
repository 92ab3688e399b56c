package dev.flsys.flower.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tests of the observer in Python, in src/test/flower/observer. Their output is the message of a failure. */
class ObserverPythonTest {

    private static final Path SAMPLE = Path.of("flower-project-sample/.venv/bin/python");
    /** Minutes. The tests take a quarter of one on a machine without other work. */
    private static final int TIMEOUT_MINUTES = 10;

    @TempDir
    Path folder;

    @Test
    void the_tests_pass_with_the_flower_of_the_sample() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(SAMPLE), "the first simulation of the sample makes its .venv");

        String output = unittest(SAMPLE.toAbsolutePath().toString());

        assertThat(output).contains("\nOK").doesNotContain("Flower is not installed");
    }

    @Test
    void the_tests_that_need_no_flower_pass_with_the_python_of_the_system() throws IOException, InterruptedException {
        assertThat(unittest("python3")).contains("\nOK");
    }

    private String unittest(String python) throws IOException, InterruptedException {
        File output = folder.resolve("output").toFile();
        ProcessBuilder tests = new ProcessBuilder(
                        python,
                        "-m",
                        "unittest",
                        "discover",
                        "--verbose",
                        "--start-directory",
                        "src/test/flower/observer")
                .redirectErrorStream(true)
                .redirectOutput(output);
        tests.environment().remove("FLSYS_OBSERVER");
        tests.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process process = tests.start();
        try {
            assertThat(process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES))
                    .as("the tests end within %d minutes", TIMEOUT_MINUTES)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(output.toPath(), StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }
}
