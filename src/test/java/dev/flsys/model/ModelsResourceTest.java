package dev.flsys.model;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.flsys.model.serving.ModelLease;
import dev.flsys.testsupport.TestProject;
import dev.flsys.testsupport.Unchecked;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(ModelsResourceTest.OwnProject.class)
class ModelsResourceTest {

    private final Models models;

    @Inject
    ModelsResourceTest(Models models) {
        this.models = models;
    }

    @Test
    void a_wrong_query_is_refused() {
        get("/api/models/?runs=yes").then().statusCode(400).body("detail", equalTo("'runs' is true or false."));
    }

    @Test
    void the_list_shows_which_models_are_loaded() throws Exception {
        get("/api/models/")
                .then()
                .statusCode(200)
                .body("models.id", equalTo(List.of("net_round_2", "weights_only")))
                .body("project", startsWith("flsys-models"))
                .body("models.name", equalTo(List.of("net_round_2", "weights_only")))
                .body("models[0].title", equalTo("net (round 2)"))
                .body("models[1].title", equalTo("weights_only"))
                .body("models[0].description", matchesPattern("ONNX network in weights, \\d+ kB\\."))
                .body("models[0].format", equalTo("ONNX"))
                .body("models[0].size_bytes", equalTo(TestProject.resource("tiny.onnx").length))
                .body("models[0].modified", matchesPattern("20\\d\\d-\\d\\d-\\d\\dT[\\d:.]+Z"))
                .body("models[0].state", equalTo("AVAILABLE"))
                .body("models[0]", not(hasKey("reason")))
                .body("folder", equalTo("weights"))
                .body("$", not(hasKey("reason")));

        try (ModelLease lease =
                models.lease("net_round_2").toCompletableFuture().get(60, TimeUnit.SECONDS)) {
            assertThat(lease.model().outputs()).isEqualTo(3);
        }
        get("/api/models")
                .then()
                .statusCode(200)
                .body("models[0].state", equalTo("LOADED"))
                .body("models[0].runs_as", equalTo("ONNX"))
                .body("models[0].input.channels", equalTo(3));
    }

    @Test
    void the_list_shows_the_options_of_each_model() {
        get("/api/models/")
                .then()
                .statusCode(200)
                .body("models[0].labels", equalTo(List.of("a", "b", "c")))
                .body("models[0].input.image_size", equalTo(8))
                .body("models[0].input.resize", equalTo("squash"))
                .body("models[0].input", not(hasKey("mean")))
                .body("models[0].activation", equalTo("auto"))
                .body("models[0]", not(hasKey("class")))
                .body("models[1].labels", equalTo(List.of("no", "yes")))
                .body("models[1].input.image_size", equalTo(24))
                .body("models[1].input.resize", equalTo(32))
                .body("models[1].input.mean", equalTo(List.of(0.5f)))
                .body("models[1].input.std", equalTo(List.of(0.25f)))
                .body("models[1].activation", equalTo("sigmoid"))
                .body("models[1].class", equalTo("nets:Small"));
    }

    @Test
    void the_list_shows_the_tensors_of_a_state_dict_without_python() {
        get("/api/models/")
                .then()
                .statusCode(200)
                .body("models[0]", not(hasKey("weights")))
                .body("models[1].weights.types", equalTo(List.of("FLOAT32")))
                .body("models[1].weights.tensors", equalTo(4))
                .body("models[1].weights.parameters", equalTo(127))
                .body("models[1].weights", not(hasKey("reason")));
    }

    @Test
    void the_tensors_of_a_model_have_norms_and_a_drift() {
        get("/api/models/weights_only/weights")
                .then()
                .statusCode(200)
                .body("model", equalTo("weights_only"))
                .body("format", equalTo("PYTORCH"))
                .body("tensors", hasSize(4))
                .body("tensors[0].norm", greaterThan(0f))
                .body("tensors[0]", not(hasKey("difference")))
                .body("$", not(hasKey("against")));
        get("/api/models/weights_only/weights?against=weights_only")
                .then()
                .statusCode(200)
                .body("tensors.difference", equalTo(List.of(0f, 0f, 0f, 0f)))
                .body("against.drift", equalTo(0f))
                .body("against.only_here", equalTo(List.of()));
    }

