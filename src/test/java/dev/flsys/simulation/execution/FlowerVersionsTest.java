package dev.flsys.simulation.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.access.SessionId;
import dev.flsys.flower.ProjectCommands;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.flower.progress.Round;
import dev.flsys.project.ContentHashes;
import dev.flsys.python.ProjectPython;
import dev.flsys.python.PythonSettings;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.simulation.models.ModelFiles;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationStore;
import dev.flsys.testsupport.Processes;
import dev.flsys.testsupport.ServiceJson;
import dev.flsys.testsupport.TestProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real simulations with one version of Flower. {@code src/test/flower/run} makes the environment of each version and
 * starts this test, which takes about five minutes. FLOWER_ENVIRONMENT is a virtual environment whose folder is named
 * by the version, such as {@code 1.42.0}. {@code target/flower/VERSION} has the output of each run afterwards.
 */
@EnabledIfEnvironmentVariable(named = "FLOWER_ENVIRONMENT", matches = ".+")
class FlowerVersionsTest {

    private static final Path APP = Path.of("src/test/flower/app");
    private static final String FLWR_RUN = "flwr run .";
    private static final String SCRIPT = "python simulate.py";

    private static final Executor THREADS = task -> new Thread(task).start();
    private static final ObjectMapper JSON = ServiceJson.MAPPER;
    /** Ray starts within half a minute, or within two on a busy machine. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    private final Path environment = Path.of(Objects.requireNonNullElse(System.getenv("FLOWER_ENVIRONMENT"), "1.0.0"));
    private final String version = String.valueOf(environment.getFileName());
    private final int minor = Integer.parseInt(version.split("\\.")[1]);

    private TestProject project;

    private SimulationStore store;

    @BeforeEach
    void copyApp() throws IOException {
        project = TestProject.in(folder);
        store = new SimulationStore(project.project(), JSON);
        try (Stream<Path> files = Files.walk(APP)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                project.write(APP.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
    }

    @AfterEach
    void nothing_is_left(TestInfo test) throws IOException {
        Path outputs = Files.createDirectories(Path.of("target/flower", version));
        int number = 0;
        for (SimulationId id : store.ids()) {
            String name = test.getTestMethod().orElseThrow().getName() + "_" + number++ + ".txt";
            Files.writeString(outputs.resolve(name), output(id));
        }
        assertThat(Processes.withFile(environment))
                .as("processes of %s", environment)
                .isEmpty();
        assertThat(folder.resolve("pyproject.toml")).hasSameTextualContentAs(APP.resolve("pyproject.toml"));
    }

    private String output(SimulationId id) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line : Files.readAllLines(store.folder(id).resolve("log.ndjson"))) {
            JsonNode event = JSON.readTree(line);
            text.append(event.path("data").path("message").asText(event.toString()))
                    .append('\n');
        }
        return text.append(store.find(id).orElseThrow()).append('\n').toString();
    }

    /** A simulation as the service runs it, from its record to its end. */
    private final class Started {

        private final Simulation simulation;
        private final CompletableFuture<SimulationRecord> ended;

        Started(String command, String json) throws IOException {
            JsonNode data = JSON.readTree(json);
            StartParameters parameters = StartParameters.read(data);
            simulation = Simulation.create(new SessionId("owner"), data, parameters, store);
            ended = CompletableFuture.supplyAsync(
                    () -> run(StartCommand.parse(command).orElseThrow()), THREADS);
        }

        private SimulationRecord run(StartCommand command) {
            PythonSettings python = new PythonSettings(Optional.of(environment.resolve("bin/python")));
            try (ProjectCommands commands =
                    new ProjectCommands(command, project.project(), new ProjectPython(project.project(), python))) {
                ModelFiles models = new ModelFiles(project.catalog(), project.project(), new ContentHashes());
                new ProcessTask(
                                simulation,
                                commands,
                                store,
                                models,
                                Observation.off(simulation, store, new ObservedRuns(project.project(), store, JSON)),
                                Long.MAX_VALUE,
                                () -> {},
                                THREADS,
                                Clock.systemUTC())
                        .run();
            }
            return simulation.state();
        }

        SimulationRecord ended() {
            return ended.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
        }

        /** Stops it once it has ended a round. */
        SimulationRecord stopInTheMiddle() {
            Awaitility.await()
                    .atMost(LIMIT)
                    .until(() -> ended.isDone() || rounds(simulation.state()).size() > 1);
            assertThat(ended).isNotDone();
            simulation.stop(Duration.ofSeconds(10));
            SimulationRecord record = ended();
            assertThat(Processes.withVariable("FLSYS_MARKER", record.launched().marker()))
                    .isEmpty();
            return record;
        }
    }

