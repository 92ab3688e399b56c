package dev.flsys.platform.metrics;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.testsupport.RawConnection;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The metrics of a running service, against the tables of {@code docs/monitoring.md}. */
@QuarkusTest
class MetricsTest {

    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([a-z_]+)` \\| (counter|gauge|histogram|summary) \\| ([^|]*)\\|");
    private static final Pattern UNIT = Pattern.compile(".*(_seconds|_bytes|_total|_seconds_max|_info)");
    private static final Pattern FORBIDDEN_UNIT = Pattern.compile(".*_(milliseconds|ms|minutes|kib|mib|percent)(_.*)?");

    @TestHTTPResource
    URI service;

    private record Documented(String type, Set<String> labels) {}

    private static Map<String, Documented> documented() throws IOException {
        Map<String, Documented> all = new LinkedHashMap<>();
        Matcher rows = ROW.matcher(Files.readString(Path.of("docs/monitoring.md")));
        while (rows.find()) {
            Set<String> labels = Arrays.stream(rows.group(3).split(","))
                    .map(label -> label.replace("`", "").strip())
                    .filter(label -> !label.isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
            all.put(rows.group(1), new Documented(rows.group(2), labels));
        }
        return all;
    }

    private static Exposition metrics() {
        return Exposition.read(given().header("Accept", "text/plain; version=0.0.4")
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    private static Exposition.Family family(String name) {
        return Objects.requireNonNull(metrics().families().get(name), name);
    }

    private static double value(String family, String sample, Map<String, String> labels) {
        return family(family).samples.stream()
                .filter(each ->
                        each.name().equals(sample) && each.labels().entrySet().containsAll(labels.entrySet()))
                .mapToDouble(Exposition.Sample::value)
                .sum();
    }

    private static void predict(String model) throws IOException {
        byte[] picture = Files.readAllBytes(Path.of("flower-project-sample/pictures/digit_7.png"));
        given().contentType(ContentType.JSON)
                .body(Map.of(
                        "model_id", model, "image_data", Base64.getEncoder().encodeToString(picture)))
                .post("/api/predict/");
    }

    private static void rows(String inputs) {
        given().contentType(ContentType.JSON)
                .body("{\"inputs\":" + inputs + "}")
                .post("/predict");
    }

    @BeforeEach
    void use_the_service() throws IOException {
        predict("LeNet");
        rows("[[0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1.0]]");
        System.gc(); // the metric of the pauses exists after the first one
    }

    @Test
    void each_documented_metric_exists_with_its_type_and_labels() throws IOException {
        Map<String, Exposition.Family> families = metrics().families();
        documented().forEach((name, wanted) -> {
            assertThat(families).containsKey(name);
            Exposition.Family family = Objects.requireNonNull(families.get(name));
            assertThat(family.type).as(name).isEqualTo(wanted.type());
            assertThat(family.labels()).as(name).isEqualTo(wanted.labels());
        });
    }

    @Test
    void each_metric_of_flsys_is_documented_and_has_a_base_unit() throws IOException {
        List<String> own = metrics().families().keySet().stream()
                .filter(name -> name.startsWith("flsys_"))
                .toList();
        assertThat(own).hasSizeGreaterThan(20).allSatisfy(name -> assertThat(name)
                .doesNotMatch(FORBIDDEN_UNIT)
                .matches(each -> family(each).type.equals("gauge")
                        || each.endsWith("_size")
                        || UNIT.matcher(each).matches()));
        assertThat(documented().keySet()).containsAll(own);
    }

    @Test
    void a_prediction_counts_by_operation_model_and_outcome() throws IOException {
        Map<String, String> picture = Map.of("operation", "picture", "model", "LeNet", "outcome", "success");
        Map<String, String> wrong = Map.of("operation", "predict", "model", "deployed", "outcome", "rejected");
        double pictures = value("flsys_inference_requests_total", "flsys_inference_requests_total", picture);
        double wrongs = value("flsys_inference_requests_total", "flsys_inference_requests_total", wrong);
        double waits = value("flsys_inference_queue_seconds", "flsys_inference_queue_seconds_count", Map.of());

        predict("LeNet");
        rows("[[0.1]]");

        assertThat(value("flsys_inference_requests_total", "flsys_inference_requests_total", picture))
                .isEqualTo(pictures + 1);
        assertThat(value("flsys_inference_requests_total", "flsys_inference_requests_total", wrong))
                .isEqualTo(wrongs + 1);
        assertThat(value("flsys_inference_queue_seconds", "flsys_inference_queue_seconds_count", Map.of()))
                .isGreaterThanOrEqualTo(waits + 2);
        assertThat(value(
                        "flsys_inference_run_seconds",
                        "flsys_inference_run_seconds_count",
                        Map.of("operation", "picture", "model", "LeNet")))
                .isPositive();
        assertThat(value("flsys_models", "flsys_models", Map.of("state", "loaded")))
                .isPositive();
        assertThat(value(
                        "flsys_model_load_seconds",
                        "flsys_model_load_seconds_count",
                        Map.of("use", "picture", "outcome", "success")))
                .isPositive();
        assertThat(value("flsys_build_info", "flsys_build_info", Map.of())).isEqualTo(1);
    }

    @Test
    void a_client_cannot_add_labels() throws Exception {
        for (int i = 0; i < 20; i++) {
            predict("hostile" + i);
            String host = "Host: localhost:" + service.getPort() + "\r\n";
            send("GET /hostile/" + i + " HTTP/1.1\r\n" + host + "\r\n");
            send("GET //hostile/" + i + "/ HTTP/1.1\r\n" + host + "\r\n");
            send("HOSTILE" + i + " /api/models/ HTTP/1.1\r\n" + host + "\r\n");
            send("GET /hostile/{" + i + "} HTTP/1.1\r\nHost: evil.example\r\n\r\n");
            send("POST /hostile" + i + " HTTP/1.1\r\n" + host + "Origin: http://evil.example\r\n"
                    + "Content-Length: 0\r\n\r\n");
            send("OPTIONS /hostile" + i + " HTTP/1.1\r\n" + host + "Origin: http://evil.example\r\n"
                    + "Access-Control-Request-Method: PUT\r\n\r\n");
            send("GET /api/models/hostile" + i + "/training_history/ HTTP/1.1\r\n" + host + "\r\n");
        }
        Exposition exposition = metrics();
        assertThat(exposition.families().values().stream()
                        .flatMap(family -> family.samples.stream())
                        .flatMap(sample -> sample.labels().values().stream()))
                .noneMatch(label -> label.toLowerCase(Locale.ROOT).contains("hostile"))
                .contains("NOT_FOUND", "OTHER", "/api/models/{id}/training_history", "/cors-preflight");
    }

    private void send(String request) throws IOException {
        RawConnection.ask(service.getPort(), RawConnection.bytes(request));
    }

    @Test
    void a_request_whose_client_goes_away_adds_no_label() throws Exception {
        for (int i = 0; i < 5; i++) {
            try (Socket socket = new Socket("localhost", service.getPort())) {
                socket.setSoLinger(true, 0);
                socket.getOutputStream()
                        .write(RawConnection.bytes("POST /leaves" + i + " HTTP/1.1\r\nHost: localhost:"
                                + service.getPort() + "\r\nContent-Length: 100\r\n\r\nab"));
                socket.getOutputStream().flush();
            }
        }
        predict("LeNet");
        assertThat(metrics().families().values().stream()
                        .flatMap(family -> family.samples.stream())
                        .flatMap(sample -> sample.labels().values().stream()))
                .noneMatch(label -> label.contains("leaves"));
    }
}
