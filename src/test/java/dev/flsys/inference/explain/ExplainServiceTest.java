package dev.flsys.inference.explain;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import dev.flsys.inference.pool.Job;
import dev.flsys.inference.pool.JobQueue;
import dev.flsys.inference.pool.WorkerPool;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /api/explain/} on the sample, with one worker. */
@QuarkusTest
@TestProfile(ExplainServiceTest.OneWorker.class)
class ExplainServiceTest {

    public static class OneWorker implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("INFERENCE_WORKERS", "1", "INFERENCE_QUEUE", "32");
        }
    }

    private static final Path PICTURES = Path.of("src/test/resources/parity/pictures");

    private final WorkerPool workers;

    @Inject
    ExplainServiceTest(WorkerPool workers) {
        this.workers = workers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"LeNet_scripted", "LeNet"})
    void the_map_explains_the_predicted_class(String model) throws IOException {
        Map<String, Object> body = body(model);
        JsonPath predicted =
                post("/api/predict/", body).then().statusCode(200).extract().jsonPath();
        JsonPath map =
                post("/api/explain/", body).then().statusCode(200).extract().jsonPath();
        assertThat(map.getString("predicted"))
                .isEqualTo(predicted.getString("predictions[0].label"))
                .isEqualTo(map.getString("explained"));
        double expected = predicted.getDouble("predictions[0].probability");
        assertThat(map.getDouble("probability")).isCloseTo(expected, within(1e-6));
        assertThat(map.getInt("size")).isEqualTo(32);
        assertThat(map.getInt("patch")).isEqualTo(8);
        assertThat(map.getDouble("region.width")).isEqualTo(map.getInt("width"));
        assertThat(map.getDouble("region.height")).isEqualTo(map.getInt("height"));
        List<List<Float>> drops = map.getList("drops");
        assertThat(drops).hasSize(8).allMatch(row -> row.size() == 8);
        assertThat(drops.stream().flatMap(List::stream).distinct().count())
                .as("the picture matters")
                .isGreaterThan(1);
    }

    @Test
    void class_grid_and_square_can_be_chosen() throws IOException {
        Map<String, Object> body = body("LeNet_scripted");
        body.putAll(Map.of("class", "3", "grid", 16, "patch", 5));
        JsonPath map =
                post("/api/explain", body).then().statusCode(200).extract().jsonPath();
        assertThat(map.getString("explained")).isEqualTo("3");
        assertThat(map.getInt("patch")).isEqualTo(5);
        assertThat(map.getList("drops")).hasSize(16);
    }

    @Test
    void grad_cam_explains_a_model_that_runs_as_onnx_and_the_answer_names_the_methods() throws IOException {
        Map<String, Object> body = body("LeNet");
        assertThat(post("/api/explain/", body).jsonPath().getList("methods")).containsExactly("occlusion", "gradcam");
        body.put("method", "gradcam");
        JsonPath map =
                post("/api/explain/", body).then().statusCode(200).extract().jsonPath();
        JsonPath predicted =
                post("/api/predict/", body).then().statusCode(200).extract().jsonPath();
        assertThat(map.getString("method")).isEqualTo("gradcam");
        assertThat(map.getString("explained")).isEqualTo(predicted.getString("predictions[0].label"));
        assertThat(map.getDouble("probability"))
                .isCloseTo(predicted.getDouble("predictions[0].probability"), within(1e-6));
        List<List<Float>> rows = map.getList("map");
        assertThat(rows.stream().flatMap(List::stream).map(Number::doubleValue))
                .allMatch(value -> value >= 0)
                .anyMatch(value -> value > 0);

        body.put("class", predicted.getString("predictions[9].label"));
        JsonPath other =
                post("/api/explain/", body).then().statusCode(200).extract().jsonPath();
        assertThat(other.getList("map")).isNotEqualTo(rows);
        body.put("grid", 4);
        post("/api/explain/", body).then().statusCode(400).body("detail", containsString("grid and patch belong"));
        body.remove("grid");
        body.put("class", "no label");
        post("/api/explain/", body).then().statusCode(400).body("detail", containsString("class is not a label"));
    }

    @Test
    void an_occlusion_map_of_a_model_in_libtorch_names_no_other_method() throws IOException {
        JsonPath map =
                post("/api/explain/", body("LeNet_scripted")).then().extract().jsonPath();
        assertThat(map.getString("method")).isEqualTo("occlusion");
        assertThat(map.getList("methods")).containsExactly("occlusion");
    }

    @ParameterizedTest
    @CsvSource({
        "class, no label, 400, class is not a label",
        "class, '', 400, class is not a label",
        "grid, 1, 400, must be 2 to 16",
        "grid, 17, 400, must be 2 to 16",
        "patch, 0, 400, must be 1 to 4096",
        "patch, 33, 400, patch is 1 to 32",
        "method, guesses, 400, must be occlusion or gradcam",
        "method, gradcam, 422, Grad-CAM is not possible: the model runs in libtorch",
        "model_id, missing, 404, missing",
        "image_data, 'data:image/png;base64,AAAA', 400, ''"
    })
    void a_wrong_request_is_refused(String member, String value, int status, String detail) throws IOException {
        Map<String, Object> body = body("LeNet_scripted");
        body.put(member, member.equals("grid") || member.equals("patch") ? Integer.valueOf(value) : value);
        post("/api/explain/", body)
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("detail", containsString(detail));
    }

    @Test
    void a_ninth_explanation_is_503_with_a_time_to_retry_and_the_others_are_answered() throws Exception {
        Map<String, Object> body = body("LeNet_scripted");
        post("/api/explain/", body).then().statusCode(200);
        CountDownLatch release = new CountDownLatch(1);
        JobQueue<Job<Integer>> others = new JobQueue<>(
                batch -> {
                    awaitUninterruptibly(release);
                    batch.forEach(job -> job.answer().complete(1));
                },
                1);
        ExecutorService clients = Executors.newFixedThreadPool(Explainer.MAX);
        List<CompletableFuture<Integer>> statuses = new ArrayList<>();
        try {
            workers.submit(others, new Job<>(() -> false));
            await().until(() -> workers.busy() == 1 && workers.waiting() == 0);
            for (int i = 0; i < Explainer.MAX; i++) {
                statuses.add(CompletableFuture.supplyAsync(
                        () -> post("/api/explain/", body).statusCode(), clients));
            }
            await().until(() -> workers.waiting() == Explainer.MAX);
            post("/api/explain/", body)
                    .then()
                    .statusCode(503)
                    .contentType("application/problem+json")
                    .header("Retry-After", "5");
        } finally {
            release.countDown();
        }
        for (CompletableFuture<Integer> status : statuses) {
            assertThat(status.get(60, TimeUnit.SECONDS)).isEqualTo(200);
        }
        clients.shutdown();
        post("/api/explain/", body).then().statusCode(200);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, Object> body(String model) throws IOException {
        byte[] file = Files.readAllBytes(PICTURES.resolve("png_rgb.png"));
        Map<String, Object> body = new HashMap<>();
        body.put("model_id", model);
        body.put("image_data", "data:image/png;base64," + Base64.getEncoder().encodeToString(file));
        return body;
    }

    private static Response post(String path, Map<String, Object> body) {
        return given().contentType(ContentType.JSON).body(body).post(path);
    }
}
