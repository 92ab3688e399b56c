package dev.flsys.platform.health;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;

import dev.flsys.testsupport.SmallProject;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Health by HTTP, on a project whose weights folder is empty, with a deployed model. */
@QuarkusTest
@TestProfile(SmallProject.class)
class HealthTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @BeforeEach
    void awaitStart() {
        await().atMost(TIMEOUT).until(() -> status("ready") == 200);
    }

    private static int status(String which) {
        return given().get("/q/health/" + which).statusCode();
    }

    @Test
    void liveness_checks_only_what_a_restart_would_fix() {
        when().get("/q/health/live").then().statusCode(200).body("checks", empty());
    }

    @Test
    void the_service_has_started_once_it_is_loaded() {
        when().get("/q/health/started").then().statusCode(200).body("checks.name", hasItem("loaded"));
    }

    @Test
    void readiness_checks_all_requirements_of_a_prediction_and_has_tried_one() {
        when().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body(
                        "checks.name",
                        hasItems("loaded", "weights", "queue", "workers", "loads", "inference", "serving"));
        // The first trial may have found no model yet.
        await().atMost(TIMEOUT).until(() -> "ANSWERED"
                .equals(when().get("/q/health/ready")
                        .jsonPath()
                        .getString("checks.find { it.name == 'inference' }.data.trial")));
    }

    @Test
    void the_service_is_not_ready_while_the_weights_folder_is_missing() throws Exception {
        Path weights = SmallProject.FOLDER.resolve("weights");
        Path away = SmallProject.FOLDER.resolve("weights-away");
        Files.move(weights, away);
        try {
            await().atMost(TIMEOUT).until(() -> status("ready") == 503);
            when().get("/q/health/ready")
                    .then()
                    .body("checks.findAll { it.status == 'DOWN' }.name", hasItem("weights"));
            assertThat(status("live")).isEqualTo(200);
            assertThat(status("started")).isEqualTo(200);
        } finally {
            Files.move(away, weights);
        }
        await().atMost(TIMEOUT).until(() -> status("ready") == 200);
    }
}
