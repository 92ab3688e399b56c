package dev.flsys.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The end of the service, by SIGKILL and by SIGTERM, while runs print, leave daemons behind, or wait. */
@EnabledOnOs(OS.LINUX)
class ServiceEndFaultsIT {

    /** The events of SIMULATION_MAX_LOG and of the newest lines, a million characters. */
    private static final long MAX_LOG = 9 << 20;

    @TempDir
    Path folder;

    @Test
    void a_service_that_ends_leaves_no_process_no_run_without_an_end_and_a_bounded_log() throws Exception {
        Map<String, String> settings = Map.of("SIMULATION_MAX_LOG", "1MiB", "SIMULATION_STOP_GRACE", "300ms");
        try (FaultyProject faulty = new FaultyProject(folder, settings)) {
            String printing = faulty.start("{\"fault\":\"log\",\"amount\":4,\"sleep\":\"" + faulty.sleep + "\"}");
            Path newest = faulty.log(printing).resolveSibling("newest.json");
            await().atMost(FaultyProject.TIMEOUT)
                    .until(() ->
                            Files.exists(newest) && Files.readString(newest).contains("\"ready\""));
            faulty.killAndStart();
            assertThat(faulty.ended(printing).path("state").asText()).isEqualTo("interrupted");
            assertThat(faulty.lines(printing))
                    .startsWith("begun")
                    .anyMatch(line -> line.contains("The log has reached SIMULATION_MAX_LOG."))
                    .endsWith("line 9999 " + "x".repeat(89), "ready");
            assertThat(Files.size(faulty.log(printing))).isLessThan(MAX_LOG);
            assertThat(newest).doesNotExist();
            assertThat(faulty.processes()).isEmpty();

            String daemons =
                    "{\"fault\":\"daemons\",\"amount\":3,\"ignore_term\":true,\"sleep\":\"" + faulty.sleep + "\"}";
            String left = faulty.start(daemons);
            faulty.awaitReady(left);
            faulty.killAndStart();
            assertThat(faulty.ended(left).path("state").asText()).isEqualTo("interrupted");
            assertThat(faulty.processes()).isEmpty();

            List<String> runs = new ArrayList<>(List.of(faulty.start(daemons)));
            for (int i = 0; i < 3; i++) {
                runs.add(faulty.start("{}"));
            }
            faulty.awaitReady(runs.get(0));
            faulty.service().terminate();
            assertThat(faulty.service().awaitEnd()).isZero();
            assertThat(faulty.processes()).isEmpty();
            for (String run : runs) {
                assertThat(faulty.stored(run).path("state").asText()).isEqualTo("stopped");
                assertThat(Files.readString(faulty.log(run))).contains("\"event\":\"simulation_error\"");
            }
            FaultReport.row(
                    11,
                    "end of the service",
                    "0 processes left, each run has an end",
                    "SIGKILL with a full log and with daemons, SIGTERM with 3 waiting: 0 left, all ended");
        }
    }
}
