package dev.flsys.model;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ModelsResourceTest.OwnProject.class)
class ModelsResourceTest {

    private final Models models;

    @Inject
    ModelsResourceTest(Models models) {
        this.models = models;
    }

    @Test
    void lists_the_models_and_tells_which_are_loaded() throws Exception {
        get("/api/models/")
                .then()
                .statusCode(200)
                .body("models.id", equalTo(List.of("net_round_2", "weights_only")))
                .body("project", startsWith("flsys-models"))
                .body("models[0].name", equalTo("net (round 2)"))
                .body("models[0].description", matchesPattern("ONNX network in weights, \\d+ kB\\."))
                .body("models[0].format", equalTo("ONNX"))
                .body("models[0].size_bytes", equalTo(TestProject.resource("tiny.onnx").length))
                .body("models[0].modified", matchesPattern("20\\d\\d-\\d\\d-\\d\\dT[\\d:.]+Z"))
                .body("models[0].state", equalTo("AVAILABLE"))
                .body("models[0]", not(hasKey("reason")));

        try (ModelLease lease =
                models.lease("net_round_2").toCompletableFuture().get(60, TimeUnit.SECONDS)) {
            assertThat(lease.model().outputs()).isEqualTo(3);
        }
        get("/api/models")
                .then()
                .statusCode(200)
                .body("models[0].state", equalTo("LOADED"))
                .body("models[0].runs_as", equalTo("ONNX"));
    }

    /** A project with two models. */
    public static final class OwnProject implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                TestProject project = TestProject.in(Files.createTempDirectory("flsys-models"));
                project.copy("tiny.onnx", "weights/net_round_2.onnx");
                project.copy("state_dict.pth", "weights/weights_only.pth");
                Path script = project.write("model.py", "");
                return Map.of(
                        "FLOWER_PROJECT_DIR", project.root().toString(),
                        "FLOWER_START_SCRIPT", String.valueOf(script.getFileName()),
                        "MODEL_WEIGHTS_SUBDIR", "weights",
                        "MODEL_DEFINITION_MODULE", "model",
                        "CLASS_LABELS", "a,b,c",
                        "IMG_SIZE", "8",
                        "HISTORY_SUBDIR", "weights");
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