    @Test
    void the_weights_of_another_format_or_of_an_unknown_model_are_refused() {
        get("/api/models/net_round_2/weights")
                .then()
                .statusCode(422)
                .body("error", startsWith("The weights of net_round_2 cannot be read. The file is not one that"));
        get("/api/models/net_round_2/drift")
                .then()
                .statusCode(422)
                .body("error", startsWith("The weights of net_round_2 cannot be read. The file is not one that"));
        get("/api/models/weights_only/drift")
                .then()
                .statusCode(422)
                .body("error", startsWith("The name of weights_only has no round."));
        get("/api/models/net_round_2/drift?rounds=1")
                .then()
                .statusCode(400)
                .body("error", equalTo("'rounds' is a number from 2 to 200."));
        get("/api/models/none/drift").then().statusCode(404);
        get("/api/models/none/weights").then().statusCode(404);
        get("/api/models/weights_only/weights?against=none").then().statusCode(404);
    }

    @Test
    void the_openapi_document_describes_the_options() {
        String schemas = "components.schemas.";
        get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .body(schemas + "ModelDescription.properties", hasKey("class"))
                .body(schemas + "ModelDescription.properties.activation.enum", hasItems("auto", "softmax"))
                .body(schemas + "ModelInput.properties.image_size.type", equalTo("integer"))
                .body(schemas + "ModelInput.properties.resize.oneOf.type", hasItems("integer", "string"));
    }

    @ParameterizedTest
    @CsvSource({
        "Net_Round_2, Did you mean net_round_2?",
        "net-round-2, Did you mean net_round_2?",
        "net_rond_2, Did you mean net_round_2?",
        "net, Did you mean net_round_2?",
        "net_round_2.onnx, Did you mean net_round_2?",
        "resnet18, 'Available: net_round_2, weights_only.'",
    })
    void an_unknown_id_is_404_with_the_nearest_or_the_known_ids(String id, String hint) {
        get("/api/models/" + id + "/training_history/")
                .then()
                .statusCode(404)
                .body("error", containsString("There is no model '" + id + "'. " + hint));
        given().contentType("application/json")
                .body(Map.of("model_id", "weights/" + id, "image_data", "aGVsbG8="))
                .post("/api/predict/")
                .then()
                .statusCode(404)
                .body("error", containsString(hint));
    }

    @Test
    void the_fields_of_a_history_file_are_unchanged() {
        get("/api/models/net_round_2/training_history/")
                .then()
                .statusCode(200)
                .body("total_training_time", equalTo("2 hours 30 minutes"))
                .body("precision", equalTo(List.of(0.5f, 0.75f)))
                .body("model", equalTo("LeNet"))
                .body("note", nullValue())
                .body("keySet()", hasItems("note", "rounds", "metrics", "source"))
                .body("keySet()", not(hasItem("extra")))
                .body("config.layers[0].size", equalTo(3));
    }

    /** A project with two models. */
    public static final class OwnProject implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            TestProject project = TestProject.in(Unchecked.io(() -> Files.createTempDirectory("flsys-models")));
            project.copy("tiny.onnx", "weights/net_round_2.onnx");
            project.copy("state_dict.pth", "weights/weights_only.pth");
            Path script = project.write("model.py", "");
            project.write("flsys.toml", """
                [[model]]
                match = "weights_*"
                class = "nets:Small"
                labels = ["no", "yes"]
                resize = 32
                crop = 24
                mean = [0.5]
                std = [0.25]
                activation = "sigmoid"
                """);
            project.write("weights/net_round_2.json", """
                {"rounds": [1, 2], "accuracies": [0.5, 0.6], "losses": [1, NaN], "precision": [0.5, 0.75],
                 "total_training_time": "2 hours 30 minutes", "model": "LeNet", "note": NaN,
                 "config": {"layers": [{"size": 3}]}}
                """);
            return Map.of(
                    "FLOWER_PROJECT_DIR", project.root().toString(),
                    "FLOWER_START_SCRIPT", String.valueOf(script.getFileName()),
                    "MODEL_WEIGHTS_SUBDIR", "weights",
                    "MODEL_DEFINITION_MODULE", "model",
                    "CLASS_LABELS", "a,b,c",
                    "IMG_SIZE", "8",
                    "HISTORY_SUBDIR", "weights");
        }
    }
}
