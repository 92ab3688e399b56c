package dev.flsys.simulation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.flsys.testsupport.SmallProject;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several simulations, histories and experiments by one request. */
@QuarkusTest
@TestProfile(SmallProject.class)
class SimulationBatchResourceTest {

    private static final String SIMULATIONS = "/api/simulations/batch";
    private static final String HISTORIES = "/api/training_histories/batch";
    private static final String EXPERIMENTS = "/api/experiments/batch";

    private static final String FILES = "/api/training_histories/files";

    private static ValidatableResponse batch(String path, List<String> ids) {
        return given().queryParam(parameter(path), ids).when().get(path).then();
    }

    private static String parameter(String path) {
        return path.equals(FILES) ? "file" : "id";
    }

    private static String ended() {
        String id = given().contentType(ContentType.JSON)
                .body("{}")
                .post("/api/simulations/")
                .then()
                .statusCode(201)
                .extract()
                .path("simulation_id");
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> record(id).get("ended") != null);
        return id;
    }

    private static JsonPath record(String id) {
        return given().get("/api/simulations/{id}/", id).then().extract().jsonPath();
    }

    @Test
    void the_records_are_those_of_single_requests_and_a_missing_one_fails_no_other() {
        String first = ended();
        String second = ended();
        String missing = "20200101-000000-00000000";
        JsonPath answer = batch(SIMULATIONS, List.of(first, missing, second, first))
                .statusCode(200)
                .contentType(ContentType.JSON)
                .body("left_out.size()", equalTo(0))
                .extract()
                .jsonPath();
        assertThat(answer.getMap("found")).containsOnlyKeys(first, second);
        assertThat(answer.<Object>get("found.'" + first + "'"))
                .isEqualTo(record(first).get());
        assertThat(answer.getInt("failed.'" + missing + "'.status")).isEqualTo(404);
        assertThat(answer.getString("failed.'" + missing + "'.error"))
                .isEqualTo(given().get("/api/simulations/{id}/", missing)
                        .then()
                        .extract()
                        .path("error"));
        assertThat(answer.<Object>get("costs")).isNull();
    }

    @Test
    void the_costs_are_those_of_single_requests() {
        String id = ended();
        JsonPath answer = given().queryParam("id", id)
                .queryParam("costs", "true")
                .get(SIMULATIONS)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        if (answer.get("found.'" + id + "'.observed") == null) {
            assertThat(answer.<Object>get("costs")).isNull();
        } else {
            assertThat(answer.<Object>get("costs.'" + id + "'"))
                    .isEqualTo(given().get("/api/simulations/{id}/costs", id)
                            .then()
                            .extract()
                            .jsonPath()
                            .get());
        }
        given().queryParam("id", id)
                .queryParam("costs", "maybe")
                .get(SIMULATIONS)
                .then()
                .statusCode(400);
    }

    @Test
    void the_clients_and_checkpoints_of_a_record_are_those_of_single_requests() {
        String id = ended();
        assertThat(record(id).getMap("")).doesNotContainKeys("clients", "checkpoints");
        JsonPath answer = given().queryParam("clients", "true")
                .queryParam("checkpoints", "true")
                .get("/api/simulations/{id}/", id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(answer.<Object>get("clients")).isEqualTo(part(id, "clients").get());
        assertThat(answer.<Object>get("checkpoints"))
                .isEqualTo(part(id, "checkpoints").get("checkpoints"));
        Map<String, Object> others = new HashMap<>(answer.getMap(""));
        others.keySet().removeAll(Set.of("clients", "checkpoints"));
        assertThat(others).isEqualTo(record(id).getMap(""));
        for (String parameter : List.of("clients", "checkpoints")) {
            given().queryParam(parameter, "maybe")
                    .get("/api/simulations/{id}/", id)
                    .then()
                    .statusCode(400);
        }
    }

    private static JsonPath part(String id, String name) {
        return given().get("/api/simulations/{id}/{name}", id, name)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @ParameterizedTest
    @ValueSource(strings = {SIMULATIONS, HISTORIES, FILES, EXPERIMENTS})
    void hostile_ids_are_unknown_ones(String path) {
        List<String> hostile = List.of(
                " ",
                "..",
                "../../etc/passwd",
                "..%2f..%2fetc%2fpasswd",
                "/etc/passwd",
                "C:\\windows",
                "a\u0000b",
                "<script>alert(1)</script>",
                "'; drop table",
                "${jndi:ldap://x}",
                "batch",
                "\ud83d\ude00",
                "x".repeat(300));
        JsonPath answer = batch(path, hostile).statusCode(200).extract().jsonPath();
        assertThat(answer.getMap("found")).isEmpty();
        assertThat(answer.getMap("failed").keySet()).hasSameElementsAs(hostile);
        assertThat(answer.<Integer>getList("failed.collect { it.value.status }"))
                .containsOnly(404);
        assertThat(answer.getMap("failed").values().toString()).doesNotContain("Exception", "root:");
    }

    @ParameterizedTest
    @ValueSource(strings = {SIMULATIONS, HISTORIES, FILES, EXPERIMENTS})
    void the_number_of_ids_is_limited(String path) {
        given().get(path)
                .then()
                .statusCode(400)
                .body("error", equalTo("The query has 1 to 100 parameters '" + parameter(path) + "'."));
        List<String> many = IntStream.range(0, 101).mapToObj(String::valueOf).toList();
        batch(path, many).statusCode(400);
        batch(path, many.subList(1, 101)).statusCode(200).body("failed.size()", equalTo(100));
        batch(path, Collections.nCopies(300, "same")).statusCode(200).body("failed.size()", equalTo(1));
        // Not much too long: the service closes the connection, which would break a longer request.
        batch(path, Collections.nCopies(200, "20200101-000000-00000000")).statusCode(414);
    }
}
