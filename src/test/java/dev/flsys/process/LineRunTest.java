package dev.flsys.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class LineRunTest {

    @TempDir
    Path folder;

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    private LineRun run(String script, Duration limit) throws Exception {
        return LineRun.run(Launch.of(List.of("sh", "-c", script), folder, Map.of()), limit, lines::add);
    }

    @Test
    void lines_are_reported_in_order_and_the_last_ones_are_kept() throws Exception {
        LineRun run = run("seq 100; echo end >&2; exit 3", Duration.ofSeconds(30));
        assertThat(lines).hasSize(101).startsWith("1", "2").endsWith("100", "end");
        assertThat(run.lastLines()).hasSize(40).startsWith("62").endsWith("end");
        assertThat(run.outcome()).isEqualTo(new ExitStatus(3));
        assertThat(run.success()).isFalse();
    }

    @Test
    void a_run_that_takes_too_long_is_ended_with_all_its_children() throws Exception {
        LineRun run = run("echo begun; sleep 600 & sleep 600", Duration.ofMillis(500));
        assertThat(run.timedOut()).isTrue();
        assertThat(run.lastLines()).containsExactly("begun");
    }

    @Test
    void a_shell_is_killed_before_its_children_so_it_cannot_report_their_deaths() throws Exception {
        for (int i = 0; i < 10; i++) {
            LineRun run = run("sh -c 'sh -c \"sleep 600\"; :'; :", Duration.ofMillis(100));
            assertThat(run.lastLines()).isEmpty();
        }
    }
}
