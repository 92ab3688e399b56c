package dev.flsys;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.Processes;
import dev.flsys.testsupport.SmallProject;
import dev.flsys.testsupport.WebSocketClient;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Simulations of a service that is killed, and of two services on one project. */
class AbandonedSimulationsIT {

    /** Rounds that end within one second, in which the record is written once. */
    private static final String ROUNDS = "[\"[ROUND 1]\",\"fit progress: (1, 0.5, {'accuracy': 0.8}, 1.0)\","
            + "\"[ROUND 2]\",\"fit progress: (2, 0.4, {'accuracy': 0.9}, 2.0)\","
            + "\"[ROUND 3]\",\"fit progress: (3, 0.3, {'accuracy': 0.9}, 3.0)\",\"[ROUND 4]\"]";

    private static final Duration START = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private Path settings(String name) throws IOException {
        return SmallProject.writeSettings(folder.resolve(name), SmallProject.FOLDER);
    }

    private static Path simulation(String id) {
        return SmallProject.FOLDER.resolve(".flsys/simulations").resolve(id);
    }

    private static JsonNode stored(String id) throws IOException {
        return JSON.readTree(simulation(id).resolve("simulation.json").toFile());
    }

    /** Starts a simulation with a daemon that ignores TERM and writes its pid to {@code daemon}. */
    private static String startWithDaemon(WebSocketClient client, Path daemon) {
        client.start("{\"lines\":2000,\"sleep\":600," + "\"ignore_term\":true,\"daemon\":\"" + daemon + "\",\"say\":"
                + ROUNDS + "}");
        client.await(event -> event.at("/data/message").asText().equals("ready"), START);
        return client.simulation();
    }

    private static ValidatableResponse start(PackagedService service) {
        return given().baseUri("http://127.0.0.1:" + service.port())
                .contentType(ContentType.JSON)
                .body("{}")
                .post("/api/simulations/")
                .then();
    }

    @Test
    void the_simulation_of_a_killed_service_is_interrupted_by_the_next_start() throws Exception {
        Path directory = settings("one");
        Path daemon = folder.resolve("daemon.pid");
        String id;
        String session;
        List<JsonNode> seen;
        try (PackagedService service = PackagedService.start(directory);
                WebSocketClient client = WebSocketClient.connect(service.port(), "")) {
            session = client.session();
            id = startWithDaemon(client, daemon);
            service.kill();
            seen = client.events().stream()
                    .filter(event -> event.path("data").has("seq"))
                    .toList();
        }
        long left = Processes.idIn(daemon);
        assertThat(Processes.isRunning(left)).isTrue();
        assertThat(stored(id).path("state").asText()).isEqualTo("running");
        try (PackagedService service = PackagedService.start(directory)) {
            try (WebSocketClient client = WebSocketClient.connect(service.port(), "?session=" + session)) {
                assertThat(Processes.isRunning(left)).isFalse();
                assertThat(Processes.isRunning(
                                stored(id).path("process").path("pid").asLong()))
                        .isFalse();
                assertThat(stored(id).path("state").asText()).isEqualTo("interrupted");
                List<String> log = Files.readAllLines(simulation(id).resolve("log.ndjson"));
                for (int i = 0; i < seen.size(); i++) {
                    assertThat(JSON.readTree(log.get(i))).isEqualTo(seen.get(i));
                }
                assertThat(stored(id).path("rounds"))
                        .extracting(round -> round.path("round").asInt())
                        .containsExactly(1, 2, 3);
                client.resume(id, seen.size());
                JsonNode end = client.await("simulation_error", START).path("data");
                assertThat(end.path("status").asText()).isEqualTo("interrupted");
                assertThat(end.path("seq").asInt()).isEqualTo(log.size());
            }
        }
    }

    @Test
    void a_second_service_takes_over_when_the_first_is_killed() throws Exception {
        Path daemon = folder.resolve("daemon.pid");
        try (PackagedService first = PackagedService.start(settings("first"));
                WebSocketClient client = WebSocketClient.connect(first.port(), "")) {
            String id = startWithDaemon(client, daemon);
            try (PackagedService second = PackagedService.start(settings("second"))) {
                first.kill();
                await().until(() -> stored(id).path("state").asText().equals("interrupted"));
                assertThat(Processes.isRunning(Processes.idIn(daemon))).isFalse();
                start(second).statusCode(201);
            }
        }
    }

    @Test
    void a_second_service_reports_the_first_and_leaves_its_simulations_alone() throws Exception {
        Path daemon = folder.resolve("daemon.pid");
        try (PackagedService first = PackagedService.start(settings("first"));
                WebSocketClient client = WebSocketClient.connect(first.port(), "")) {
            String session = client.session();
            String id = startWithDaemon(client, daemon);
            try (PackagedService second = PackagedService.start(settings("second"))) {
                String address = "http://127.0.0.1:" + second.port();
                assertThat(second.log()).contains("Another FLSys service runs the simulations of this project");
                start(second).statusCode(503).body("error", containsString("Another service"));
                given().baseUri(address)
                        .get("/api/simulations/")
                        .then()
                        .statusCode(200)
                        .body("simulations.id", hasItem(id));
                given().baseUri(address)
                        .header("X-Session", session)
                        .get("/api/simulations/{id}/", id)
                        .then()
                        .statusCode(200)
                        .body("state", equalTo("running"));
                given().baseUri(address)
                        .header("X-Session", session)
                        .post("/api/simulations/{id}/stop", id)
                        .then()
                        .statusCode(503);
            }
            assertThat(Processes.isRunning(Processes.idIn(daemon))).isTrue();
            client.stop(id);
            client.await("simulation_error", START);
            await().until(() -> stored(id).path("state").asText().equals("stopped"));
        }
    }
}
