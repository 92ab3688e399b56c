package dev.flsys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.SmallProject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of the packaged service in both formats, at the level DEBUG, under hostile requests. */
class LogIT {

    private static final String TOKEN = "api-token-that-must-not-be-logged";
    private static final String KEY = "session-key-that-must-not-be-logged";
    private static final String NOTICE_KEY = "notice-key-that-must-not-be-logged";
    private static final String GUESS = "guess-that-must-not-be-logged";
    private static final String FORGED = "2026-01-01 00:00:00,000 INFO  [dev.flsys.Forged] (main) forged";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private PackagedService start(String format) throws IOException {
        Path project = SmallProject.copyTo(folder.resolve("project"));
        SmallProject.writeSettings(folder, project);
        Map<String, String> environment = new HashMap<>(Map.of(
                "API_TOKEN", TOKEN,
                "FLASK_SECRET_KEY", KEY,
                "NOTIFY_WEBHOOK", "http://127.0.0.1:9/" + GUESS,
                "NOTIFY_SECRET", NOTICE_KEY,
                "LOG_FORMAT", format,
                "QUARKUS_LOG_CATEGORY__DEV_FLSYS__LEVEL", "DEBUG"));
        return PackagedService.start(folder, 0, environment);
    }

    private static RawConnection.Answer send(int port, String line, String headers, String body) throws IOException {
        return RawConnection.ask(
                port,
                RawConnection.bytes(line + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "Content-Length: "
                        + body.length() + "\r\n\r\n" + body));
    }

    private static final String OWN = "Authorization: Bearer " + TOKEN + "\r\nContent-Type: application/json\r\n";

    /** Requests that bring secrets, wrong secrets, and text that looks like a record. */
    private static void attack(int port) throws IOException {
        String forged = "x\\n" + FORGED;
        send(port, "GET /api/models/?token=" + TOKEN, "", "");
        send(port, "GET /api/models/", "Authorization: Bearer " + GUESS + "\r\n", "");
        send(port, "GET /api/simulations/", OWN + "X-Session: " + GUESS + "\r\n", "");
        send(port, "POST /update_model", OWN, "{\"model_path\":\"" + forged + "\"}");
        send(port, "POST /update_model", OWN, "{\"model_path\":\"weights/" + forged + ".onnx\"}");
        send(port, "POST /api/predict/", OWN, "{\"model_id\":\"" + forged + "\",\"image_data\":\"" + GUESS + "\"}");
        send(port, "POST /api/simulations/", OWN, "{\"" + forged + "\":\"" + GUESS + "\"}");
        send(port, "POST /predict", OWN, "{\"inputs\":[[\"" + GUESS + "\"]]}");
        send(port, "GET /api/models/x%0a" + FORGED.replace(" ", "%20"), OWN, "");
        send(port, "GET /ws?token=" + GUESS, "Upgrade: websocket\r\nConnection: Upgrade\r\n", "");
        send(port, "GET /socket.io/?EIO=4&transport=polling&token=" + GUESS, "", "");
        send(port, "GET /api/shared/", "X-Share: " + GUESS + "\r\n", "");
    }

    private static void requireNoSecret(String log) {
        assertThat(log).doesNotContain(TOKEN, KEY, NOTICE_KEY, GUESS, "only-for-development");
    }

    private static List<JsonNode> records(String log) throws IOException {
        List<JsonNode> records = new ArrayList<>();
        for (String line : log.split("\n")) {
            if (line.startsWith("{")) {
                records.add(JSON.readTree(line));
            } else {
                // the banner of Quarkus, and warnings of the JVM
                assertThat(line).doesNotContain("dev.flsys");
            }
        }
        return records;
    }

    @Test
    void each_record_in_json_is_an_object_with_ids_and_without_secrets() throws Exception {
        try (PackagedService service = start("json")) {
            int port = service.port();
            attack(port);
            RawConnection.Answer begun =
                    send(port, "POST /api/simulations/", OWN + "X-Request-Id: my.request-1\r\n", "{}");
            assertThat(begun.headers().get("x-request-id")).isEqualTo("my.request-1");
            String id = JSON.readTree(begun.body()).path("simulation_id").asText();
            assertThat(id).isNotEmpty();
            await().until(() -> records(service.log()).stream()
                    .anyMatch(record ->
                            record.path("mdc").path("simulation_id").asText().equals(id)));

            List<JsonNode> records = records(service.log());
            assertThat(records).hasSizeGreaterThan(3).allSatisfy(record -> {
                assertThat(record.path("timestamp").asText()).contains("T");
                assertThat(record.path("level").asText()).isNotEmpty();
                assertThat(record.path("message").isTextual()).isTrue();
                assertThat(record.path("loggerName").asText()).isNotEqualTo("dev.flsys.Forged");
            });
            requireNoSecret(service.log());
        }
    }

    @Test
    void a_client_can_neither_forge_lines_nor_flood_the_text() throws Exception {
        try (PackagedService service = start("text")) {
            int port = service.port();
            attack(port);
            long once = service.log().lines().count();
            for (int i = 0; i < 30; i++) {
                attack(port);
            }
            assertThat(service.log().lines()).noneMatch(line -> line.startsWith(FORGED.substring(0, 10)));
            assertThat(service.log()
                            .lines()
                            .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                            .count())
                    .isLessThan(once + 100);
            requireNoSecret(service.log());
            assertThat(send(port, "GET /nothing", "X-Request-Id: a b\r\n", "")
                            .headers()
                            .get("x-request-id"))
                    .matches("[0-9a-f]{16}");
        }
    }

    @Test
    void a_start_logs_no_warning() throws Exception {
        try (PackagedService service = start("text")) {
            assertThat(service.port()).isPositive();
            assertThat(service.log().lines().filter(line -> line.contains(" WARN ") || line.contains(" ERROR ")))
                    .isEmpty();
        }
    }

    @Test
    void a_wrong_format_is_reported_with_its_remedy() throws Exception {
        try (PackagedService service = start("xml")) {
            assertThat(service.awaitEnd()).isEqualTo(1);
            assertThat(service.log()).contains("LOG_FORMAT").contains("text or json");
        }
    }
}
