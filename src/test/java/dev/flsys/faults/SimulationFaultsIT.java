package dev.flsys.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.testsupport.Load;
import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.SocketIoConnection;
import dev.flsys.testsupport.SocketIoConnection.Transports;
import io.socket.client.IO;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Very many starts, and scripts with faults. After each test no process is left, and predictions were answered. */
@EnabledOnOs(OS.LINUX)
class SimulationFaultsIT {

    private static final int NUMBER = 11;
    private static final long MAX_LOG = 1 << 20;
    private static final int RUNNING = 2;
    private static final int WAITING = 6;
    /** Files with the events of a million characters, and what a run adds after its output. */
    private static final long MAX_FILE = MAX_LOG + 8 * 1024 * 1024;

    @TempDir
    static Path folder;

    private static FaultyProject faulty;

    private UnaffectedClients unaffected;

    @BeforeAll
    static void startService() throws IOException {
        faulty = new FaultyProject(
                folder,
                Map.of(
                        "SIMULATION_MAX_RUNNING",
                        String.valueOf(RUNNING),
                        "SIMULATION_MAX_QUEUED",
                        String.valueOf(WAITING),
                        "SIMULATION_MAX_LOG",
                        "1MiB",
                        "SIMULATION_STOP_GRACE",
                        "300ms"));
        await().atMost(FaultyProject.TIMEOUT)
                .until(() -> RawConnection.ask(faulty.port(), Load.REQUEST).status() == 200);
    }

    @AfterAll
    static void stopService() throws InterruptedException {
        faulty.close();
    }

    @BeforeEach
    void startUnaffectedClients() {
        unaffected = UnaffectedClients.on(faulty.port(), Load.REQUEST);
    }

    @AfterEach
    void check() throws Exception {
        unaffected.close();
        assertThat(unaffected.figures().failures()).isEmpty();
        assertThat(faulty.processes()).isEmpty();
        assertThat(faulty.service().log()).doesNotContain(" ERROR ");
    }

    private void report(String fault, String needed, String measured) throws IOException {
        UnaffectedClients.Figures figures = unaffected.figures();
        assertThat(figures.failures()).isEmpty();
        FaultReport.row(NUMBER, fault, needed, measured + "; others: " + figures);
    }

    private static String fault(String name, int amount) {
        return "{\"fault\":\"" + name + "\",\"amount\":" + amount + "}";
    }

    @Test
    void many_starts_at_once_are_accepted_up_to_the_limit() throws Exception {
        int starts = FaultScale.of(30, 100);
        String parameters = "{\"sleep\":\"" + faulty.sleep + "\"}";
        IO.Options options = new IO.Options();
        options.auth = Map.of("session", faulty.session());
        ExecutorService threads = Executors.newFixedThreadPool(starts);
        Map<String, Integer> answers = new TreeMap<>();
        try (SocketIoConnection socket = new SocketIoConnection(Transports.WEBSOCKET, options, faulty.port())) {
            socket.await("connected", FaultyProject.TIMEOUT);
            List<Callable<String>> all = new ArrayList<>();
            for (int i = 0; i < starts; i += 3) {
                all.add(() -> faulty.askToStart(parameters).status() == 201 ? "accepted" : "refused");
                all.add(() -> socket.ask("start_simulation", parameters).has("error") ? "refused" : "accepted");
            }
            int acknowledged = faulty.client().events("ack").size();
            for (int i = 0; i < starts; i += 3) {
                faulty.client().send("{\"event\":\"start_simulation\",\"id\":" + i + ",\"data\":" + parameters + "}");
            }
            for (Future<String> each : threads.invokeAll(all)) {
                answers.merge(each.get(1, TimeUnit.MINUTES), 1, Integer::sum);
            }
            int expected = acknowledged + (starts + 2) / 3;
            await().atMost(FaultyProject.TIMEOUT)
                    .until(() -> faulty.client().events("ack").size() == expected);
            faulty.client()
                    .events("ack")
                    .subList(acknowledged, expected)
                    .forEach(ack ->
                            answers.merge(ack.path("data").has("error") ? "refused" : "accepted", 1, Integer::sum));
        } finally {
            threads.shutdownNow();
        }
        List<String> runs = activeRuns();
        assertThat(answers).as(answers.toString()).containsEntry("accepted", RUNNING + WAITING);
        assertThat(runs).hasSize(RUNNING + WAITING);
        // Those that wait are stopped first, so they never start.
        for (String run : runs) {
            faulty.stop(run);
        }
        for (String run : runs) {
            assertThat(faulty.ended(run).path("state").asText()).isEqualTo("stopped");
        }
        report("starts at once", "accepted up to the limit, no failure of others", starts + " starts: " + answers);
    }

    /** The latest first. */
    private static List<String> activeRuns() throws IOException {
        List<String> active = new ArrayList<>();
        try (var runs = Files.list(faulty.project.resolve(".flsys/simulations"))) {
            for (Path run : runs.sorted((one, other) -> other.compareTo(one)).toList()) {
                if (List.of("queued", "starting", "running")
                        .contains(faulty.state(run.getFileName().toString()))) {
                    active.add(run.getFileName().toString());
                }
            }
        }
        return active;
    }

