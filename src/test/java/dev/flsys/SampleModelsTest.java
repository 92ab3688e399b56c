package dev.flsys;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.flsys.model.ProjectPillow;
import dev.flsys.picture.resize.ResizeRule;
import dev.flsys.testsupport.Unchecked;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample over HTTP: list, predict, show the training, and every error. */
@QuarkusTest
class SampleModelsTest {

    private static final Path SAMPLE = Path.of("flower-project-sample");
    private static final Path PARITY = Path.of("src/test/resources/parity");
    private static final String RUN = "LeNet_20261122_050649";

    private final ProjectPillow pillow;

    @Inject
    SampleModelsTest(ProjectPillow pillow) {
        this.pillow = pillow;
    }

    @Test
    void the_list_shows_every_model_of_the_sample() {
        for (String path : List.of("/api/models", "/api/models/")) {
            when().get(path)
                    .then()
                    .statusCode(200)
                    .contentType(ContentType.JSON)
                    .body(
                            "models.id",
                            hasItems("LeNet", "TinyResNet", "LeNet_round_3", "LeNet_scripted", "TinyResNet_onnx", RUN))
                    .body("models.find { it.id == 'LeNet' }.format", equalTo("STATE_DICT"))
                    .body("models.find { it.id == 'LeNet_scripted' }.format", equalTo("TORCHSCRIPT"))
                    .body("models.find { it.id == 'TinyResNet_onnx' }.format", equalTo("ONNX"))
                    .body("models.find { it.id == 'LeNet' }.size_bytes", greaterThan(100_000))
                    .body("models.find { it.id == 'LeNet' }.name", not(equalTo("")))
                    .body("models.find { it.id == 'LeNet' }.description", not(equalTo("")))
                    .body("models.find { it.id == 'LeNet' }.modified", containsString("T"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"LeNet", "TinyResNet", "LeNet_round_3", "LeNet_scripted", "TinyResNet_onnx", RUN})
    void every_picture_of_the_sample_gets_its_digit_from(String model) throws IOException {
        try (Stream<Path> pictures = Files.list(SAMPLE.resolve("pictures"))) {
            for (Path picture : pictures.sorted().toList()) {
                String digit = picture.getFileName().toString().replaceFirst("digit_(\\d).*", "$1");
                JsonPath answer =
                        predict(model, picture).then().statusCode(200).extract().jsonPath();
                assertThat(answer.getString("predictions[0].label"))
                        .as("%s of %s", model, picture)
                        .isEqualTo(digit);
                assertThat(answer.getDouble("predictions[0].probability")).isGreaterThan(0.9);
                assertThat(answer.getList("predictions")).hasSize(10);
                List<Double> probabilities = answer.getList("predictions.probability", Double.class);
                assertThat(probabilities).isSortedAccordingTo((a, b) -> Double.compare(b, a));
                assertThat(probabilities.stream()
                                .mapToDouble(Double::doubleValue)
                                .sum())
                        .isBetween(0.999999, 1.000001);
            }
        }
    }

    @Test
    void state_dicts_run_as_onnx_and_the_list_reports_it() throws IOException {
        for (String model : List.of("LeNet", "TinyResNet", "LeNet_round_3", RUN, "LeNet_scripted", "TinyResNet_onnx")) {
            predict(model, SAMPLE.resolve("pictures/digit_1.png")).then().statusCode(200);
        }
        JsonPath list = when().get("/api/models/").jsonPath();
        for (String model : List.of("LeNet", "TinyResNet", "LeNet_round_3", RUN)) {
            assertThat(list.getString("models.find { it.id == '" + model + "' }.runs_as"))
                    .as(model)
                    .isEqualTo("ONNX");
            assertThat(list.getString("models.find { it.id == '" + model + "' }.runs_as_detail"))
                    .startsWith("Exported by torch ");
            assertThat(list.getString("models.find { it.id == '" + model + "' }.class"))
                    .isEqualTo(model.startsWith("TinyResNet") ? "TinyResNet" : "LeNet");
        }
        assertThat(list.getString("models.find { it.id == 'LeNet_scripted' }.runs_as"))
                .isEqualTo("TORCHSCRIPT");
        assertThat(list.getString("models.find { it.id == 'TinyResNet_onnx' }.runs_as"))
                .isEqualTo("ONNX");
        assertThat(list.getString("models.find { it.id == 'TinyResNet_onnx' }.runs_as_detail"))
                .isNull();
    }

    /** The table that src/test/parity/make_parity.py computed with Pillow, torchvision and torch. */
    static Stream<Map<String, Object>> parityTable() {
        return JsonPath.from(PARITY.resolve("expected.json").toFile()).<Map<String, Object>>getList("cases").stream();
    }

    @ParameterizedTest
    @MethodSource("parityTable")
    void probabilities_are_those_of_python(Map<String, Object> expected) {
        double tolerance = (boolean) expected.get("lossless") ? 1e-5 : 1e-3;
        // The sample's .venv may have any Pillow. Without a Pillow, the rule of the newest one applies.
        boolean newer = pillow.version().map(ResizeRule::of).orElse(ResizeRule.NEWEST) == ResizeRule.FROM_13;
        Map<?, ?> answers = newer && expected.get("pillow13") != null ? (Map<?, ?>) expected.get("pillow13") : expected;
        Map<?, ?> byModel = (Map<?, ?>) answers.get("predictions");
        assertThat(byModel).hasSizeGreaterThanOrEqualTo(2);
        byModel.forEach((model, probabilities) -> {
            JsonPath answer = predict(
                            model.toString(),
                            PARITY.resolve("pictures")
                                    .resolve(expected.get("file").toString()))
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            Map<String, Double> got = new HashMap<>();
            answer.<Map<String, Object>>getList("predictions")
                    .forEach(each ->
                            got.put(each.get("label").toString(), ((Number) each.get("probability")).doubleValue()));
            List<?> wanted = (List<?>) probabilities;
            for (int label = 0; label < wanted.size(); label++) {
                assertThat(got.get(Integer.toString(label)))
                        .as("%s, %s, label %d", expected.get("file"), model, label)
                        .isCloseTo(((Number) wanted.get(label)).doubleValue(), within(tolerance));
            }
        });
    }

    @Test
    void the_training_of_a_model_is_shown() {
        for (String id : List.of("LeNet", "TinyResNet", "LeNet_round_3", RUN)) {
            for (String slash : List.of("", "/")) {
                JsonPath history = when().get("/api/models/" + id + "/training_history" + slash)
                        .then()
                        .statusCode(200)
                        .extract()
                        .jsonPath();
                List<Integer> rounds = history.getList("rounds");
                assertThat(rounds).hasSizeGreaterThanOrEqualTo(3);
                assertThat(history.getList("accuracies")).hasSameSizeAs(rounds);
                assertThat(history.getList("losses")).hasSameSizeAs(rounds);
                assertThat(history.getDouble("total_training_time")).isPositive();
            }
        }
    }

    @Test
    void the_trainings_of_all_models_are_summarised() {
        JsonPath answer = when().get("/api/training_histories/")
                .then()
                .statusCode(200)
                .body("configured", equalTo(true))
                .body("unread", empty())
                .extract()
                .jsonPath();
        assertThat(answer.<String>getList("histories.models.flatten()"))
                .contains("LeNet", "TinyResNet", "LeNet_round_3")
                .doesNotContain("TinyResNet_onnx");
        String lenet = "histories.find { 'LeNet' in it.models }.";
        JsonPath history = when().get("/api/models/LeNet/training_history").jsonPath();
        assertThat(answer.getInt(lenet + "rounds"))
                .isEqualTo(history.getList("rounds").size());
        assertThat(answer.getFloat(lenet + "best.accuracy"))
                .isEqualTo(Collections.max(history.<Float>getList("accuracies")));
        assertThat(answer.getBoolean(lenet + "accuracies_are_fractions")).isTrue();
    }

    @Test
    void a_model_without_a_history_and_an_unknown_one_are_404() {
        for (String id : List.of("TinyResNet_onnx", "unheard_of")) {
            problem(when().get("/api/models/" + id + "/training_history/"), 404);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "../LeNet",
                "../../etc/passwd",
                "saved_models/LeNet",
                "LeNet.pth",
                "..\\..\\LeNet",
                "LeNet\u0000",
                "%2e%2e%2fLeNet",
                "lenet ",
                "/etc/passwd"
            })
    void an_id_is_looked_up_and_never_used_as_a_path(String id) throws IOException {
        problem(predict(id, SAMPLE.resolve("pictures/digit_1.png")), 404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
                "..%2fLeNet",
                "..%5cLeNet",
                "%2e%2e",
                "LeNet%00",
                "%c0%ae%c0%ae"
            })
    void an_id_in_an_address_is_looked_up_and_never_used_as_a_path(String encoded) {
        problem(given().urlEncodingEnabled(false).get("/api/models/" + encoded + "/training_history/"), 404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not json",
                "[]",
                "null",
                "\"text\"",
                "{}",
                "{\"model_id\":\"LeNet\"}",
                "{\"image_data\":\"data:image/png;base64,AAAA\"}",
                "{\"model_id\":\"\",\"image_data\":\"data:image/png;base64,AAAA\"}",
                "{\"model_id\":{\"a\":1},\"image_data\":\"data:image/png;base64,AAAA\"}",
                "{\"model_id\":\"LeNet\",\"image_data\":[1,2]}",
                "{\"model_id\":\"LeNet\",\"image_data\":\"data:image/png;base64,!!!!\"}",
                "{\"model_id\":\"LeNet\",\"image_data\":\"data:image/png;base64,\"}",
                "{\"model_id\":\"LeNet\",\"image_data\":\"data:image/png;base64,aGVsbG8gd29ybGQ=\"}",
                "{\"model_id\":\"LeNet\",\"image_data\":\"data:image/png,plain\"}",
                "{\"model_id\":\"LeNet\",\"image_data\":\"data:image/png;base64,AAAA"
            })
    void a_body_that_is_not_a_picture_for_a_model_is_400(String body) {
        problem(given().contentType(ContentType.JSON).body(body).post("/api/predict/"), 400);
    }

    @Test
    void a_truncated_picture_is_400() throws IOException {
        byte[] whole = Files.readAllBytes(SAMPLE.resolve("pictures/digit_3_blue.jpg"));
        problem(post("LeNet", Arrays.copyOf(whole, whole.length / 2)), 400);
    }

    @Test
    void a_body_that_is_too_large_is_413() {
        String body = "{\"model_id\":\"LeNet\",\"image_data\":\"" + "A".repeat(25 * 1024 * 1024) + "\"}";
        problem(given().contentType(ContentType.JSON).body(body).post("/api/predict/"), 413);
    }

    @Test
    void another_content_type_is_415_and_another_method_405() {
        problem(given().contentType(ContentType.TEXT).body("x").post("/api/predict/"), 415);
        problem(when().get("/api/predict/"), 405);
    }

    @Test
    void an_unknown_address_is_404_with_a_problem_body() {
        problem(when().get("/api/nothing"), 404);
        problem(when().get("/nothing"), 404);
    }

    @Test
    void the_landing_text_is_the_one_of_the_flask_model_server() {
        when().get("/")
                .then()
                .statusCode(200)
                .contentType(containsString("text/plain"))
                .body(equalTo("欢迎参加蓝桥杯"));
    }

    @Test
    void health_metrics_and_openapi_answer() {
        for (String check : List.of("live", "ready", "started")) {
            when().get("/q/health/" + check).then().statusCode(200).body("status", equalTo("UP"));
        }
        when().get("/q/metrics").then().statusCode(200).body(containsString("flsys_"));
        when().get("/q/openapi").then().statusCode(200).body(containsString("/api/predict"));
    }

    private static Response predict(String model, Path picture) {
        return Unchecked.io(() -> post(model, Files.readAllBytes(picture)));
    }

    private static Response post(String model, byte[] picture) {
        String data = "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(picture);
        return given().contentType(ContentType.JSON)
                .body(Map.of("model_id", model, "image_data", data))
                .post("/api/predict/");
    }

    /**
     * Requires a problem body of RFC 9457 with the member that old front ends read, and without paths of this machine.
     */
    private static void problem(Response response, int status) {
        response.then()
                .statusCode(status)
                .contentType(containsString("application/problem+json"))
                .body("status", equalTo(status))
                .body("title", not(equalTo("")))
                .body("detail", not(equalTo("")))
                .body("error", equalTo(response.jsonPath().getString("detail")))
                .body("error", not(containsString("Exception")))
                .body("error", not(containsString(Path.of("").toAbsolutePath().toString())))
                .body("keySet()", hasSize(5));
    }
}
