package dev.flsys.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Sets a limit of the JVM of the tests that no test reaches. */
@EnabledOnOs(OS.LINUX)
class DataLimitTest {

    private static final long TEBIBYTE = 1L << 40;

    @TempDir
    Path folder;

    @Test
    void the_limit_is_of_this_process_and_children_get_the_one_before() throws Exception {
        String before = DataLimit.soft().orElseThrow();
        assumeThat(before).isEqualTo("unlimited");

        assertThat(DataLimit.set(TEBIBYTE)).isTrue();
        assertThat(DataLimit.soft()).contains(Long.toString(TEBIBYTE));
        assertThat(output(new ProcessBuilder("sh", "-c", "ulimit -d").start()))
                .as("a child that is not started by this room")
                .isEqualTo(Long.toString(TEBIBYTE >> 10));

        Launch launch = Launch.of(List.of("sh", "-c", "ulimit -Sd; ulimit -Hd"), folder, Map.of());
        for (boolean ownGroup : List.of(true, false)) {
            try (ChildProcess child = ChildProcess.startDirect(launch, true, ownGroup)) {
                assertThat(output(child)).isEqualTo("unlimited\nunlimited");
            }
        }
        try (ChildProcess child = ChildProcess.start(launch)) {
            assertThat(output(child)).isEqualTo("unlimited\nunlimited");
        }
        assertThat(DataLimit.set(2 * TEBIBYTE)).as("above the limit").isFalse();
    }

    @Test
    void the_memory_that_counts_is_at_least_that_of_the_heap() {
        assertThat(DataLimit.usedBytes().orElseThrow()).isBetween(32L << 20, TEBIBYTE);
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private static String output(ChildProcess process) throws IOException {
        return new String(process.output().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
