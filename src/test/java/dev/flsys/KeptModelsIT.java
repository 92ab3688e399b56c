package dev.flsys;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.SmallProject;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two runs of a script that overwrites one file, in the packaged service. */
class KeptModelsIT {

    private static final Duration RUN = Duration.ofMinutes(2);

    private static final String SCRIPT = """
            import argparse
            import shutil

            import torch

            from pkg.model import PetNet

            parser = argparse.ArgumentParser()
            parser.add_argument("--seed", type=int, default=0)
            torch.manual_seed(parser.parse_args().seed)
            print("fit progress: (1, 0.5, {'accuracy': 0.8}, 1.0)", flush=True)
            with open("weights/final_model.pt", "wb") as file:
                torch.save(PetNet(3).state_dict(), file)
            shutil.copyfile("deploy_new.onnx", "weights/net.onnx")
            """;

    @TempDir
    Path folder;

    private String address = "";

    private RequestSpecification request() {
        return given().baseUri(address).contentType(ContentType.JSON);
    }

    /** Runs the script and returns the record and the session of the run. */
    private JsonPath run(int seed) {
        JsonPath started = request()
                .body(Map.of("seed", seed))
                .post("/api/simulations/")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        String path = "/api/simulations/" + started.getString("simulation_id") + "/";
        await().atMost(RUN).until(() -> request().get(path).jsonPath().getString("models[0].kept_id") != null);
        assertThat(request().get(path).jsonPath().getString("state")).isEqualTo("completed");
        return started;
    }

    private String predictions(String model) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        BufferedImage picture = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        for (int pixel = 0; pixel < 256; pixel++) {
            picture.setRGB(pixel % 16, pixel / 16, pixel * 4_099);
        }
        ImageIO.write(picture, "png", png);
        String data = "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray());
        return request()
                .body(Map.of("model_id", model, "image_data", data))
                .post("/api/predict/")
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    @Test
    void both_runs_predict_with_their_own_models_after_a_restart_and_a_deletion() throws Exception {
        Path project = SmallProject.copyTo(folder.resolve("project"));
        Files.writeString(project.resolve("train.py"), SCRIPT);
        Path directory = SmallProject.writeSettings(folder.resolve("service"), project);
        String first;
        String second;
        String session;
        String answer;
        try (PackagedService service = PackagedService.start(directory)) {
            address = "http://127.0.0.1:" + service.port();
            JsonPath one = run(1);
            first = one.getString("simulation_id");
            session = one.getString("session");
            answer = predictions("final_model");
            second = run(2).getString("simulation_id");
            assertThat(predictions("final_model@" + first)).isEqualTo(answer);
            String other = predictions("final_model@" + second);
            assertThat(other).isNotEqualTo(answer);
            // The version that was loaded before serves until the new content is swapped in.
            await().untilAsserted(() -> assertThat(predictions("final_model")).isEqualTo(other));
            assertThat(request().get("/api/models/").jsonPath().getList("models.id"))
                    .containsExactly("final_model", "net");
            assertThat(request().get("/api/models/?runs=true").jsonPath().getList("models.id"))
                    .containsExactly(
                            "final_model",
                            "net",
                            "final_model@" + second,
                            "net@" + second,
                            "final_model@" + first,
                            "net@" + first);
            request()
                    .get("/api/models/{id}/training_history/", "final_model@" + first)
                    .then()
                    .statusCode(200);
            request()
                    .body(Map.of("model_path", "net@" + first))
                    .post("/update_model")
                    .then()
                    .statusCode(200);
            service.kill();
        }
        try (PackagedService service = PackagedService.start(directory)) {
            address = "http://127.0.0.1:" + service.port();
            assertThat(predictions("final_model@" + first)).isEqualTo(answer);
            await().untilAsserted(() -> assertThat(
                            request().get("/api/deployed_model/").jsonPath().getString("model_path"))
                    .isEqualTo(".flsys/simulations/" + first + "/models/net.onnx"));
            JsonPath deleted = request()
                    .header("X-Session", session)
                    .delete("/api/simulations/{id}/?models=false", first)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            assertThat(deleted.getList("deleted")).containsExactly(first);
            assertThat(deleted.getLong("freed_bytes")).isPositive();
            assertThat(predictions("final_model@" + first)).isEqualTo(answer);
        }
    }
}
