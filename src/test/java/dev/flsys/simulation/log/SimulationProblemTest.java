package dev.flsys.simulation.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class SimulationProblemTest {

    private static String detail(IOException failed) {
        return SimulationProblem.unwritable(SimulationProblem.reason(new UncheckedIOException("/secret/path", failed))
                        .orElse("unknown"))
                .detail();
    }

    @Test
    void the_cause_of_a_failed_write_is_named_without_a_path() {
        assertThat(detail(new IOException("No space left on device"))).contains("written: No space left on device. ");
        assertThat(detail(new FileSystemException("/secret/path", null, "Read-only file system")))
                .contains("written: Read-only file system. ");
        assertThat(detail(new AccessDeniedException("/secret/path"))).contains("written: permission denied. ");
    }

    @Test
    void another_failure_gives_no_path_either() {
        assertThat(detail(new FileSystemException("/secret/path"))).contains("written: unknown. ");
        assertThat(detail(new IOException("/secret/path"))).contains("written: unknown. ");
    }
}
