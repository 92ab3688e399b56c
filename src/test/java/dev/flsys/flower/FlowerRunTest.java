package dev.flsys.flower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.flower.superlink.FakeFlwr;
import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlowerRunTest {

    @TempDir
    Path folder;

    private FakeFlwr flower;

    @BeforeEach
    void makeFlower() throws IOException {
        flower = FakeFlwr.in(folder);
    }

    private FlowerRun prepare() throws InterruptedException {
        return prepare("flwr run .", FlowerVersion.UNKNOWN, Map.of());
    }

    private FlowerRun prepare(String command, FlowerVersion version, Map<String, List<StartParameters.Value>> values)
            throws InterruptedException {
        return FlowerRun.prepare(
                StartCommand.parse(command).orElseThrow(),
                new RunRequest(new StartParameters(values), "mark", folder.resolve("one")),
                new FlowerProject(folder),
                flower.program().words(),
                Map.of(),
                version);
    }

    private static FlowerVersion version(int minor) {
        return new FlowerVersion(Optional.of(minor));
    }

    private static Map<String, List<StartParameters.Value>> clients(int number) {
        return Map.of("num_clients", List.of(new StartParameters.Value(Integer.toString(number), false)));
    }

    /** The reason why a run with a recorded output failed. */
    private Optional<String> failure(FlowerVersion version, String recorded) throws Exception {
        try (FlowerRun run = prepare("flwr run .", version, Map.of())) {
            Files.readAllLines(Path.of("src/test/resources/flower", recorded)).forEach(run::onLine);
            return run.failure();
        }
    }

    @Test
    void the_end_of_a_run_is_that_of_its_superlink() throws Exception {
        flower.running("7");
        try (FlowerRun run = prepare()) {
            run.onLine("Using SuperLink: grid (127.0.0.1:1)");
            run.onLine("Successfully started run 7");
            flower.write("7.status", "finished:completed");
            assertThat(run.failure()).isEmpty();
            flower.write("7.details", "The ServerApp raised.");
            flower.write("7.status", "finished:failed");
            assertThat(run.failure()).contains("Flower says that the run failed: The ServerApp raised.");
        }
    }

    @Test
    void a_stop_reaches_the_superlink_even_if_the_command_names_none() throws Exception {
        flower.running("7");
        try (FlowerRun run = prepare()) {
            run.onLine("Successfully started run 7");
            run.stop(Duration.ofSeconds(30));
            assertThat(flower.read("7.status")).isEqualTo("finished:stopped");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"29", "36", "37", "42"})
    void the_output_of_every_version_names_the_run(String version) throws Exception {
        List<String> output = Files.readAllLines(Path.of("src/test/resources/flower/flwr_run_1_" + version + ".txt"));
        String id = output.stream()
                .flatMap(line ->
                        Pattern.compile("started run (\\d+)").matcher(line).results())
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();
        flower.running(id);
        flower.write(id + ".status", "finished:completed");
        assertThat(failure(version(Integer.parseInt(version)), "flwr_run_1_" + version + ".txt"))
                .isEmpty();
    }

    @Test
    void a_flower_without_a_local_superlink_reports_its_end_in_its_last_line() throws Exception {
        for (FlowerVersion version : List.of(version(22), FlowerVersion.UNKNOWN)) {
            assertThat(failure(version, "flwr_run_1_22.txt")).isEmpty();
            assertThat(failure(version, "flwr_run_1_22_server_fails.txt"))
                    .contains("Flower's simulation ended with exit code 1.");
            assertThat(failure(version, "flwr_run_1_22_wrong_key.txt"))
                    .contains(
                            "Flower started no simulation: Key 'num-supernodes' is not present in the main dictionary");
        }
    }

    @Test
    void the_number_of_clients_is_spelled_as_the_version_reads_it() throws Exception {
        Files.writeString(
                folder.resolve("pyproject.toml"),
                "[tool.flwr.federations]\ndefault = \"sim\"\n[tool.flwr.federations.sim]\noptions.num-supernodes = 2");
        try (FlowerRun run = prepare("flwr run .", version(22), clients(3))) {
            assertThat(run.launch().command()).endsWith("--federation-config", "options.num-supernodes=3");
        }
        try (FlowerRun run = prepare("flwr run . sim", version(28), clients(3))) {
            assertThat(run.launch().command()).endsWith("--federation-config", "num-supernodes=3");
        }
        try (FlowerRun run = prepare("flwr run . sim", version(27), clients(2))) {
            assertThat(run.launch().command()).endsWith("run", ".", "sim", "--stream");
        }
        for (int old : List.of(12, 26, 27)) {
            assertThatThrownBy(() -> prepare("flwr run .", version(old), clients(3)))
                    .isInstanceOf(ParametersInvalid.class)
                    .hasMessageContaining("options.num-supernodes = 3")
                    .hasMessageContaining("flwr 1.28");
        }
        Files.writeString(folder.resolve("pyproject.toml"), "");
        assertThatThrownBy(() -> prepare("flwr run .", version(22), clients(3)))
                .isInstanceOf(ParametersInvalid.class)
                .hasMessageContaining("[tool.flwr.federations.NAME]");
    }

    @ParameterizedTest
    @CsvSource({
        "1.12.0, false, false",
        "1.22.0, false, true",
        "1.26.1, false, false",
        "1.27.0, false, false",
        "1.28.0, true, true",
        "1.42.0.dev20261101, true, true",
        "unknown, true, true"
    })
    void only_some_versions_take_a_number_of_clients(String version, boolean takes, boolean ifDeclared) {
        FlowerVersion flower = FlowerVersion.of(version);
        assertThat(flower.takesClients(OptionalLong.empty())).isEqualTo(takes);
        assertThat(flower.takesClients(OptionalLong.of(2))).isEqualTo(ifDeclared);
    }

    @Test
    void the_first_versions_get_no_option_that_they_lack_and_all_values_in_a_file() throws Exception {
        Files.writeString(folder.resolve("pyproject.toml"), "[tool.flwr.app.config]\nserver.rounds = 2\nlr = 0.1");
        Files.createDirectories(folder.resolve("one"));
        Map<String, List<StartParameters.Value>> values = Map.of(
                "rounds", List.of(new StartParameters.Value("3", false)),
                "lr", List.of(new StartParameters.Value("0.5", false)));
        Path config = folder.resolve("one/run-config.toml");
        try (FlowerRun run = prepare("flwr run .", version(11), values)) {
            assertThat(run.launch().command()).endsWith("run", ".", "--run-config", config.toString());
            assertThat(Files.readAllLines(config)).containsExactlyInAnyOrder("server.rounds = 3", "lr = 0.5");
        }
        try (FlowerRun run = prepare("flwr run .", version(12), values)) {
            assertThat(run.launch().command()).contains("--stream").doesNotContain(config.toString());
        }
    }

    @Test
    void a_number_of_clients_that_flower_ignored_is_a_failure() throws Exception {
        try (FlowerRun run = prepare("flwr run .", FlowerVersion.UNKNOWN, clients(3))) {
            run.onLine("⚠️ Warning: `--federation-config` option is deprecated and will be ignored.");
            run.onLine("Successfully started run 7");
            assertThat(run.failure())
                    .hasValueSatisfying(reason -> assertThat(reason).contains("ignored the number of clients"));
        }
    }

    @Test
    void a_flower_before_1_26_is_asked_with_the_folder_of_its_app() throws Exception {
        flower.running("7");
        flower.write("7.status", "finished:completed");
        try (FlowerRun run = prepare("flwr run . grid", version(22), Map.of())) {
            run.onLine("Successfully started run 7");
            assertThat(run.failure()).isEmpty();
            assertThat(flower.read("asked")).isEqualTo("ls . grid --run-id 7 --format json\n");
        }
    }

    @Test
    void a_run_waits_until_the_one_before_has_the_federations_of_the_app_moved_and_restored() throws Exception {
        Path file = folder.resolve("pyproject.toml");
        String text = "[tool.flwr.federations]\ndefault = \"sim\"\nsim.options.num-supernodes = 2";
        Files.writeString(file, text);
        try (FlowerRun first = prepare()) {
            CompletableFuture<FlowerRun> second = new CompletableFuture<>();
            Thread other = new Thread(() -> {
                try {
                    second.complete(prepare());
                } catch (InterruptedException stopped) {
                    second.completeExceptionally(stopped);
                }
            });
            other.start();
            await().until(() -> other.getState() == Thread.State.WAITING);
            Files.writeString(file, "# moved");
            first.onLine("Successfully started run 7");
            second.get(30, TimeUnit.SECONDS).close();
            assertThat(file).hasContent(text);
        }
        // A refused run and one that started nothing leave no turn behind.
        assertThatThrownBy(() -> prepare("flwr run .", FlowerVersion.UNKNOWN, clients(0)));
        prepare().close();
        prepare().close();
    }

    @Test
    void a_command_that_starts_no_run_has_failed() throws Exception {
        try (FlowerRun run = prepare()) {
            assertThat(run.failure()).contains("Flower started no run.");
        }
    }

    @Test
    void a_command_whose_superlink_was_too_slow_starts_again_twice() throws Exception {
        String slow = "│ Failed to start local SuperLink within 15s. See logs at                      │";
        try (FlowerRun run = prepare()) {
            assertThat(run.startsAgain()).isEmpty();
        }
        try (FlowerRun run = prepare()) {
            run.onLine(slow);
            assertThat(run.startsAgain()).get().asString().endsWith("FLSys starts the command again (2 of 3).");
            run.onLine(slow);
            assertThat(run.startsAgain()).isPresent();
            run.onLine(slow);
            assertThat(run.startsAgain()).isEmpty();
        }
        try (FlowerRun run = prepare()) {
            run.onLine(slow);
            run.onLine("Successfully started run 7");
            assertThat(run.startsAgain()).isEmpty();
        }
    }
}
