package dev.flsys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.testsupport.PackagedService;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stress test of the packaged application: ten predictions, an update, ten predictions, an update back, ten
 * predictions, all at once. It is modelled on the client of the Flask model server.
 */
class StressClientIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROW = "[0.5,-1.5,2.25,0.125,-0.75,1.0,0.0,-2.0,3.5,0.25]";

    @TempDir
    Path workingDirectory;

    private final HttpClient client = HttpClient.newHttpClient();
    private URI root = URI.create("http://127.0.0.1/");

    @BeforeEach
    void project() throws Exception {
        Path project = Files.createDirectories(workingDirectory.resolve("project"));
        Files.createDirectory(project.resolve("weights"));
        Files.writeString(project.resolve("model.py"), "");
        Files.writeString(project.resolve("train.py"), "");
        for (String model : List.of("deploy.onnx", "deploy_new.onnx")) {
            Files.copy(Path.of("flower-project-sample", model), project.resolve(model));
        }
        Files.writeString(workingDirectory.resolve(".env"), """
                FLOWER_PROJECT_DIR=project
                FLOWER_START_SCRIPT=train.py
                MODEL_WEIGHTS_SUBDIR=weights
                MODEL_DEFINITION_MODULE=model
                CLASS_LABELS=a,b
                IMG_SIZE=8
                FLASK_SECRET_KEY=only-for-this-test
                """);
    }

    @Test
    void every_concurrent_answer_matches_the_model_that_it_names() throws Exception {
        try (PackagedService service = PackagedService.start(workingDirectory)) {
            root = URI.create("http://127.0.0.1:" + service.port() + "/");
            assertThat(client.send(
                                    HttpRequest.newBuilder(root).build(),
                                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                            .body())
                    .isEqualTo("欢迎参加蓝桥杯");
            Map<String, List<Double>> outputs = new HashMap<>();
            for (String model : List.of("deploy_new.onnx", "deploy.onnx")) {
                assertUpdated(update(model).join());
                outputs.put(model, output(predict().join(), model));
            }
            assertThat(outputs.get("deploy.onnx")).isNotEqualTo(outputs.get("deploy_new.onnx"));

            for (int round = 0; round < 20; round++) {
                List<CompletableFuture<HttpResponse<String>>> predictions = predictTenTimes();
                CompletableFuture<HttpResponse<String>> there = update("deploy_new.onnx");
                predictions.addAll(predictTenTimes());
                CompletableFuture<HttpResponse<String>> back = update("deploy.onnx");
                predictions.addAll(predictTenTimes());
                assertUpdated(there.join());
                assertUpdated(back.join());
                for (CompletableFuture<HttpResponse<String>> prediction : predictions) {
                    JsonNode answer = JSON.readTree(prediction.join().body());
                    String model = answer.path("model_path").asText();
                    assertThat(outputs).containsKey(model);
                    assertThat(output(prediction.join(), model))
                            .zipSatisfy(outputs.get(model), (got, expected) -> assertThat(got)
                                    .isCloseTo(expected, within(1e-6)));
                }
            }
        }
    }

    @Test
    void an_acknowledged_update_survives_a_kill() throws Exception {
        try (PackagedService service = PackagedService.start(workingDirectory)) {
            root = URI.create("http://127.0.0.1:" + service.port() + "/");
            assertUpdated(update("deploy_new.onnx").join());
            service.kill();
        }
        try (PackagedService service = PackagedService.start(workingDirectory)) {
            root = URI.create("http://127.0.0.1:" + service.port() + "/");
            output(predict().join(), "deploy_new.onnx");
        }
    }

    private List<CompletableFuture<HttpResponse<String>>> predictTenTimes() {
        List<CompletableFuture<HttpResponse<String>>> predictions = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            predictions.add(predict());
        }
        return predictions;
    }

    private CompletableFuture<HttpResponse<String>> predict() {
        return post("predict", "{\"inputs\":[" + ROW + "]}");
    }

    private CompletableFuture<HttpResponse<String>> update(String model) {
        return post("update_model", "{\"model_path\":\"" + model + "\"}");
    }

    private CompletableFuture<HttpResponse<String>> post(String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(root.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private static void assertUpdated(HttpResponse<String> answer) {
        assertThat(answer.body()).isEqualTo("模型已更新成功");
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    private static List<Double> output(HttpResponse<String> answer, String model) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode body = JSON.readTree(answer.body());
        assertThat(body.path("model_path").asText()).isEqualTo(model);
        List<Double> output = new ArrayList<>();
        body.path("output").path(0).forEach(value -> output.add(value.asDouble()));
        assertThat(output).hasSize(5);
        return output;
    }
}
