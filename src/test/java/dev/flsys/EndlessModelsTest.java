package dev.flsys;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flsys.testsupport.OnnxFile;
import dev.flsys.testsupport.Png;
import dev.flsys.testsupport.SmallProject;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Models that loop and files that never answer, while other models serve. It has a JVM of its own, see the pom. */
@QuarkusTest
@TestProfile(EndlessModelsTest.ShortTimes.class)
@Tag("endless")
class EndlessModelsTest {

    private static final Path WEIGHTS = SmallProject.FOLDER.resolve("weights");
    private static final Path ARCHIVES = Path.of("src/test/resources/torchscript");
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String GOOD = "{\"inputs\":[[1,2,3,4,5,6,7,8,9,10]]}";
    private static final String ENDLESS = "{\"inputs\":[[1e18,2,3,4,5,6,7,8,9,10]]}";

    /** As {@link SmallProject}, with short deadlines. */
    public static class ShortTimes extends SmallProject {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = super.getConfigOverrides();
            settings.put("INFERENCE_TIMEOUT", "2s");
            settings.put("INFERENCE_LOAD_TIMEOUT", "5s");
            settings.put("INFERENCE_WORKERS", "2");
            return settings;
        }
    }

    @BeforeEach
    void addModels() throws IOException {
        Files.copy(ARCHIVES.resolve("endless/LoopInTheDark.pt"), WEIGHTS.resolve("Dark.pt"));
        Files.copy(ARCHIVES.resolve("endless/Loop.pt"), WEIGHTS.resolve("Loop.pt"));
        Files.copy(ARCHIVES.resolve("hostile/SetState.pt"), WEIGHTS.resolve("Hostile.pt"));
        Files.copy(Path.of("src/test/resources/models/sixteen_pixels.onnx"), WEIGHTS.resolve("Good.onnx"));
        Files.write(SmallProject.FOLDER.resolve("looping.onnx"), OnnxFile.looping(10, 5));
        // the first picture loads a native library, which may take longer than the deadline of this test
        await().atMost(TIMEOUT).until(() -> predict("Good", Color.WHITE).statusCode() == 200);
    }

    @AfterEach
    void removeModels() throws IOException {
        for (String name : new String[] {"Dark.pt", "Loop.pt", "Hostile.pt", "Good.onnx", "Fifo.onnx"}) {
            Files.deleteIfExists(WEIGHTS.resolve(name));
        }
    }

    @Test
    void a_network_that_loops_is_answered_and_blocks_no_other_model() throws IOException {
        assertThat(predict("Good", Color.WHITE).statusCode()).isEqualTo(200);
        assertThat(predict("Dark", Color.WHITE).statusCode()).isEqualTo(200);
        for (int i = 0; i < 2; i++) {
            Response late = predict("Dark", Color.BLACK);
            assertThat(late.statusCode()).isEqualTo(504);
            assertThat(late.jsonPath().getString("detail")).contains("Dark took longer than 2 seconds");
            assertThat(predict("Good", Color.BLACK).statusCode()).isEqualTo(200);
        }
        Response refused = predict("Dark", Color.BLACK);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.jsonPath().getString("detail")).contains("Dark is not called");
        assertThat(when().get("/q/health/ready").jsonPath().getInt("checks.find { it.name == 'workers' }.data.workers"))
                .isEqualTo(2);
        assertThat(predict("Good", Color.WHITE).statusCode()).isEqualTo(200);
    }

    @Test
    void a_graph_that_loops_is_ended_and_the_deployed_model_answers_again() {
        // calls of other tests in libtorch, which never end
        int before = hangingWorkers();
        assertThat(update("looping.onnx").statusCode()).isEqualTo(200);
        assertThat(rows(GOOD).statusCode()).isEqualTo(200);
        Response late = rows(ENDLESS);
        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(late.jsonPath().getString("detail")).contains("looping.onnx took longer than 2 seconds");
        assertThat(rows(GOOD).statusCode()).isEqualTo(200);
        // onnxruntime ends the call, and the worker's thread is free again
        await().atMost(TIMEOUT).until(() -> hangingWorkers() == before);
        assertThat(update("deploy.onnx").statusCode()).isEqualTo(200);
    }

    @Test
    void a_load_that_loops_fails_alone() throws IOException {
        Response late = predict("Loop", Color.WHITE);
        assertThat(late.statusCode()).isEqualTo(400);
        assertThat(late.jsonPath().getString("detail")).contains("was not loaded within 5 seconds");
        assertThat(predict("Good", Color.WHITE).statusCode()).isEqualTo(200);
        assertThat(when().get("/q/health/ready").jsonPath().getString("checks.find { it.name == 'loads' }.status"))
                .isEqualTo("UP");
    }

    @Test
    void a_file_that_would_write_files_is_refused_for_pictures_and_for_deployment() throws IOException {
        Response refused = predict("Hostile", Color.WHITE);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.jsonPath().getString("detail")).contains("aten::save");
        Response notDeployed = update("weights/Hostile.pt");
        assertThat(notDeployed.statusCode()).isEqualTo(400);
        assertThat(notDeployed.asString()).contains("aten::save");
        assertThat(Path.of("target/torchscript-was-here.pt")).doesNotExist();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_fifo_instead_of_a_weights_file_blocks_no_request() throws Exception {
        Path file = WEIGHTS.resolve("Fifo.onnx");
        Files.copy(WEIGHTS.resolve("Good.onnx"), file);
        assertThat(predict("Fifo", Color.WHITE).statusCode()).isEqualTo(200);
        Files.delete(file);
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
        await().atMost(TIMEOUT).until(() -> String.valueOf(
                        when().get("/api/models/").jsonPath().getString("models.find { it.id == 'Fifo' }.reason"))
                .contains("not a regular file"));
        assertThat(predict("Fifo", Color.WHITE).statusCode())
                .as("the loaded version serves")
                .isEqualTo(200);
        assertThat(predict("Good", Color.WHITE).statusCode()).isEqualTo(200);
        assertThat(update("weights/Fifo.onnx").statusCode()).isBetween(400, 499);
        assertThat(rows(GOOD).statusCode()).isEqualTo(200);
    }

    private static int hangingWorkers() {
        return when().get("/q/health/ready")
                .jsonPath()
                .getInt("checks.find { it.name == 'workers' }.data.hanging_workers");
    }

    private static Response predict(String model, Color color) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("model_id", model, "image_data", picture(color)))
                .post("/api/predict/");
    }

    private static Response rows(String body) {
        return given().contentType(ContentType.JSON).body(body).post("/predict");
    }

    private static Response update(String path) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("model_path", path))
                .post("/update_model");
    }

    private static String picture(Color color) {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        Graphics2D canvas = image.createGraphics();
        canvas.setColor(color);
        canvas.fillRect(0, 0, 16, 16);
        canvas.dispose();
        return Png.base64(image);
    }
}
