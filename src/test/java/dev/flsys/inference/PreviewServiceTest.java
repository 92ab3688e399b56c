package dev.flsys.inference;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.flsys.inference.pool.Job;
import dev.flsys.inference.pool.JobQueue;
import dev.flsys.inference.pool.WorkerPool;
import dev.flsys.picture.ImageDecoder;
import dev.flsys.picture.Picture;
import dev.flsys.picture.resize.Preprocessing;
import dev.flsys.picture.resize.ResizeRule;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /api/predict/preview/} on the sample, with one worker and one place to wait. */
@QuarkusTest
@TestProfile(PreviewServiceTest.OneWorker.class)
class PreviewServiceTest {

    public static class OneWorker implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("INFERENCE_WORKERS", "1", "INFERENCE_QUEUE", "1");
        }
    }

    private static final Path PICTURES = Path.of("src/test/resources/parity/pictures");

    private final WorkerPool workers;

    @Inject
    PreviewServiceTest(WorkerPool workers) {
        this.workers = workers;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "png_rgb.png",
                "png_grey8.png",
                "png_rgba.png",
                "png_1x1.png",
                "png_5x3.png",
                "png_32x32.png",
                "jpeg_420.jpg",
                "gif_animated.gif"
            })
    void a_picture_is_shown_as_the_models_see_it(String name) throws IOException {
        byte[] file = Files.readAllBytes(PICTURES.resolve(name));
        byte[] png = post("/api/predict/preview/", image(file))
                .then()
                .statusCode(200)
                .contentType("image/png")
                .header("Cache-Control", containsString("no-store"))
                .extract()
                .asByteArray();
        ImageDecoder decoder = new ImageDecoder();
        try (Picture shown = decoder.decode(png);
                Picture sent = decoder.decode(file)) {
            assertThat(shown.width()).isEqualTo(32);
            assertThat(shown.height()).isEqualTo(32);
            Preprocessing models = new Preprocessing(32, new float[3], new float[] {1, 1, 1});
            assertThat(shown.rgb().pixels())
                    .isEqualTo(models.resized(sent, ResizeRule.NEWEST).pixels());
        }
    }

    @Test
    void a_picture_is_shown_as_one_model_sees_it() throws IOException {
        String picture = image(Files.readAllBytes(PICTURES.resolve("png_rgb.png")));
        byte[] shown = post("/api/predict/preview/", picture.replace("{", "{\"model_id\":\"LeNet_scripted\","))
                .then()
                .statusCode(200)
                .contentType("image/png")
                .extract()
                .asByteArray();
        assertThat(shown).isEqualTo(post("/api/predict/preview/", picture).asByteArray());
        post("/api/predict/preview/", picture.replace("{", "{\"model_id\":\"missing\","))
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
    }

    @Test
    void the_trailing_slash_is_optional() throws IOException {
        byte[] file = Files.readAllBytes(PICTURES.resolve("png_5x3.png"));
        post("/api/predict/preview", image(file)).then().statusCode(200).contentType("image/png");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not json",
                "[]",
                "null",
                "{MODEL}",
                "{MODEL,\"image_data\":\"\"}",
                "{MODEL,\"image_data\":[1,2]}",
                "{MODEL,\"image_data\":\"data:image/png;base64,!!!!\"}",
                "{MODEL,\"image_data\":\"data:image/png;base64,\"}",
                "{MODEL,\"image_data\":\"data:image/png;base64,aGVsbG8gd29ybGQ=\"}",
                "{MODEL,\"image_data\":\"data:image/png;base64,iVBORw0KGgo=\"}",
                "{MODEL,\"image_data\":\"data:image/png,plain\"}",
                "{MODEL,\"image_data\":\"data:image/png;base64,AAAA"
            })
    void an_invalid_picture_gets_the_same_error_as_in_a_prediction(String body) {
        String sent = body.replace("MODEL", "\"model_id\":\"LeNet_scripted\"");
        String error =
                post("/api/predict/", sent).then().statusCode(400).extract().path("error");
        post("/api/predict/preview/", sent)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("error", equalTo(error));
    }

    @Test
    void a_full_queue_is_503_with_a_time_to_retry() throws IOException {
        String body = image(Files.readAllBytes(PICTURES.resolve("png_5x3.png")));
        CountDownLatch release = new CountDownLatch(1);
        JobQueue<Job<Integer>> others = new JobQueue<>(
                batch -> {
                    awaitUninterruptibly(release);
                    batch.forEach(job -> job.answer().complete(1));
                },
                1);
        try {
            workers.submit(others, new Job<>(() -> false));
            await().until(() -> workers.busy() == 1 && workers.waiting() == 0);
            workers.submit(others, new Job<>(() -> false));
            post("/api/predict/preview/", body)
                    .then()
                    .statusCode(503)
                    .contentType("application/problem+json")
                    .header("Retry-After", "1");
        } finally {
            release.countDown();
        }
        await().until(() -> workers.busy() == 0);
        post("/api/predict/preview/", body).then().statusCode(200);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static String image(byte[] file) {
        return "{\"image_data\":\"data:image/png;base64," + Base64.getEncoder().encodeToString(file) + "\"}";
    }

    private static Response post(String path, String body) {
        return given().contentType(ContentType.JSON).body(body).post(path);
    }
}
