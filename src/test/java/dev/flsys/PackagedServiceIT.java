package dev.flsys;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.Png;
import dev.flsys.testsupport.Processes;
import dev.flsys.testsupport.SmallProject;
import dev.flsys.testsupport.WebSocketClient;
import io.restassured.http.ContentType;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application with {@code java -jar}, a {@code .env}, and a project other than the sample. */
class PackagedServiceIT {

    private static final Duration START = Duration.ofMinutes(2);

    @TempDir
    Path workingDirectory;

    @Test
    void wrong_settings_are_reported_in_one_message_with_status_1() throws Exception {
        Files.writeString(workingDirectory.resolve(".env"), """
                FLOWER_PROJECT_DIR=./no such folder
                FLOWER_START_SCRIPT=run.py
                MODEL_WEIGHTS_SUBDIR=../elsewhere
                CLASS_LABELS=猫,,鸟
                IMG_SIZE=5000
                INFERENCE_WORKERS=many
                SIMULATION_STOP_GRACE=soon
                CORS_ORIGINS=*
                FLOWER_PYTHON=/no/such/python
                INFERENCE_DEVICE=tpu
                """);
        PackagedService service = PackagedService.start(workingDirectory);
        int status = service.awaitEnd();
        String output = service.log();
        assertThat(status).as(output).isEqualTo(1);
        assertThat(output)
                .contains("FLOWER_PROJECT_DIR = ./no such folder", "MODEL_DEFINITION_MODULE is not set")
                .contains("CLASS_LABELS = 猫,,鸟", "IMG_SIZE = 5000", "FLASK_SECRET_KEY is not set")
                .contains("INFERENCE_WORKERS = many", "SIMULATION_STOP_GRACE = soon", "CORS_ORIGINS = *")
                .contains("FLOWER_PYTHON = /no/such/python", "INFERENCE_DEVICE = tpu", "10 settings are wrong")
                // These cannot be checked without the project's folder.
                .doesNotContain("FLOWER_START_SCRIPT", "MODEL_WEIGHTS_SUBDIR")
                .doesNotContain("\tat ");
    }

    @Test
    void faults_of_flsys_toml_are_in_the_same_message() throws Exception {
        Path project = Files.createDirectories(workingDirectory.resolve("project"));
        Files.writeString(project.resolve("model.py"), "");
        Files.writeString(project.resolve("flsys.toml"), """
                [[model]]
                match = "LeNet*"
                image_size = "big"
                lables = ["a"]
                """);
        Files.writeString(workingDirectory.resolve(".env"), """
                FLOWER_PROJECT_DIR=project
                FLOWER_START_SCRIPT=run.py
                MODEL_WEIGHTS_SUBDIR=weights
                MODEL_DEFINITION_MODULE=model
                CLASS_LABELS=a,b
                IMG_SIZE=8
                IMG_CROP=4
                FLASK_SECRET_KEY=0123456789abcdef0123456789abcdef
                """);
        PackagedService service = PackagedService.start(workingDirectory);
        int status = service.awaitEnd();
        String output = service.log();
        assertThat(status).as(output).isEqualTo(1);
        assertThat(output)
                .contains("4 settings are wrong")
                .contains("IMG_CROP = 4", "It needs IMG_RESIZE.", "It is not IMG_SIZE = 8.")
                .contains("flsys.toml, line 3: image_size = \"big\"", "-> for example 224")
                .contains("flsys.toml, line 4: lables = [\"a\"]", "Did you mean labels?")
                .doesNotContain("\tat ");
    }

    @Test
    void another_project_with_chinese_labels_is_served_like_the_sample() throws Exception {
        Path project = SmallProject.FOLDER;
        Process made = new ProcessBuilder("/usr/bin/python3", "-c", """
                import torch
                from pkg.model import PetNet
                torch.manual_seed(3)
                torch.save(PetNet(3).state_dict(), "weights/PetNet.pth")
                """)
                .directory(project.toFile())
                .inheritIO()
                .start();
        assertThat(made.waitFor()).isZero();
        Files.writeString(workingDirectory.resolve(".env"), """
                FLOWER_PROJECT_DIR="%s"
                FLOWER_START_SCRIPT=python train.py
                MODEL_WEIGHTS_SUBDIR=weights
                MODEL_DEFINITION_MODULE=pkg/model.py
                CLASS_LABELS=猫,狗,鸟   # in the order of the outputs
                IMG_SIZE=16
                FLASK_SECRET_KEY='short'
                FLOWER_PYTHON=/usr/bin/python3
                """.formatted(project));
        try (PackagedService service = PackagedService.start(workingDirectory)) {
            int port = service.port();
            assertThat(service.log()).contains("FLASK_SECRET_KEY has fewer than 16 characters");
            String picture = "data:image/png;base64," + picture();
            List<String> labels = given().baseUri("http://127.0.0.1:" + port)
                    .contentType(ContentType.JSON)
                    .body(Map.of("model_id", "PetNet", "image_data", picture))
                    .post("/api/predict/")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath()
                    .getList("predictions.label");
            assertThat(labels).containsExactlyInAnyOrder("猫", "狗", "鸟");
            Path maps = Path.of("/proc", String.valueOf(service.pid()), "maps");
            if (Files.exists(maps)) {
                // A model that runs as ONNX must not load a second engine.
                assertThat(Files.readString(maps)).contains("libonnxruntime").doesNotContain("libtorch");
            }
            given().baseUri("http://127.0.0.1:" + port)
                    .get("/api/models/PetNet/training_history/")
                    .then()
                    .statusCode(501)
                    .body("status", equalTo(501));
            aSimulationEndsWithTheService(service, port);
        }
    }

    private void aSimulationEndsWithTheService(PackagedService service, int port) throws Exception {
        Path pid = workingDirectory.resolve("daemon.pid");
        try (WebSocketClient client = WebSocketClient.connect(port, "")) {
            client.send("{\"event\":\"start_simulation\",\"data\":{\"rounds\":2,\"min_clients\":2}}");
            JsonNode complete = client.await("simulation_complete", START).path("data");
            assertThat(complete.path("message").asText()).isEqualTo("模拟成功完成。");

            client.send("{\"event\":\"start_simulation\",\"data\":{\"sleep\":600,\"ignore_term\":true,\"daemon\":\""
                    + pid + "\"}}");
            long daemon = Processes.idIn(pid);
            assertThat(Processes.isRunning(daemon)).isTrue();
            service.stop();
            assertThat(Processes.isRunning(daemon)).isFalse();
            JsonNode stopped = client.await("simulation_error", START).path("data");
            assertThat(stopped.path("status").asText()).isEqualTo("stopped");
        }
    }

    private static String picture() {
        BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 40; x++) {
            image.setRGB(x, x % 30, 0xff8000);
        }
        return Png.base64(image);
    }
}
