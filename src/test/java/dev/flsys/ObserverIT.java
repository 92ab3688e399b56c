package dev.flsys;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.oneOf;

import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.Processes;
import dev.flsys.testsupport.ProjectFiles;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real run of the sample that is observed and ended after its first round, in the packaged service. */
class ObserverIT {

    private static final Duration RUN = Duration.ofMinutes(6);

    @TempDir
    Path folder;

    private String address = "";

    private RequestSpecification request() {
        return given().baseUri(address).contentType(ContentType.JSON);
    }

    @Test
    void a_run_that_is_ended_after_round_1_has_its_clients_and_a_model_that_predicts() throws Exception {
        Path sample = Path.of("flower-project-sample");
        Path project = Files.createDirectories(folder.resolve("project")).toRealPath();
        ProjectFiles.copy(sample.resolve("digits_app"), project.resolve("digits_app"));
        for (String file : List.of("digits.py", "model.py", "pyproject.toml", "run_flower.py")) {
            Files.copy(sample.resolve(file), project.resolve(file));
        }
        Files.writeString(Files.createDirectories(folder.resolve("service")).resolve(".env"), """
                FLOWER_PROJECT_DIR="%s"
                FLOWER_START_SCRIPT=run_flower.py
                MODEL_WEIGHTS_SUBDIR=global_models
                MODEL_DEFINITION_MODULE=model
                CLASS_LABELS=0,1,2,3,4,5,6,7,8,9
                IMG_SIZE=32
                FLASK_SECRET_KEY=the-same-for-every-start
                FLOWER_PYTHON="%s"
                """.formatted(
                        project, sample.resolve(".venv/bin/python").toAbsolutePath()));
        Files.createDirectories(project.resolve("global_models"));
        try (PackagedService service = PackagedService.start(folder.resolve("service"))) {
            address = "http://127.0.0.1:" + service.port();
            JsonPath started = request()
                    .body("{\"rounds\":3,\"num_clients\":2,\"flsys\":{\"stop\":{\"rules\":[{\"seconds\":86400}]}}}")
                    .post("/api/simulations/")
                    .then()
                    .statusCode(201)
                    .extract()
                    .jsonPath();
            String path = "/api/simulations/" + started.getString("simulation_id");
            for (int i = 0; i < 2; i++) {
                request()
                        .header("X-Session", started.getString("session"))
                        .body(Map.of("stop_after_round", true))
                        .put(path + "/steering")
                        .then()
                        .statusCode(oneOf(200, 202));
            }
            await().atMost(RUN).until(() -> List.of("completed", "failed", "stopped")
                    .contains(request().get(path).jsonPath().getString("state")));

            JsonPath record = request().get(path).jsonPath();
            assertThat(record.getString("state")).as(record.prettify()).isEqualTo("completed");
            assertThat(record.getInt("exit_code")).isZero();
            assertThat(record.getString("stopped_by.rule")).isEqualTo("requested");
            assertThat(record.getInt("stopped_by.round")).isEqualTo(1);
            assertThat(record.getMap("parameters")).doesNotContainKey("flsys");
            assertThat(record.getList("run_settings.stop.rules")).hasSize(1);
            assertThat(record.getString("observed.strategy")).isNotEmpty();
            assertThat(request().get(path + "/log").asString()).doesNotContain("[ROUND 2");

            JsonPath clients = request().get(path + "/clients").jsonPath();
            assertThat(clients.getBoolean("observed")).isTrue();
            assertThat(clients.getList("nodes")).hasSize(2);
            assertThat(clients.getList("rounds.round")).containsOnly(1);
            assertThat(clients.getList("rounds[0].clients.examples")).hasSize(2).doesNotContainNull();
            assertThat(clients.getList("rounds[0].clients.seconds")).hasSize(2).doesNotContainNull();
            assertThat(request().get(path + "/clients.csv").asString().lines().count())
                    .isGreaterThan(2);
            assertThat(request().get(path + "/costs").jsonPath().getList("rounds.bytes_up"))
                    .isNotEmpty();

            String model = record.getString("models[0].id");
            assertThat(model).as(record.prettify()).isNotEmpty();
            await().untilAsserted(() -> assertThat(
                            request().get("/api/models/").jsonPath().getList("models.id"))
                    .contains(model));
            String picture =
                    Base64.getEncoder().encodeToString(Files.readAllBytes(sample.resolve("pictures/digit_0.png")));
            request()
                    .body(Map.of("model_id", model, "image_data", "data:image/png;base64," + picture))
                    .post("/api/predict/")
                    .then()
                    .statusCode(200);
            await().until(() -> Processes.workingIn(project).isEmpty());
        }
    }
}
