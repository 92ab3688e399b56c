package dev.flsys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.project.PrivateFiles;
import dev.flsys.testsupport.Processes;
import dev.flsys.testsupport.WebSocketClient;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The sample, started by {@code flwr run .}. */
@QuarkusTest
@TestProfile(FlwrRunTest.ByFlwr.class)
class FlwrRunTest {

    private static final Path SIMULATIONS = Path.of("flower-project-sample/.flsys/simulations");
    /** The first simulation creates the sample's .venv, which takes minutes. */
    private static final Duration LIMIT = Duration.ofMinutes(25);

    public static class ByFlwr implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("FLOWER_START_SCRIPT", "flwr run .");
        }
    }

    @TestHTTPResource
    URI service;

    private static List<Long> marked(String id) throws IOException {
        JsonNode stored = new ObjectMapper()
                .readTree(SIMULATIONS.resolve(id).resolve("simulation.json").toFile());
        return Processes.withVariable("FLSYS_MARKER", stored.path("marker").asText());
    }

    @Test
    void flwr_run_gets_its_parameters_and_leaves_a_model_with_rounds_and_no_process() throws IOException {
        try (WebSocketClient client = WebSocketClient.connect(service.getPort(), "")) {
            client.start("{\"rounds\":1,\"min_clients\":3,\"learning_rate\":0.05,\"local_epochs\":1}");
            JsonNode end = client.awaitEnd(LIMIT);
            List<String> lines = client.messages();
            assertThat(end.path("event").asText())
                    .as(() -> String.join("\n", lines))
                    .isEqualTo("simulation_complete");
            assertThat(lines)
                    .anySatisfy(line -> assertThat(line).contains("(3 simulated SuperNodes)"))
                    .anySatisfy(line -> assertThat(line).contains("aggregate_train: Received 3 results"));
            List<JsonNode> rounds = client.events("simulation_round");
            assertThat(rounds.get(rounds.size() - 1).at("/data/round").asInt()).isEqualTo(1);
            String id = client.simulation();
            assertThat(marked(id)).isEmpty();
            assertThat(SIMULATIONS.resolve(id).resolve("flwr")).doesNotExist();
            List<String> models = RestAssured.given()
                    .header("X-Session", client.session())
                    .get("/api/simulations/{id}/", id)
                    .jsonPath()
                    .getList("models.path");
            assertThat(models).hasSize(1);
            PrivateFiles.deleteTree(
                    Path.of("flower-project-sample").resolve(models.get(0)).getParent());
        }
    }

    @Test
    void a_stopped_simulation_leaves_no_process_and_no_superlink() throws IOException {
        try (WebSocketClient client = WebSocketClient.connect(service.getPort(), "")) {
            client.start("{\"rounds\":50,\"min_clients\":2}");
            client.await(event -> event.at("/data/message").asText().contains("[ROUND 1/"), LIMIT);
            String id = client.simulation();
            assertThat(marked(id)).hasSizeGreaterThan(5);
            client.stop(id);
            assertThat(client.awaitEnd(LIMIT).at("/data/status").asText()).isEqualTo("stopped");
            assertThat(marked(id)).isEmpty();
            JsonNode stored = new ObjectMapper()
                    .readTree(SIMULATIONS.resolve(id).resolve("simulation.json").toFile());
            for (JsonNode model : stored.path("models")) {
                PrivateFiles.deleteTree(Path.of("flower-project-sample")
                        .resolve(model.path("path").asText())
                        .getParent());
            }
        }
    }
}
