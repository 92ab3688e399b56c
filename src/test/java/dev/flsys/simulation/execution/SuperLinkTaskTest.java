package dev.flsys.simulation.execution;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.access.SessionId;
import dev.flsys.flower.SuperLinkCommands;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.flower.superlink.FakeFlwr;
import dev.flsys.project.ContentHashes;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.ProjectPython;
import dev.flsys.python.PythonSettings;
import dev.flsys.simulation.failure.Explanation;
import dev.flsys.simulation.log.SimulationEvent;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationLog;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.simulation.models.ModelFiles;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationStore;
import dev.flsys.testsupport.ServiceJson;
import dev.flsys.testsupport.TestProject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs at a SuperLink that a script imitates. */
class SuperLinkTaskTest {

    /** A thread for each task: the JDK's own pool may have a single thread. */
    private static final Executor THREADS = task -> new Thread(task).start();

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final SimulationId ID = new SimulationId("20261124-100000-00000001");
    private static final String RUN = "1";
    private static final String WAITING =
            "INFO :      Waiting for nodes to connect: 2 connected (minimum required: 1000).\n";

    /** Like the mapper of Quarkus. */
    private static final ObjectMapper JSON = ServiceJson.MAPPER;

    @TempDir
    Path folder;

    private FakeFlwr flower;

    private FlowerProject project;

    private SimulationStore store;

    private final List<SuperLinkTask> runs = new ArrayList<>();

    /** How often the state of the project was to be stored. */
    private final AtomicInteger origins = new AtomicInteger();

    /** The simulation in one service. */
    private record Service(SuperLinkTask run, Simulation simulation, CompletableFuture<Void> over) {

        void await() {
            Awaitility.await().atMost(LIMIT).until(over::isDone);
            over.join();
        }

        void leave() {
            run.leave(Duration.ZERO);
            await();
        }
    }

    @BeforeEach
    void makeProject() throws IOException {
        flower = FakeFlwr.in(folder.resolve("flower"));
        Path root = folder.resolve("project");
        Files.createDirectories(root.resolve("weights"));
        Files.writeString(root.resolve("pyproject.toml"), """
                [tool.flwr.app.config]
                num-server-rounds = 3
                """);
        project = new FlowerProject(root);
        store = new SimulationStore(project, JSON);
    }

    @AfterEach
    void leave() {
        runs.forEach(run -> run.leave(Duration.ZERO));
    }

    private Service begin() throws IOException {
        JsonNode data = JSON.readTree("{\"rounds\":3}");
        SimulationRecord record =
                SimulationRecord.queued(ID, new SessionId("owner"), data, Instant.now(), "superlink-task-test");
        SimulationLog log = store.createLog(ID);
        SimulationLog.Appender appender = store.appender(log);
        appender.append(List.of(seq -> new SimulationEvent.Log(ID, seq, "A step.", Instant.now(), false, false)));
        store.save(record);
        return run(record, log, appender);
    }

    /** Continues the simulation like the next service. */
    private Service takeUp() {
        SimulationLog log = store.storedLog(ID);
        return run(store.find(ID).orElseThrow(), log, store.appender(log));
    }

    private Service run(SimulationRecord record, SimulationLog log, SimulationLog.Appender appender) {
        StartCommand command = new StartCommand(List.of("flwr", "run", ".", "--stream")).withSuperlink("grid");
        ProjectPython python = new ProjectPython(project, new PythonSettings(Optional.of(flower.python())));
        Simulation simulation =
                new Simulation(record, StartParameters.read(record.request().parameters()), log, appender);
        SuperLinkTask run = new SuperLinkTask(
                simulation,
                "grid",
                new SuperLinkCommands(command, project, python),
                store,
                new ModelFiles(
                        new TestProject(project.root(), project.root().resolve("weights")).catalog(),
                        project,
                        new ContentHashes()),
                origins::incrementAndGet,
                THREADS,
                Clock.systemUTC());
        runs.add(run);
        return new Service(run, simulation, CompletableFuture.runAsync(run::run, THREADS));
    }