    private static List<Round> rounds(SimulationRecord record) {
        return Objects.requireNonNullElse(record.training().rounds(), List.of());
    }

    private SimulationRecord run(String command, String json) throws IOException {
        return new Started(command, json).ended();
    }

    private static void completed(SimulationRecord record, int rounds) {
        assertThat(record.state()).as("%s", record).isEqualTo(SimulationState.COMPLETED);
        assertThat(record.training().totalRounds()).isEqualTo(rounds);
        assertThat(rounds(record)).as("%s", record).hasSize(rounds + 1);
        for (Round round : rounds(record)) {
            // Each round halves the distance to the server's 0.5.
            double loss = Math.pow(0.25, round.round() + 1);
            assertThat(round.loss()).isEqualTo(loss);
            assertThat(round.accuracy()).isEqualTo(1 / (1 + loss));
            if (round.round() > 0) {
                assertThat(round.results()).isEqualTo(2);
                assertThat(round.failures()).isZero();
                assertThat(round.evaluateFailures()).isZero();
                assertThat(round.metrics()).containsKeys("eval_loss", "eval_accuracy");
            }
        }
    }

    private static void failed(SimulationRecord record, String reason) {
        assertThat(record.state()).as("%s", record).isEqualTo(SimulationState.FAILED);
        SimulationRecord.Report report = record.report();
        assertThat(report.detail() + " " + report.explanation())
                .as("%s", record)
                .contains(reason);
    }

    private void requireFlwrRun() {
        Assumptions.assumeTrue(minor >= 10, "flwr run began with Flower 1.10");
    }

    /** Whether the number of clients can be sent to {@code flwr run}. */
    private boolean takesClients() {
        return minor >= 15 && minor != 26 && minor != 27;
    }

    @Test
    void flwr_run_completes_while_another_run_of_the_app_is_stopped() throws Exception {
        requireFlwrRun();
        Started stopped = new Started(FLWR_RUN, "{\"rounds\":500,\"pause\":0.5}");
        Started completed = new Started(FLWR_RUN, "{\"rounds\":6,\"pause\":1}");
        assertThat(stopped.stopInTheMiddle().state()).isEqualTo(SimulationState.STOPPED);
        assertThat(completed.ended).isNotDone();
        completed(completed.ended(), 6);
    }

    @Test
    void the_number_of_clients_reaches_flwr_run_and_failing_clients_fail_it() throws Exception {
        requireFlwrRun();
        if (!takesClients()) {
            failed(run(FLWR_RUN, "{\"num_clients\":3}"), "options.num-supernodes = 3");
        }
        String clients = takesClients() ? ",\"num_clients\":3" : "";
        SimulationRecord record = run(FLWR_RUN, "{\"rounds\":1,\"fail\":\"clients\"" + clients + "}");
        failed(record, "In each of its rounds (1) every client failed.");
        assertThat(rounds(record)).last().satisfies(round -> {
            assertThat(round.results()).isZero();
            assertThat(round.failures()).isEqualTo(takesClients() ? 3 : 2);
        });
    }

    @Test
    void flwr_run_fails_with_its_server_at_the_start_and_in_a_round() throws Exception {
        requireFlwrRun();
        failed(run(FLWR_RUN, "{\"fail\":\"server\"}"), "the server fails on purpose");
        SimulationRecord later = run(FLWR_RUN, "{\"rounds\":3,\"fail\":\"round\"}");
        failed(later, "the server fails in round 2");
        assertThat(rounds(later)).extracting(Round::round).startsWith(0, 1).doesNotContain(3);
    }

    @Test
    void a_script_completes_after_one_that_was_stopped() throws Exception {
        assertThat(new Started(SCRIPT, "{\"rounds\":500,\"pause\":0.5}")
                        .stopInTheMiddle()
                        .state())
                .isEqualTo(SimulationState.STOPPED);
        completed(run(SCRIPT, "{\"rounds\":2}"), 2);
    }

    @Test
    void a_script_fails_with_its_clients_and_with_its_server() throws Exception {
        SimulationRecord record = run(SCRIPT, "{\"rounds\":1,\"num_clients\":3,\"fail\":\"clients\"}");
        failed(record, "In each of its rounds (1) every client failed.");
        assertThat(rounds(record)).last().satisfies(round -> {
            assertThat(round.results()).isZero();
            assertThat(round.failures()).isEqualTo(3);
        });
        SimulationRecord later = run(SCRIPT, "{\"rounds\":3,\"fail\":\"round\"}");
        failed(later, "the server fails in round 2");
        assertThat(rounds(later)).extracting(Round::round).startsWith(0, 1).doesNotContain(3);
    }
}
