package dev.flsys.tracking.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MlflowServerTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private record Call(String path, String authorization, JsonNode body) {}

    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private HttpServer http;
    private volatile int status = 200;
    private volatile String answer = "{}";
    private volatile String location = "";

    @BeforeEach
    void listen() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            calls.add(new Call(
                    exchange.getRequestURI().toString(),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                    JSON.readTree(body.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : body)));
            if (!location.isEmpty()) {
                exchange.getResponseHeaders().add("Location", location);
            }
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        http.start();
    }

    @AfterEach
    void close() {
        http.stop(0);
    }

    private String address() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    private MlflowServer server(MlflowCredentials credentials) {
        return new MlflowServer(URI.create(address() + "/base/"), credentials, JSON);
    }

    private MlflowServer server() {
        return server(MlflowCredentials.of(Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void metrics_have_steps_times_and_names_for_numbers_that_json_lacks() throws IOException {
        server().logMetrics(
                        "r1",
                        List.of(
                                new MlflowMetric("loss", 0.5, 1000, 3),
                                new MlflowMetric("loss", Double.NaN, 2000, 4),
                                new MlflowMetric("loss", Double.NEGATIVE_INFINITY, 3000, 5)));

        assertThat(calls.get(0).path()).isEqualTo("/base/api/2.0/mlflow/runs/log-batch");
        assertThat(calls.get(0).body())
                .hasToString("{\"run_id\":\"r1\",\"metrics\":["
                        + "{\"key\":\"loss\",\"value\":0.5,\"timestamp\":1000,\"step\":3},"
                        + "{\"key\":\"loss\",\"value\":\"NaN\",\"timestamp\":2000,\"step\":4},"
                        + "{\"key\":\"loss\",\"value\":\"-Infinity\",\"timestamp\":3000,\"step\":5}]}");
    }

    @Test
    void parameters_are_sent_within_the_limits_of_a_batch() throws IOException {
        Map<String, String> params = new LinkedHashMap<>();
        for (int i = 0; i < 250; i++) {
            params.put("p" + i, "v".repeat(i < 100 ? 10_000 : 1));
        }

        server().describe("r1", params, Map.of());

        assertThat(calls).allSatisfy(call -> {
            assertThat(call.body().path("params").size()).isBetween(1, 100);
            assertThat(call.body().toString().length()).isLessThan(1_000_000);
        });
        assertThat(calls.stream()
                        .mapToInt(call -> call.body().path("params").size())
                        .sum())
                .isEqualTo(250);
        assertThat(calls.get(0).body().path("params").path(0).path("value").asText())
                .hasSize(6_000)
                .endsWith("...");
    }

    @Test
    void a_user_name_with_a_password_comes_before_a_token() throws IOException {
        server(MlflowCredentials.of(Optional.empty(), Optional.empty(), Optional.of("t")))
                .describe("r", Map.of("a", "b"), Map.of());
        server(MlflowCredentials.of(Optional.of("u"), Optional.of("p"), Optional.of("t")))
                .describe("r", Map.of("a", "b"), Map.of());

        assertThat(calls).extracting(Call::authorization).containsExactly("Bearer t", "Basic dTpw");
    }

    @Test
    void a_redirect_is_not_followed_so_no_other_host_gets_the_credentials() {
        status = 307;
        location = address() + "/elsewhere";
        MlflowServer server = server(MlflowCredentials.of(Optional.empty(), Optional.empty(), Optional.of("secret")));

        assertThatThrownBy(() -> server.update("r", "FINISHED", "n", null))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(MlflowRefused.class)
                .hasMessage("status 307")
                .hasMessageNotContaining("secret");
        assertThat(calls).hasSize(1);
    }

    @Test
    void a_refusal_of_mlflow_is_final_and_any_other_failure_is_not() {
        answer = "{\"error_code\":\"INVALID_PARAMETER_VALUE\",\"message\":\"Invalid metric name\"}";
        for (int each : new int[] {400, 401, 403, 404, 429, 500, 503}) {
            status = each;
            assertThatThrownBy(() -> server().update("r", "FINISHED", "n", null))
                    .hasMessage("status " + each + ": Invalid metric name")
                    .satisfies(failure -> assertThat(failure instanceof MlflowRefused)
                            .as("status %s", each)
                            .isEqualTo(each == 400 || each == 404));
        }
        status = 404;
        answer = "<html>not here</html>";
        assertThatThrownBy(() -> server().update("r", "FINISHED", "n", null))
                .isNotInstanceOf(MlflowRefused.class)
                .hasMessage("status 404");
    }

    @Test
    void another_server_is_recognised() {
        answer = "<html>hello</html>";

        assertThatThrownBy(() -> server().createRun("0", "n", java.time.Instant.EPOCH, Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Is it an MLflow tracking server?");
    }

    @Test
    void an_absent_server_is_a_failure_at_once() {
        MlflowServer server = server();
        http.stop(0);

        assertThatThrownBy(() -> server.findRun("0", "flsys.simulation_id", "x"))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(MlflowRefused.class);
    }
}
