package dev.flsys;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.WebSocketClient;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clone of a project that has never trained: no weights folder, no history folder, no start script. */
class FirstStartIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final String TOKEN = "the-token-of-this-test";
    private static final String KEY = "the-secret-key-of-this-test";

    /** Writes its environment and a model. */
    private static final String SCRIPT = """
            import os, shutil
            with open("environment.txt", "w") as file:
                file.writelines(f"{name}={value}\\n" for name, value in os.environ.items())
            os.makedirs("saved/models", exist_ok=True)
            shutil.copy("trained.onnx", "saved/models/second.onnx")
            print("trained")
            """;

    @TempDir
    Path workingDirectory;

    @Test
    void a_project_that_never_trained_starts_and_finds_what_appears_later() throws Exception {
        Path project = Files.createDirectory(workingDirectory.resolve("fresh"));
        Files.writeString(project.resolve("model.py"), "");
        Files.writeString(workingDirectory.resolve(".env"), """
                FLOWER_PROJECT_DIR=fresh
                FLOWER_START_SCRIPT=run_flower.py
                MODEL_WEIGHTS_SUBDIR=saved/models
                HISTORY_SUBDIR=saved/models/results
                MODEL_DEFINITION_MODULE=model
                CLASS_LABELS=a,b,c
                IMG_SIZE=8
                FLOWER_PYTHON=/usr/bin/python3
                API_TOKEN=%s
                """.formatted(TOKEN));
        Map<String, String> environment = Map.of("FLASK_SECRET_KEY", KEY);
        try (PackagedService service = PackagedService.start(workingDirectory, 0, environment)) {
            int port = service.port();
            theServiceStartsWithOneWarningForEach(service, port);
            theServiceHasNoModelsAndNamesTheFolder(port);
            noSimulationStartsWithoutAScript(project, port);
            modelsAndHistoriesThatAppearAreFound(project, port);
            aSimulationStartsOnceTheScriptExists(service, project, port);
            theOwnFolderIsForItsUserAlone(project.resolve(".flsys"));
            assertThat(service.log()).doesNotContain(TOKEN, KEY);
        }
    }

    private static RequestSpecification call(int port) {
        return given().baseUri("http://127.0.0.1:" + port).header("Authorization", "Bearer " + TOKEN);
    }

    private static long lines(PackagedService service, String pattern) {
        return Pattern.compile(pattern).matcher(service.log()).results().count();
    }

    private static void theServiceStartsWithOneWarningForEach(PackagedService service, int port) {
        await().atMost(TIMEOUT)
                .until(() -> lines(
                                service,
                                "FLSys serves the project fresh \\(.*\\): 0 models \\(folder saved/models\\), "
                                        + "Python: /usr/bin/python3 .*, console: http://127\\.0\\.0\\.1:" + port
                                        + "/console/")
                        == 1);
        for (String key : List.of("MODEL_WEIGHTS_SUBDIR", "HISTORY_SUBDIR", "FLOWER_START_SCRIPT")) {
            assertThat(lines(service, "WARN .*" + key)).as(key).isEqualTo(1);
        }
    }

    private static void theServiceHasNoModelsAndNamesTheFolder(int port) {
        call(port)
                .get("/api/models/")
                .then()
                .statusCode(200)
                .body("models", empty())
                .body("folder", equalTo("saved/models"))
                .body("reason", containsString("saved/models does not exist"));
        await().atMost(TIMEOUT).until(() -> call(port).get("/q/health/ready").statusCode() == 200);
        call(port)
                .get("/q/health")
                .then()
                .body("checks.find { it.name == 'weights' }.data.folder", equalTo("saved/models"))
                .body("checks.find { it.name == 'weights' }.data.missing", containsString("does not exist"));
    }

    private static void noSimulationStartsWithoutAScript(Path project, int port) {
        call(port)
                .contentType(ContentType.JSON)
                .body("{}")
                .post("/api/simulations/")
                .then()
                .statusCode(409)
                .body("detail", containsString("FLOWER_START_SCRIPT is 'run_flower.py'"))
                .body("detail", not(containsString(project.toString())));
        try (WebSocketClient client = WebSocketClient.connect(port, "?token=" + TOKEN)) {
            client.send("{\"event\":\"start_simulation\",\"data\":{}}");
            JsonNode error = client.await("simulation_error", TIMEOUT).path("data");
            assertThat(error.path("exit_code").asInt()).isEqualTo(-1);
            assertThat(error.path("detail").asText()).contains("FLOWER_START_SCRIPT");
        }
    }

    private static void modelsAndHistoriesThatAppearAreFound(Path project, int port) throws IOException {
        Path models = Files.createDirectories(project.resolve("saved/models/results"));
        Files.copy(Path.of("src/test/resources/models/tiny.onnx"), models.resolveSibling("first.onnx"));
        Files.writeString(models.resolve("first.json"), "{\"rounds\":[1],\"accuracies\":[0.5],\"losses\":[1.0]}");
        call(port)
                .get("/api/models/")
                .then()
                .statusCode(200)
                .body("models.id", equalTo(List.of("first")))
                .body("$", not(hasKey("reason")));
        call(port)
                .get("/api/models/first/training_history/")
                .then()
                .statusCode(200)
                .body("accuracies", equalTo(List.of(0.5f)));
    }

    private static void aSimulationStartsOnceTheScriptExists(PackagedService service, Path project, int port)
            throws IOException {
        Files.copy(Path.of("src/test/resources/models/other.onnx"), project.resolve("trained.onnx"));
        Files.writeString(project.resolve("run_flower.py"), SCRIPT);
        String id = call(port)
                .contentType(ContentType.JSON)
                .body("{}")
                .post("/api/simulations/")
                .then()
                .statusCode(201)
                .extract()
                .path("simulation_id");
        await().atMost(TIMEOUT).until(() -> call(port)
                .get("/api/simulations/" + id + "/")
                .path("state")
                .equals("completed"));
        assertThat(Files.readString(project.resolve("environment.txt")))
                .contains("FLSYS_MARKER=")
                .doesNotContain("API_TOKEN", "FLASK_SECRET_KEY", TOKEN, KEY);
        call(port).get("/api/models/").then().body("models.id", equalTo(List.of("first", "second")));
        assertThat(lines(service, "INFO .*Simulation " + id + " started")).isEqualTo(1);
        assertThat(lines(service, "INFO .*Simulation " + id + " ended: completed, exit code 0, after [0-9.]+ s"))
                .isEqualTo(1);
    }

    private static void theOwnFolderIsForItsUserAlone(Path folder) throws IOException {
        assertThat(folder.resolve(".gitignore")).exists();
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                        .as(Objects.toString(each))
                        .isEqualTo(Files.isDirectory(each) ? "rwx------" : "rw-------");
            }
        }
    }
}
