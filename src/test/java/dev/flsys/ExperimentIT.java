package dev.flsys;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.testsupport.ExperimentProject;
import dev.flsys.testsupport.PackagedService;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An experiment of a service that is killed in the middle. */
class ExperimentIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private ExperimentProject project;

    @BeforeEach
    void copyProject() throws IOException {
        project = ExperimentProject.in(folder);
    }

    private static Response post(PackagedService service, String path, String session, String body) {
        return given().baseUri("http://127.0.0.1:" + service.port())
                .header("X-Session", session)
                .contentType(ContentType.JSON)
                .body(body)
                .post(path);
    }

    private static JsonNode get(PackagedService service, String path) throws IOException {
        Response answer = given().baseUri("http://127.0.0.1:" + service.port()).get(path);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return JSON.readTree(answer.asByteArray());
    }

    @Test
    void an_experiment_whose_service_is_killed_continues_and_its_table_is_that_of_its_records() throws Exception {
        String path;
        String session;
        try (PackagedService service = PackagedService.start(project.service())) {
            Response refused = post(
                    service,
                    "/api/experiments/",
                    "",
                    "{\"name\":\"rates\",\"parameters\":{\"rate\":[0.01,0.05]},\"seed\":\"seed\"}");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.path("error").toString()).contains("rate");
            Response unseeded =
                    post(service, "/api/experiments/", "", "{\"name\":\"rates\",\"parameters\":{},\"seed\":\"seeds\"}");
            assertThat(unseeded.statusCode()).isEqualTo(400);
            assertThat(unseeded.path("error").toString()).contains("Did you mean seed?");

            Response started = post(
                    service,
                    "/api/experiments/",
                    "",
                    "{\"name\":\"rates\",\"parameters\":{\"learning_rate\":[0.01,0.05,0.1],\"rounds\":3},"
                            + "\"repeats\":3,\"seed\":\"seed\"}");
            assertThat(started.statusCode()).as(started.asString()).isEqualTo(201);
            session = started.path("session");
            path = "/api/experiments/" + started.path("experiment_id") + "/";
            assertThat(post(service, path + "stop", "", "").statusCode()).isEqualTo(403);
            // A single simulation finds a place beside the runs of the experiment.
            assertThat(post(service, "/api/simulations/", "", "{\"rounds\":1,\"learning_rate\":0.5}")
                            .statusCode())
                    .isEqualTo(201);
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .until(() -> get(service, path).at("/counts/completed").asInt() >= 3
                            && get(service, path).at("/counts/running").asInt() == 1);
            assertThat(get(service, path + "result").path("settings")).hasSize(3);
            service.kill();
        }
        try (PackagedService service = PackagedService.start(project.service())) {
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .until(() -> get(service, path).path("state").asText().equals("completed"));

            JsonNode whole = get(service, path);
            assertThat(whole.at("/counts/completed").asInt())
                    .as(whole.toString())
                    .isEqualTo(9);
            List<JsonNode> ofExperiment = project.records().stream()
                    .filter(each -> each.path("experiment").isObject())
                    .toList();
            assertThat(ofExperiment)
                    .filteredOn(each -> each.path("state").asText().equals("completed"))
                    .extracting(each -> each.path("parameters").toString())
                    .hasSize(9)
                    .doesNotHaveDuplicates()
                    .anyMatch(each -> each.contains("\"seed\":42"));
            assertThat(ofExperiment)
                    .filteredOn(each -> !each.path("state").asText().equals("completed"))
                    .hasSizeLessThanOrEqualTo(1)
                    .allSatisfy(each -> assertThat(each.path("state").asText()).isEqualTo("interrupted"));
            JsonNode expected = project.table();
            JsonNode result = get(service, path + "result?metric=accuracy&compare=0,2");
            assertThat(result.path("settings")).hasSize(3).allSatisfy(setting -> {
                JsonNode row =
                        expected.path(setting.at("/parameters/learning_rate").asText());
                JsonNode last = setting.at("/metrics/accuracy/last");
                assertThat(last.path("n").asInt())
                        .isEqualTo(row.path(0).asInt())
                        .isEqualTo(3);
                assertThat(last.path("mean").asDouble()).isCloseTo(row.path(1).asDouble(), within(1e-12));
                assertThat(last.path("std").asDouble()).isCloseTo(row.path(2).asDouble(), within(1e-12));
            });
            assertThat(result.at("/best/setting").asInt()).isEqualTo(2);
            assertThat(result.at("/comparison/p").isNumber())
                    .as(result.toString())
                    .isTrue();
            assertThat(result.at("/rounds/0/rounds")).hasSize(3);
            Response csv = given().baseUri("http://127.0.0.1:" + service.port()).get(path + "result?format=csv");
            assertThat(csv.contentType()).startsWith("text/csv");
            assertThat(csv.asString().lines()).hasSize(4);
            assertThat(given().baseUri("http://127.0.0.1:" + service.port())
                            .get(path + "result?format=latex")
                            .asString())
                    .contains("\\begin{tabular}");
            Response deleted = given().baseUri("http://127.0.0.1:" + service.port())
                    .header("X-Session", session)
                    .delete(path + "?runs=true");
            assertThat(deleted.statusCode()).as(deleted.asString()).isEqualTo(200);
            assertThat(project.records())
                    .noneMatch(each -> each.path("experiment").isObject());
        }
    }

    @Test
    void an_experiment_continues_after_the_service_was_stopped() throws Exception {
        String path;
        try (PackagedService service = PackagedService.start(project.service())) {
            Response started = post(
                    service,
                    "/api/experiments/",
                    "",
                    "{\"name\":\"two\",\"parameters\":{\"learning_rate\":[0.01,0.05],\"sleep\":2,\"rounds\":2}}");
            path = "/api/experiments/" + started.path("experiment_id") + "/";
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .until(() -> get(service, path).at("/counts/running").asInt() == 1);
            service.stop();
        }
        try (PackagedService service = PackagedService.start(project.service())) {
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .until(() -> get(service, path).path("state").asText().equals("completed"));
            assertThat(get(service, path).at("/counts/completed").asInt()).isEqualTo(2);
        }
    }
}
