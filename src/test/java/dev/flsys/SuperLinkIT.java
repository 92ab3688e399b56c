package dev.flsys;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.oneOf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.Processes;
import dev.flsys.testsupport.ProjectFiles;
import dev.flsys.testsupport.Unchecked;
import dev.flsys.testsupport.WebSocketClient;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample at a real SuperLink with two SuperNodes, while the service is killed, stopped and restarted. */
class SuperLinkIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static Path project;

    @AutoClose
    private static RealSuperLink superlink;

    /** A simulation, and the session that started it. */
    private record Started(String id, String session) {}

    @BeforeAll
    static void startSuperLink() throws IOException {
        project = Files.createDirectories(folder.resolve("project")).toRealPath();
        Path sample = Path.of("flower-project-sample");
        ProjectFiles.copy(sample.resolve("digits_app"), project.resolve("digits_app"));
        for (String file : List.of("digits.py", "model.py", "pyproject.toml")) {
            Files.copy(sample.resolve(file), project.resolve(file));
        }
        Files.createDirectories(project.resolve("weights"));
        Files.writeString(Files.createDirectories(folder.resolve("service")).resolve(".env"), """
                FLOWER_PROJECT_DIR="%s"
                FLOWER_START_SCRIPT=flwr run .
                MODEL_WEIGHTS_SUBDIR=weights
                MODEL_DEFINITION_MODULE=model
                CLASS_LABELS=0,1,2,3,4,5,6,7,8,9
                IMG_SIZE=32
                FLASK_SECRET_KEY=the-same-for-every-start
                FLOWER_PYTHON="%s"
                SIMULATION_ENGINE=grid
                """.formatted(
                        project, sample.resolve(".venv/bin/python").toAbsolutePath()));
        superlink = RealSuperLink.start(folder.resolve("superlink"), project);
    }

    private static PackagedService startService() throws IOException {
        return PackagedService.start(folder.resolve("service"), 0, superlink.environment());
    }

    private static Started start(PackagedService service, int rounds) {
        JsonPath accepted = given().baseUri("http://127.0.0.1:" + service.port())
                .contentType(ContentType.JSON)
                .body("{\"rounds\":" + rounds + ",\"local_epochs\":1}")
                .post("/api/simulations/")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        return new Started(accepted.getString("simulation_id"), accepted.getString("session"));
    }

    private static void stop(PackagedService service, Started simulation) {
        given().baseUri("http://127.0.0.1:" + service.port())
                .header("X-Session", simulation.session())
                .post("/api/simulations/{id}/stop", simulation.id())
                .then()
                .statusCode(oneOf(200, 202));
    }

    private static JsonNode stored(Started simulation) throws IOException {
        return JSON.readTree(file(simulation, "simulation.json").toFile());
    }

    private static Path file(Started simulation, String name) {
        return project.resolve(".flsys/simulations").resolve(simulation.id()).resolve(name);
    }

    private static String run(Started simulation) throws IOException {
        return stored(simulation).path("flower_run").path("run_id").asText();
    }

    /** The run's log at Flower, without the lines that the command prints before it. */
    private static List<String> flowerLog(String run) throws Exception {
        List<String> lines =
                superlink.flwr("log", run, "grid", "--stream").lines().toList();
        assertThat(lines.get(0)).startsWith("Using SuperLink: grid");
        return lines.subList(1, lines.size());
    }

    private static String flowerStatus(String run) throws Exception {
        String answer = superlink.flwr("ls", "grid", "--run-id", run, "--format", "json");
        return JSON.readTree(answer).path("runs").path(0).path("status").asText();
    }

    private static boolean isLine(JsonNode event, String part) {
        return event.path("event").asText().equals("simulation_log")
                && event.path("data").path("message").asText().contains(part);
    }

    private static List<JsonNode> numbered(WebSocketClient client) {
        return client.events().stream()
                .filter(event -> event.path("data").has("seq"))
                .toList();
    }

    @Test
    void a_run_outlives_a_service_that_is_killed_and_its_log_has_every_line_once() throws Exception {
        Started simulation;
        List<JsonNode> events = new ArrayList<>();
        try (PackagedService service = startService()) {
            simulation = start(service, 2);
            try (WebSocketClient client = WebSocketClient.connect(service.port(), "?session=" + simulation.session())) {
                client.await(event -> isLine(event, "configure_train"), LIMIT);
                service.kill();
                events.addAll(numbered(client));
            }
        }
        assertThat(stored(simulation).path("state").asText()).isEqualTo("running");
        String run = run(simulation);
        try (PackagedService service = startService();
                WebSocketClient client = WebSocketClient.connect(service.port(), "?session=" + simulation.session())) {
            client.resume(simulation.id(), events.size());
            JsonNode end = client.awaitEnd(LIMIT);
            assertThat(end.path("event").asText()).as(end.toString()).isEqualTo("simulation_complete");
            events.addAll(numbered(client));
        }
        assertThat(flowerStatus(run)).isEqualTo("finished:completed");
        assertThat(events.stream().map(event -> event.path("data").path("seq").asInt()))
                .isEqualTo(IntStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(events.stream()
                        .filter(event -> isLine(event, ""))
                        .map(event -> event.path("data").path("message").asText()))
                .isEqualTo(flowerLog(run));
        List<String> log = Files.readAllLines(file(simulation, "log.ndjson"), StandardCharsets.UTF_8);
        assertThat(events).isEqualTo(log.stream().map(SuperLinkIT::json).toList());
        JsonNode record = stored(simulation);
        assertThat(record.path("state").asText()).isEqualTo("completed");
        assertThat(record.path("rounds").findValuesAsText("round")).containsExactly("0", "1", "2");
        assertThat(record.path("models")).hasSize(1);
        assertThat(Processes.withVariable("FLSYS_MARKER", record.path("marker").asText()))
                .isEmpty();
    }

    @Test
    void a_run_outlives_a_service_that_is_stopped_and_is_stopped_by_the_next() throws Exception {
        Started simulation;
        try (PackagedService service = startService()) {
            simulation = start(service, 50);
            try (WebSocketClient client = WebSocketClient.connect(service.port(), "?session=" + simulation.session())) {
                client.await(event -> isLine(event, "[ROUND 1/50]"), LIMIT);
            }
            service.stop();
        }
        JsonNode left = stored(simulation);
        assertThat(left.path("state").asText()).isEqualTo("running");
        assertThat(Processes.withVariable("FLSYS_MARKER", left.path("marker").asText()))
                .isEmpty();
        String run = run(simulation);
        assertThat(flowerStatus(run)).isEqualTo("running");
        try (PackagedService service = startService()) {
            // The run takes the only place.
            Started waiting = start(service, 1);
            assertThat(stored(waiting).path("state").asText()).isEqualTo("queued");
            stop(service, waiting);
            await().atMost(LIMIT)
                    .until(() -> stored(waiting).path("state").asText().equals("stopped"));
            assertThat(stored(waiting).has("flower_run")).isFalse();
            assertThat(flowerStatus(run)).isEqualTo("running");
            stop(service, simulation);
            await().atMost(LIMIT)
                    .until(() -> stored(simulation).path("state").asText().equals("stopped"));
        }
        assertThat(flowerStatus(run)).isEqualTo("finished:stopped");
    }

    private static JsonNode json(String line) {
        return Unchecked.io(() -> JSON.readTree(line));
    }
}
