package dev.flsys;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.project.PrivateFiles;
import dev.flsys.testsupport.WebSocketClient;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;

/** A real Flower simulation of the sample, from the start to a prediction with the trained model. */
@QuarkusTest
class FlowerRunTest {

    private static final Path RUNS = Path.of("flower-project-sample/global_models");
    /** The first simulation creates the sample's .venv, which takes minutes. */
    private static final Duration LIMIT = Duration.ofMinutes(25);

    @TestHTTPResource
    URI service;

    @Test
    void a_simulation_streams_flowers_output_and_leaves_weights_that_predict_and_have_a_history() throws IOException {
        Set<String> before = runs();
        try (WebSocketClient client = WebSocketClient.connect(service.getPort(), "")) {
            client.start("{\"rounds\":2,\"min_clients\":2,\"fraction_fit\":1.0,\"learning_rate\":0.05}");
            JsonNode end = client.awaitEnd(LIMIT);
            List<String> lines = client.messages();
            assertThat(end.path("event").asText())
                    .as(() -> String.join("\n", lines))
                    .isEqualTo("simulation_complete");
            assertThat(end.at("/data/exit_code").asInt()).isZero();
            assertThat(client.events("simulation_started")
                            .get(0)
                            .at("/data/command")
                            .asText())
                    .contains("run_flower.py --rounds 2 --min-clients 2 --fraction-fit 1.0 --learning-rate 0.05");
            assertThat(lines).noneSatisfy(line -> assertThat(line).contains("DEPRECATED"));
            assertThat(lines)
                    .anySatisfy(line -> assertThat(line).contains("[ROUND 1/2]"))
                    .anySatisfy(line -> assertThat(line).contains("[ROUND 2/2]"))
                    .anySatisfy(line -> assertThat(line).contains("Received 2 results and 0 failures"));
        }
        Set<String> made = runs();
        made.removeAll(before);
        assertThat(made).hasSize(1);
        String id = made.iterator().next();
        try {
            when().get("/api/models/").then().statusCode(200).body("models.id", hasItem(id));
            String picture = Base64.getEncoder()
                    .encodeToString(Files.readAllBytes(Path.of("flower-project-sample/pictures/digit_0.png")));
            given().contentType(ContentType.JSON)
                    .body(Map.of("model_id", id, "image_data", "data:image/png;base64," + picture))
                    .post("/api/predict/")
                    .then()
                    .statusCode(200)
                    .body("predictions.size()", equalTo(10))
                    .body("predictions[0].label", equalTo("0"));
            when().get("/api/models/" + id + "/training_history/")
                    .then()
                    .statusCode(200)
                    .body("rounds", equalTo(List.of(1, 2)))
                    .body("source", equalTo("result.json"));
            // Without the file that the sample writes, the rounds of its output are the history.
            Files.delete(RUNS.resolve(id).resolve("result.json"));
            when().get("/api/models/" + id + "/training_history/")
                    .then()
                    .statusCode(200)
                    .body("rounds", equalTo(List.of(0, 1, 2)))
                    .body("accuracies[2]", Matchers.greaterThan(0.5f))
                    .body("source", equalTo("simulation.json"));
        } finally {
            PrivateFiles.deleteTree(RUNS.resolve(id));
        }
    }

    private static Set<String> runs() throws IOException {
        try (Stream<Path> folders = Files.list(RUNS)) {
            Set<String> names = new TreeSet<>();
            folders.forEach(folder -> names.add(folder.getFileName().toString()));
            return names;
        }
    }
}