    @Test
    void starting_and_stopping_again_and_again_leaves_nothing() throws Exception {
        int times = FaultScale.of(10, 200);
        long files = ServiceUse.of(faulty.service().pid(), 0, false).files();
        for (int i = 0; i < times; i++) {
            String run = faulty.start("{\"fault\":\"daemons\",\"amount\":1,\"sleep\":\"" + faulty.sleep
                    + "\",\"ignore_term\":" + (i % 2 == 0) + "}");
            if (i % 3 == 0) {
                faulty.awaitReady(run);
            }
            faulty.stop(run);
            assertThat(faulty.ended(run).path("state").asText()).isEqualTo("stopped");
        }
        assertThat(faulty.processes()).isEmpty();
        await().atMost(FaultyProject.TIMEOUT)
                .until(() -> ServiceUse.of(faulty.service().pid(), 0, false).files() < files + 20);
        report("start and stop", "nothing left", times + " times, 0 processes left");
    }

    @Test
    void very_many_daemons_without_environment_end_with_their_run() throws Exception {
        int amount = FaultScale.of(30, 300);
        String run = faulty.start("{\"fault\":\"daemons\",\"amount\":" + amount + ",\"sleep\":\"" + faulty.sleep
                + "\",\"ignore_term\":true}");
        faulty.awaitReady(run);
        assertThat(faulty.daemons()).isEqualTo(amount);
        long start = System.nanoTime();
        faulty.stop(run);
        JsonNode record = faulty.ended(run);
        assertThat(record.path("state").asText()).as(record.toString()).isEqualTo("stopped");
        assertThat(faulty.processes()).isEmpty();
        report(
                "daemons",
                "0 left",
                String.format(
                        Locale.ROOT,
                        "%d daemons, 0 left %.1f s after the stop",
                        amount,
                        (System.nanoTime() - start) / 1e9));
    }

    @Test
    void a_script_that_runs_out_of_memory_failed_with_that_reason() throws Exception {
        JsonNode record = faulty.ended(faulty.start(fault("memory", 0)));
        assertThat(record.path("state").asText()).isEqualTo("failed");
        assertThat(record.toString()).contains("MemoryError");
        report("memory", "failed with its reason", record.path("state").asText() + ", MemoryError");
    }

    @Test
    void a_log_of_any_size_is_bounded_and_has_its_end() throws Exception {
        int amount = FaultScale.of(50, 10_000);
        String run = faulty.start(fault("log", amount));
        assertThat(faulty.ended(run).path("state").asText()).isEqualTo("completed");
        long size = Files.size(faulty.log(run));
        assertThat(size).isBetween(MAX_LOG, MAX_FILE);
        assertThat(faulty.lines(run))
                .anyMatch(line -> line.endsWith("lines were left out here (SIMULATION_MAX_LOG)."))
                .endsWith("line 9999 " + "x".repeat(89), "ready");
        report("log", "bounded, with its end", amount + " MB of output, " + size / 1_048_576 + " MB of log");
    }

    @Test
    void floods_of_odd_output_are_stored_as_valid_lines_within_the_limit() throws Exception {
        String bar = faulty.start(fault("bar", FaultScale.of(100_000, 30_000_000)));
        String line = faulty.start(fault("line", FaultScale.of(5, 100)));
        String bytes = faulty.start(fault("bytes", FaultScale.of(5, 100)));
        for (String run : List.of(bar, line, bytes)) {
            assertThat(faulty.ended(run).path("state").asText()).isEqualTo("completed");
            assertThat(Files.size(faulty.log(run))).isLessThan(MAX_FILE);
            assertThat(faulty.lines(run)).startsWith("begun").contains("ready");
        }
        assertThat(faulty.lines(bar)).anyMatch(text -> text.endsWith("9 steps"));
        assertThat(faulty.lines(line)).allMatch(text -> text.length() <= 16_384);
        report(
                "odd output",
                "valid lines within the limit",
                "a bar without pauses, a line without an end, and random bytes: within the limit");
    }

    @Test
    void a_start_without_its_script_is_refused_until_the_script_is_back() throws Exception {
        Path script = faulty.project.resolve("faulty.py");
        Path aside = Files.move(script, folder.resolve("aside.py"));
        RawConnection.Answer refused = faulty.askToStart("{}");
        assertThat(refused.status()).as(refused.body()).isEqualTo(409);
        assertThat(refused.body()).contains("faulty.py");
        Files.move(aside, script);
        assertThat(faulty.ended(faulty.start("{}")).path("state").asText()).isEqualTo("completed");
    }

    @Test
    void a_project_that_is_moved_away_during_a_run_loses_only_that_run() throws Exception {
        String run = faulty.start("{\"sleep\":\"" + faulty.sleep + "\"}");
        faulty.awaitReady(run);
        Path aside = Files.move(faulty.project, folder.resolve("aside"));
        faulty.stop(run);
        await().atMost(FaultyProject.TIMEOUT).until(() -> faulty.processes().isEmpty());
        assertThat(faulty.askToStart("{}").status()).isIn(409, 503);
        assertThat(faulty.project).doesNotExist();
        Files.move(aside, faulty.project);
        await().atMost(FaultyProject.TIMEOUT)
                .until(() -> faulty.askToStart("{}").status() == 201);
        await().atMost(FaultyProject.TIMEOUT)
                .until(() -> faulty.state(run).equals("stopped") && activeRuns().isEmpty());
    }
}
