package dev.flsys.deploy;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import dev.flsys.testsupport.OnnxFile;
import dev.flsys.testsupport.RepeatingThreads;
import dev.flsys.testsupport.SmallProject;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /predict} and {@code /update_model} as clients of the Flask model server use them. */
@QuarkusTest
@TestProfile(SmallProject.class)
class DeployServiceTest {

    @TestHTTPResource
    URI root;

    private static final String ROW = "[0.1,-0.2,0.3,-0.4,0.5,-0.6,0.7,-0.8,0.9,-1.0]";
    private static final String BODY = "{\"inputs\":[" + ROW + "]}";

    @BeforeEach
    void deploy() {
        update("deploy.onnx").statusCode(200);
    }

    @Test
    void rows_are_predicted_and_the_model_is_named_by_its_path() {
        List<Double> output = predict("{\"inputs\":[" + ROW + "," + ROW + "]}")
                .statusCode(200)
                .contentType(ContentType.JSON)
                .body("output", hasSize(2))
                .body("output[0]", hasSize(5))
                .body("model_path", is("deploy.onnx"))
                .extract()
                .jsonPath()
                .getList("output.flatten()", Double.class);
        assertThat(output.subList(0, 5)).isEqualTo(output.subList(5, 10));
    }

    @Test
    void an_update_is_acknowledged_in_chinese_once_the_new_model_serves() {
        List<Float> before = predict(BODY).extract().jsonPath().getList("output[0]");
        update("./deploy_new.onnx")
                .statusCode(200)
                .contentType(ContentType.TEXT)
                .body(equalTo("模型已更新成功"));
        List<Float> after = predict(BODY)
                .body("model_path", is("./deploy_new.onnx"))
                .extract()
                .jsonPath()
                .getList("output[0]");
        assertThat(after).hasSize(5).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"inputs\":[[1,2,3,4,5,6,7,8,9]]}",
                "{\"inputs\":[[1,2,3,4,5,6,7,8,9,10,11]]}",
                "{\"inputs\":[[1,2,3,4,5,6,7,8,9,10],[1,2]]}",
                "{\"inputs\":[[1,2,3,4,5,6,7,8,9,\"10\"]]}",
                "{\"inputs\":[[1,2,3,4,5,6,7,8,9,null]]}",
                "{\"inputs\":[[1,2,3,4,5,6,7,8,9,NaN]]}",
                "{\"inputs\":[[1,2,3,4,5,6,7,8,9,1e400]]}",
                "{\"inputs\":[]}",
                "{\"inputs\":null}",
                "{}",
                "",
                "no json",
            })
    void bad_input_is_400_with_a_reason(String body) {
        predict(body)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("error", is(org.hamcrest.Matchers.not(org.hamcrest.Matchers.emptyString())));
    }

    @Test
    void a_hundred_thousand_rows_are_413() {
        predict("{\"inputs\":[" + String.join(",", Collections.nCopies(100_000, ROW)) + "]}")
                .statusCode(413)
                .body("error", containsString("10000 rows"));
    }

    /** Without RestAssured, which needs half a minute to send such a body. */
    @Test
    void ten_thousand_brackets_are_400() throws Exception {
        String deep = "[".repeat(10_000);
        for (String body : List.of(deep, "{\"inputs\":" + deep + "]".repeat(10_000) + "}")) {
            assertThat(post("/predict", "application/json", body).statusCode()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/predict", "/update_model"})
    void another_content_type_is_400(String path) throws Exception {
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "image/png")) {
            HttpResponse<String> answer = post(path, type, BODY);
            assertThat(answer.statusCode()).as(type).isEqualTo(400);
            assertThat(answer.body()).contains("application/json");
        }
    }

    @Test
    void both_paths_take_a_trailing_slash_and_post_alone() {
        postJson("/predict/", BODY).statusCode(200);
        postJson("/update_model/", "{\"model_path\":\"deploy.onnx\"}").statusCode(200);
        given().get("/predict").then().statusCode(405);
    }

    @Test
    void the_deployed_model_and_the_candidates_are_described() throws Exception {
        Path weights = SmallProject.FOLDER.resolve("weights");
        Files.copy(
                Path.of("src/test/resources/models/tiny.pt"),
                weights.resolve("scripted.pth"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.copy(
                Path.of("src/test/resources/models/state_dict.pth"),
                weights.resolve("weights_only.pth"),
                StandardCopyOption.REPLACE_EXISTING);
        try {
            for (String path : List.of("/api/deployed_model", "/api/deployed_model/")) {
                given().get(path)
                        .then()
                        .statusCode(200)
                        .contentType(ContentType.JSON)
                        .body("model_path", is("deploy.onnx"))
                        .body("format", is("ONNX"))
                        .body("size_bytes", is((int) Files.size(SmallProject.FOLDER.resolve("deploy.onnx"))))
                        .body("modified", matchesPattern("20\\d\\d-\\d\\d-\\d\\dT[\\d:.]+Z"))
                        .body("input_length", is(10))
                        .body("output_length", is(5))
                        .body("$", not(hasKey("reason")))
                        .body("candidates.model_path", hasItems("deploy.onnx", "deploy_new.onnx"))
                        .body("candidates.model_path", hasItem("weights/scripted.pth"))
                        .body("candidates.model_path", not(hasItem("weights/weights_only.pth")))
                        .body("candidates[0].keySet()", hasItems("model_path", "format", "size_bytes", "modified"));
            }
        } finally {
            Files.delete(weights.resolve("scripted.pth"));
            Files.delete(weights.resolve("weights_only.pth"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "none.onnx, 404, there is no file",
        "../none.onnx, 400, not a path in the project",
        "/etc/passwd, 400, not a path in the project",
        "weights, 400, is a folder",
        "train.py, 400, is not a model file",
        "'', 400, model_path",
        "shape.onnx, 400, answers 3 numbers",
        "text.onnx, 400, does not load",
    })
    void a_file_that_cannot_be_deployed_is_refused_with_the_reason(String path, int status, String reason)
            throws Exception {
        Files.write(SmallProject.FOLDER.resolve("shape.onnx"), OnnxFile.linear(10, 3, 1));
        Files.writeString(SmallProject.FOLDER.resolve("text.onnx"), "this is text");
        String answer = update(path)
                .statusCode(status)
                .contentType("application/problem+json")
                .extract()
                .path("error");
        assertThat(answer).containsIgnoringCase(reason).doesNotContain(SmallProject.FOLDER.toString());
        predict(BODY).statusCode(200).body("model_path", is("deploy.onnx"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "null", "{\"model_path\":3}", "{\"model_path\":null}", "{\"path\":\"deploy.onnx\"}"})
    void an_update_without_a_path_is_400(String body) {
        postJson("/update_model", body).statusCode(400);
    }

    @Test
    void swaps_under_load_lose_and_mix_no_answer() throws Exception {
        Files.write(SmallProject.FOLDER.resolve("one.onnx"), OnnxFile.linear(10, 5, 1));
        Files.write(SmallProject.FOLDER.resolve("two.onnx"), OnnxFile.linear(10, 5, 2));
        update("one.onnx").statusCode(200);
        try (RepeatingThreads clients = RepeatingThreads.repeat(3, () -> {
            Response answer = given().contentType(ContentType.JSON).body(BODY).post("/predict");
            assertThat(answer.statusCode()).isEqualTo(200);
            double weight = answer.path("model_path").equals("one.onnx") ? 1 : 2;
            List<Double> output = answer.jsonPath().getList("output[0]", Double.class);
            assertThat(output).hasSize(5).allSatisfy(value -> assertThat(value / (weight * -0.5))
                    .isCloseTo(1, org.assertj.core.api.Assertions.within(1e-5)));
        })) {
            for (int swap = 0; swap < 20; swap++) {
                String next = swap % 2 == 0 ? "two.onnx" : "one.onnx";
                update(next).statusCode(200);
                predict(BODY).body("model_path", is(next));
            }
            clients.stop();
        }
    }

    private HttpResponse<String> post(String path, String type, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(root.resolve(path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static ValidatableResponse predict(String body) {
        return postJson("/predict", body);
    }

    private static ValidatableResponse update(String path) {
        return postJson("/update_model", "{\"model_path\":\"" + path + "\"}");
    }

    private static ValidatableResponse postJson(String path, String body) {
        return given().contentType(ContentType.JSON).body(body).post(path).then();
    }
}
