package dev.flsys.simulation.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.flower.command.FlowerConfig;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.project.FlowerProject;
import dev.flsys.settings.Settings;
import dev.flsys.settings.SettingsReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FLOWER_START_SCRIPT, and SIMULATION_ENGINE with the connections of a user's Flower configuration. */
class SimulationSettingsTest {

    @TempDir
    Path home;

    private final SettingsReport report = new SettingsReport();

    @BeforeEach
    void writeConfig() throws IOException {
        Files.writeString(home.resolve("config.toml"), """
                [superlink]
                default = "local"

                [superlink.local]
                address = ":local:"

                [superlink.grid]
                address = "grid.example:8000"
                root-certificates = "ca.crt"
                """);
    }

    private Optional<String> read(String engine, String... command) {
        return SimulationSettings.superlink(
                Settings.of(Map.of("SIMULATION_ENGINE", engine), report).get("SIMULATION_ENGINE"),
                new StartCommand(List.of(command)),
                new FlowerConfig(home.resolve("config.toml")));
    }

    private void readScript(String script, Path project) {
        new SimulationSettings(Settings.of(Map.of("FLOWER_START_SCRIPT", script), report), new FlowerProject(project));
    }

    @Test
    void a_missing_start_script_is_one_warning() {
        readScript("run_flower.py", home);
        assertThat(reasons()).isEmpty();
        assertThat(report.warnings())
                .containsExactly(
                        "FLOWER_START_SCRIPT = run_flower.py: There is no such script or module in the project."
                                + " No simulation can be started until it is there.");
    }

    @Test
    void a_start_script_outside_the_project_is_wrong() {
        readScript("../run_flower.py", home);
        assertThat(reasons()).containsExactly("It is outside the project.");
        assertThat(report.warnings()).isEmpty();
    }

    @Test
    void a_script_in_a_missing_project_is_not_reported() {
        readScript("../run_flower.py", home.resolve("nowhere"));
        assertThat(reasons()).isEmpty();
        assertThat(report.warnings()).isEmpty();
    }

    private List<String> reasons() {
        return report.findings().stream().map(SettingsReport.Wrong::reason).toList();
    }

    @Test
    void process_and_an_unset_engine_mean_processes_of_the_service() {
        assertThat(read("process", "run_flower.py")).isEmpty();
        assertThat(read(" ", "run_flower.py")).isEmpty();
        assertThat(reasons()).isEmpty();
    }

    @Test
    void an_existing_connection_is_accepted_for_a_flwr_run() {
        assertThat(read("grid", "flwr", "run", ".")).contains("grid");
        assertThat(read("grid", "flwr", "run", "app", "grid", "--stream")).contains("grid");
        assertThat(reasons()).isEmpty();
    }

    @Test
    void a_missing_connection_is_reported_with_the_existing_ones() {
        read("cloud", "flwr", "run", ".");
        read("default", "flwr", "run", ".");
        assertThat(reasons())
                .satisfiesExactly(
                        reason -> assertThat(reason)
                                .startsWith("There is no [superlink.cloud] in ")
                                .endsWith("it has: local, grid."),
                        reason -> assertThat(reason).startsWith("There is no [superlink.default] in "));
    }

    @Test
    void a_local_simulation_is_not_a_superlink() {
        read("local", "flwr", "run", ".");
        assertThat(reasons()).singleElement().asString().contains("has no address of a SuperLink");
    }

    @Test
    void a_missing_or_damaged_configuration_is_reported() throws IOException {
        Files.writeString(home.resolve("config.toml"), "[superlink");
        read("grid", "flwr", "run", ".");
        Files.delete(home.resolve("config.toml"));
        read("grid", "flwr", "run", ".");
        assertThat(reasons())
                .satisfiesExactly(
                        reason -> assertThat(reason).endsWith("cannot be read as TOML."),
                        reason -> assertThat(reason).endsWith("does not exist."));
    }

    @Test
    void a_command_that_is_not_a_flwr_run_or_has_another_connection_is_reported() {
        read("grid", "run_flower.py");
        read("grid", "flwr", "run", ".", "other");
        read("a b", "flwr", "run", ".");
        assertThat(reasons())
                .containsExactly(
                        "A SuperLink runs Flower apps: FLOWER_START_SCRIPT has to be a flwr run.",
                        "FLOWER_START_SCRIPT names another connection, other.",
                        "It is neither process nor the name of a SuperLink connection.");
    }

    private RetentionLimits limits(String... settings) {
        Map<String, String> written = new HashMap<>();
        for (int each = 0; each < settings.length; each += 2) {
            written.put(settings[each], settings[each + 1]);
        }
        return RetentionLimits.of(Settings.of(written, report));
    }

    @Test
    void no_run_is_deleted_unless_a_limit_is_set() {
        assertThat(limits()).isEqualTo(new RetentionLimits(20, 10L << 30, null, null));
        assertThat(limits().deletesRuns()).isFalse();
        RetentionLimits set = limits(
                "SIMULATION_KEEP_MODELS",
                "0",
                "SIMULATION_KEEP_MODELS_BYTES",
                "500MiB",
                "SIMULATION_KEEP_RUNS",
                "3",
                "SIMULATION_KEEP_BYTES",
                "2GiB");
        assertThat(set).isEqualTo(new RetentionLimits(0, 500L << 20, 3, 2L << 30));
        assertThat(set.deletesRuns()).isTrue();
        assertThat(reasons()).isEmpty();
    }

    @Test
    void limits_that_would_delete_everything_are_reported() {
        limits("SIMULATION_KEEP_RUNS", "0", "SIMULATION_KEEP_BYTES", "many", "SIMULATION_KEEP_MODELS", "-1");
        assertThat(reasons()).hasSize(3);
    }
}
