package dev.flsys.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.testsupport.OnnxFile;
import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.Processes;
import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.SmallProject;
import dev.flsys.testsupport.WebSocketClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILL of the service at random moments: while it swaps models, writes logs and records, runs a simulation and
 * exports a model. The checks follow after the next start.
 */
@EnabledOnOs(OS.LINUX)
class KillFaultsIT {

    private static final int KILLS = FaultScale.of(4, 100);
    private static final int MAX_MILLISECONDS = FaultScale.of(1_000, 4_000);
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @TempDir
    Path folder;

    /** The last swap that was answered, and the one after it, which may have happened. */
    private volatile long acknowledged;

    private volatile long attempted;

    /** The events that a client received and that are not checked yet, by simulation, in their order. */
    private final Map<String, List<JsonNode>> received = new HashMap<>();

    private int events;
    private int simulations;
    private int halfFiles;
    private int orphans;

    @Test
    void the_start_after_a_kill_at_a_random_moment_is_clean() throws Exception {
        long seed = ThreadLocalRandom.current().nextLong();
        Random random = new Random(seed);
        SmallProject.copyTo(folder);
        Files.write(folder.resolve("weights/good.onnx"), PictureModels.withLogit(4));
        Files.write(folder.resolve("deploy.onnx"), OnnxFile.linear(10, 5, 0));
        PictureModels.settings(directory, folder, "DEPLOY_MODEL_PATH=deploy.onnx");
        for (int kill = 1; kill <= KILLS; kill++) {
            // a new file for each kill, so that each one finds an export that is not remembered
            Path weights = folder.resolve("weights/net" + kill + ".pth");
            Files.copy(Path.of("src/test/resources/models/state_dict.pth"), weights);
            PackagedService service = start();
            try {
                requireClean(service.port(), "kill " + kill + " of seed " + seed);
                work(service.port(), kill, random.nextInt(MAX_MILLISECONDS), service);
            } finally {
                service.kill();
            }
            Files.delete(weights);
            observe();
        }
        try (PackagedService service = start()) {
            requireClean(service.port(), "seed " + seed);
        }
        assertThat(events).as("a run without events checks nothing").isPositive();
        assertThat(acknowledged).isPositive();
        FaultReport.row(
                12,
                "kill -9 at " + KILLS + " random moments while swapping, writing, running and exporting",
                "the next start is clean: no half file, no orphan, no acknowledged event lost",
                attempted + " swaps, " + events + " acknowledged events of " + simulations
                        + " simulations, 0 lost; " + halfFiles + " half files and " + orphans
                        + " processes were left and are gone");
    }

    /** Starts quickly where that is possible: no service lives long. */
    private PackagedService start() throws IOException {
        boolean jvm = System.getProperty("native.image.path") == null;
        return PackagedService.start(
                directory, 0, Map.of(), jvm ? List.of("-XX:TieredStopAtLevel=1") : List.<String>of());
    }

    /**
     * Works until the kill. It comes {@code delay} milliseconds after the first line of the simulation and the first
     * swap; for every fourth kill, after the start of the work.
     */
    private void work(int port, int kill, int delay, PackagedService service) throws Exception {
        List<Thread> clients = new ArrayList<>();
        try (WebSocketClient client = WebSocketClient.connect(port, "")) {
            client.start("{\"lines\":200000,\"sleep\":600,"
                    + "\"say\":[\"[ROUND 1]\",\"fit progress: (1, 0.5, {'accuracy': 0.8}, 1.0)\",\"[ROUND 2]\"],"
                    + "\"daemon\":\"" + folder.resolve("daemon" + kill + ".pid") + "\"}");
            clients.add(client(() -> swap(port)));
            clients.add(client(() -> RawConnection.ask(port, ModelRequests.predict("net" + kill))));
            clients.add(client(() -> RawConnection.ask(port, ModelRequests.predict("good"))));
            if (kill % 4 != 0) {
                long before = acknowledged;
                client.await("simulation_log", TIMEOUT);
                await().atMost(TIMEOUT).until(() -> acknowledged > before);
            }
            TimeUnit.MILLISECONDS.sleep(delay);
            service.kill();
            for (Thread each : clients) {
                each.join(TIMEOUT.toMillis());
            }
            for (JsonNode event : client.events()) {
                JsonNode data = event.path("data");
                if (data.has("seq")) {
                    received.computeIfAbsent(data.path("simulation_id").asText(), id -> new ArrayList<>())
                            .add(event);
                }
            }
        }
    }