    private List<JsonNode> events(@Nullable String name) {
        List<JsonNode> events = new ArrayList<>();
        try {
            Path file = project.ownFolder().resolve("simulations/" + ID.value() + "/log.ndjson");
            String log = Files.readString(file, StandardCharsets.UTF_8);
            // Without a line that is being written.
            for (String line : log.substring(0, log.lastIndexOf('\n') + 1).split("\n")) {
                JsonNode event = JSON.readTree(line);
                if (name == null || event.path("event").asText().equals(name)) {
                    events.add(event.path("data"));
                }
            }
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
        return events;
    }

    private List<String> lines() {
        return events("simulation_log").stream()
                .map(event -> event.path("message").asText())
                .toList();
    }

    private void awaitLine(String line) {
        Awaitility.await().atMost(LIMIT).until(() -> lines().contains(line));
    }

    private Service handedOver() throws IOException {
        Service service = begin();
        Awaitility.await().atMost(LIMIT).until(() -> !events("simulation_started")
                .isEmpty());
        return service;
    }

    private void end(Service service, String status) {
        flower.write(RUN + ".status", "finished:" + status);
        service.await();
    }

    private static String round(int round) {
        return "INFO :      [ROUND " + round + "/3]\n"
                + "INFO :      aggregate_train: Received 2 results and 0 failures\n";
    }

    private SimulationRecord stored() {
        return store.find(ID).orElseThrow();
    }

    @Test
    void a_strategy_that_repeats_that_it_waits_for_clients_is_stalled() throws Exception {
        Service service = handedOver();
        flower.print(RUN, "INFO :      [ROUND 1/3]\n" + WAITING);
        awaitLine(WAITING.strip());
        service.run().checkSilence(Duration.ofNanos(1));
        assertThat(events("simulation_status")).last().satisfies(status -> assertThat(
                        status.path("message").asText())
                .contains("waits for 1000 clients, and 2 are connected", "num_clients=1000"));
        flower.print(RUN, WAITING.replace(" 2 ", " 3 "));
        awaitLine(WAITING.replace(" 2 ", " 3 ").strip());
        assertThat(events("simulation_status")).hasSize(1);
        flower.print(RUN, "INFO :      aggregate_train: Received 2 results and 0 failures\n");
        Awaitility.await().atMost(LIMIT).until(() -> events("simulation_status").size() == 2);
        end(service, "completed");
    }

    @Test
    void a_run_is_handed_over_and_followed_to_its_end() throws IOException {
        Service service = handedOver();
        flower.print(RUN, round(1) + round(2));
        end(service, "completed");
        SimulationRecord record = stored();
        assertThat(record.state()).isEqualTo(SimulationState.COMPLETED);
        assertThat(record.report().exitCode()).isZero();
        assertThat(record.flowerRun()).isNotNull();
        assertThat(record.training().rounds()).hasSize(2);
        assertThat(flower.read(RUN + ".words").lines())
                .containsExactly("run", ".", "grid", "--run-config", "num-server-rounds=3", "--format", "json");
        assertThat(lines()).hasSize(5).startsWith("A step.");
        List<JsonNode> all = events(null);
        assertThat(all.get(all.size() - 1).path("message").asText()).isEqualTo("模拟成功完成。");
    }

    @Test
    void the_next_service_continues_at_the_next_line_after_a_stop() throws IOException {
        Service first = handedOver();
        flower.print(RUN, round(1) + round(2) + "last of the first\n");
        awaitLine("last of the first");
        first.leave();
        assertThat(flower.read(RUN + ".status")).isEqualTo("running");
        assertThat(stored().state()).isEqualTo(SimulationState.RUNNING);
        flower.print(RUN, "unheard\n");
        Service second = takeUp();
        awaitLine("unheard");
        flower.print(RUN, round(3) + "the end\n");
        end(second, "completed");
        assertThat(origins)
                .as("only the service that submitted it knows its origin")
                .hasValue(1);
        assertThat(stored().state()).isEqualTo(SimulationState.COMPLETED);
        assertThat(String.join("\n", lines()) + "\n").isEqualTo("A step.\n" + flower.read(RUN + ".log"));
        assertThat(events("simulation_round").stream()
                        .map(round -> round.path("round").asInt()))
                .containsExactly(1, 2, 3);
        assertThat(events("simulation_started")).hasSize(1);
        assertThat(events(null).stream().map(event -> event.path("seq").asInt()))
                .isEqualTo(IntStream.rangeClosed(1, events(null).size()).boxed().toList());
    }

    @Test
    void a_round_that_a_killed_service_did_not_log_is_logged_by_the_next() throws IOException {
        Service first = handedOver();
        flower.print(RUN, round(1) + round(2));
        Awaitility.await().atMost(LIMIT).until(() -> lines().size() == 5);
        first.leave();
        // A crash leaves the line that ended the first round, and half of the next line.
        Path log = project.ownFolder().resolve("simulations/" + ID.value() + "/log.ndjson");
        String whole = Files.readString(log, StandardCharsets.UTF_8);
        Files.writeString(log, whole.substring(0, whole.indexOf("\"simulation_round\"")));
        Service second = takeUp();
        Awaitility.await().atMost(LIMIT).until(() -> lines().size() == 5);
        end(second, "completed");
        assertThat(String.join("\n", lines()) + "\n").isEqualTo("A step.\n" + flower.read(RUN + ".log"));
        assertThat(events("simulation_round").stream()
                        .map(round -> round.path("round").asInt()))
                .containsExactly(1, 2);
    }

    @Test
    void a_progress_bar_does_not_shift_where_the_next_service_continues() throws IOException {
        Service first = handedOver();
        flower.print(RUN, "before\n\r 10%");
        awaitLine("before");
        flower.print(RUN, "\r 20%");
        flower.print(RUN, "\r 30%\r\n0%\r50%\r100%\nafter\n");
        awaitLine("after");
        first.leave();
        Service second = takeUp();
        flower.print(RUN, "\r 1%\r 2%\nthe end\n");
        awaitLine("the end");
        end(second, "completed");
        assertThat(lines()).containsExactly("A step.", "before", " 30%", "100%", "after", " 2%", "the end");
    }

    @Test
    void a_run_that_flower_reports_as_failed_quotes_its_exception() throws IOException {
        Service service = handedOver();
        flower.print(RUN, "Traceback (most recent call last):\n  File \"a.py\", line 1\nKeyError: 'x'\nbye\n");
        end(service, "failed");
        assertThat(stored().report().message()).isEqualTo("模拟失败，退出码 -1。");
        assertThat(stored().report().detail()).isEqualTo("KeyError: 'x'");
        assertThat(stored().report().explanation())
                .extracting(Explanation::cause, InstanceOfAssertFactories.STRING)
                .startsWith("Flower says that the run failed");
        assertThat(events(null)
                        .get(Math.toIntExact(
                                        Objects.requireNonNull(stored().report().logSeq()))
                                - 1)
                        .path("message")
                        .asText())
                .isEqualTo("KeyError: 'x'");
    }

    @Test
    void a_stopped_run_is_stopped_at_the_superlink_and_ends_as_stopped() throws IOException {
        Service service = handedOver();
        service.run().stop(Duration.ZERO);
        service.await();
        assertThat(flower.read(RUN + ".status")).isEqualTo("finished:stopped");
        assertThat(stored().state()).isEqualTo(SimulationState.STOPPED);
    }

    @Test
    void a_failed_run_ends_as_failed_with_the_detail_of_flower() throws IOException {
        Service service = handedOver();
        flower.write(RUN + ".details", "The ServerApp raised.");
        end(service, "failed");
        assertThat(stored().state()).isEqualTo(SimulationState.FAILED);
        assertThat(stored().report().detail()).isEqualTo("Flower says that the run failed: The ServerApp raised.");
    }

    @Test
    void a_forgotten_run_ends_as_failed_with_that_reason() throws IOException {
        Service service = handedOver();
        flower.remove(RUN + ".status");
        flower.remove(RUN + ".log");
        service.await();
        assertThat(stored().state()).isEqualTo(SimulationState.FAILED);
        assertThat(stored().report().detail()).contains("no longer knows the run");
        assertThat(requireNonNull(stored().report().explanation()).kind()).isEqualTo("superlink-forgot");
    }

    @Test
    void an_unreachable_superlink_is_reported_and_the_run_continues_afterwards() throws IOException {
        Service service = handedOver();
        flower.print(RUN, "before\n");
        awaitLine("before");
        flower.write("down", "");
        Awaitility.await().atMost(LIMIT).until(() -> "unreachable"
                .equals(stored().report().detail()));
        flower.print(RUN, "meanwhile\n");
        flower.remove("down");
        awaitLine("meanwhile");
        assertThat(stored().report().detail()).isNull();
        end(service, "completed");
        assertThat(lines()).containsExactly("A step.", "before", "meanwhile");
        assertThat(events("simulation_status").stream()
                        .map(status -> status.path("detail").asText()))
                .containsExactly("unreachable", "");
    }

    @Test
    void a_run_that_no_superlink_takes_fails_with_the_reason() throws IOException {
        flower.write("down", "");
        begin().await();
        assertThat(stored().state()).isEqualTo(SimulationState.FAILED);
        assertThat(stored().report().detail())
                .contains("did not take the run: Connection to the SuperLink is unavailable.");
        assertThat(requireNonNull(stored().report().explanation()).kind()).isEqualTo("superlink-unreachable");
        assertThat(stored().flowerRun()).isNull();
    }
}