    @FunctionalInterface
    private interface Task {
        void run() throws IOException;
    }

    /** Repeats {@code task} until the service is killed. */
    private static Thread client(Task task) {
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    task.run();
                }
            } catch (IOException | RuntimeException killed) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void swap(int port) throws IOException {
        long next = attempted + 1;
        Files.write(folder.resolve("swap" + next % 4 + ".onnx"), OnnxFile.linear(10, 5, (float) next));
        attempted = next;
        int status = RawConnection.ask(
                        port, RawConnection.post("/update_model", "{\"model_path\":\"swap" + next % 4 + ".onnx\"}"))
                .status();
        if (status == 200) {
            acknowledged = next;
        }
    }

    /** Counts what the kill left, so that the report shows that there was something to clean. */
    private void observe() throws IOException {
        for (Path each : own()) {
            String name = String.valueOf(each.getFileName());
            if (name.endsWith(".tmp")) {
                halfFiles++;
                // younger ones may belong to another service
                Files.setLastModifiedTime(each, FileTime.from(Instant.now().minusSeconds(120)));
            } else if (name.startsWith(".making-")) {
                halfFiles++;
            }
        }
        orphans += children().size();
    }

    private List<Path> own() throws IOException {
        Path own = folder.resolve(".flsys");
        if (!Files.exists(own)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(own)) {
            return files.toList();
        }
    }

    /** The processes that the service started. */
    private List<Long> children() throws IOException {
        return Processes.workingIn(folder.toRealPath());
    }

    private void requireClean(int port, String when) throws IOException {
        await().atMost(TIMEOUT).untilAsserted(() -> {
            assertThat(RawConnection.ask(port, RawConnection.get("/q/health/ready"))
                            .status())
                    .isEqualTo(200);
            assertThat(children()).as("processes of earlier services, %s", when).isEmpty();
            assertThat(own())
                    .as(when)
                    .noneMatch(each -> each.toString().endsWith(".tmp")
                            || String.valueOf(each.getFileName()).startsWith(".making-"));
        });
        for (Path each : own()) {
            if (each.toString().endsWith(".json")) {
                assertThat(JSON.readTree(each.toFile()).isObject())
                        .as("%s, %s", each, when)
                        .isTrue();
            }
        }
        for (Map.Entry<String, List<JsonNode>> simulation : received.entrySet()) {
            Path stored = folder.resolve(".flsys/simulations").resolve(simulation.getKey());
            requireNothingLost(stored, simulation.getValue(), when);
            // the logs of all kills together would be large
            Files.delete(stored.resolve("log.ndjson"));
            events += simulation.getValue().size();
            simulations++;
        }
        received.clear();
        long value = JSON.readTree(RawConnection.ask(port, PictureModels.ROWS).body())
                .path("output")
                .path(0)
                .path(0)
                .asLong();
        // swap files are written again every fourth swap: the file of an older choice may hold a newer number
        assertThat(value).as("the deployed model, %s", when).isBetween(acknowledged, attempted);
        assertThat(PictureModels.logit(
                        RawConnection.ask(port, ModelRequests.predict("good")).body()))
                .as(when)
                .isBetween(3.9, 4.1);
    }

    private static void requireNothingLost(Path simulation, List<JsonNode> events, String when) throws IOException {
        List<String> log = Files.readAllLines(simulation.resolve("log.ndjson"));
        assertThat(log.size()).as(when).isGreaterThanOrEqualTo(events.size());
        for (int i = 0; i < events.size(); i++) {
            assertThat(JSON.readTree(log.get(i)))
                    .as("%s line %d, %s", simulation, i + 1, when)
                    .isEqualTo(events.get(i));
        }
        assertThat(JSON.readTree(log.get(log.size() - 1)).path("event").asText())
                .as("the last event, %s", when)
                .isEqualTo("simulation_error");
        JsonNode stored = JSON.readTree(simulation.resolve("simulation.json").toFile());
        assertThat(stored.path("state").asText()).as(when).isEqualTo("interrupted");
    }
}
