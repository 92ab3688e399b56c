package dev.flsys.access;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.oneOf;

import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.SmallProject;
import dev.flsys.testsupport.TestProject;
import dev.flsys.testsupport.WebSocketClient;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(ApiTokenTest.WithToken.class)
class ApiTokenTest {

    public static class WithToken extends SmallProject {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("API_TOKEN", "open sesame");
            return settings;
        }
    }

    @TestHTTPResource
    URI service;

    private static RequestSpecification operator() {
        return given().header("Authorization", "Bearer open sesame");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/openapi", "/q/asyncapi", "/q/swagger-ui/", "/q/swagger-ui/swagger-ui-bundle.js"})
    void the_description_of_the_api_is_open_so_that_the_token_can_be_entered_there(String path) {
        when().get(path).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api/models/",
                "/q/swagger-ui/../../api/models/",
                "/q/openapi/../../api/models/",
                "/nothing",
                "/q/health/../../api/models/",
                "/q/health/%2e%2e/%2e%2e/api/models/",
                "//api/models/",
                "/console/static/../../api/models/",
                "/console/../api/models/",
                "/console/nothing"
            })
    void nothing_but_health_metrics_the_description_and_the_page_is_open(String path) {
        given().urlEncodingEnabled(false)
                .get(path)
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", containsString("Bearer"))
                .contentType("application/problem+json")
                .body("status", equalTo(401));
        given().header("Authorization", "Bearer open sesamo").get(path).then().statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/q/health",
                "/q/health/live",
                "/q/health/ready",
                "/q/health/started",
                "/q/metrics",
                "/v2/health/live",
                "/v2/health/ready"
            })
    void health_and_metrics_need_no_token(String path) {
        // Readiness is 503 until a first trial has ended.
        when().get(path).then().statusCode(oneOf(200, 503));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/models/", "/q/info", "/ws/../api/models/"})
    void the_token_of_a_web_socket_opens_no_other_path(String path) throws Exception {
        RawConnection.Answer answer = RawConnection.ask(
                service.getPort(),
                RawConnection.bytes("GET " + path + "?token=open%20sesame HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                        + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n"));
        assertThat(answer.status()).isEqualTo(401);
    }

    @Test
    void the_console_s_page_needs_no_token_as_it_asks_for_one() {
        given().accept("text/html").get("/").then().statusCode(200).contentType("text/html");
        given().accept("text/html").post("/").then().statusCode(401);
        when().get("/console/").then().statusCode(200).contentType("text/html");
    }

    @Test
    void model_files_are_uploaded_sent_and_deleted_with_the_token_only() {
        String upload = "/api/models/?name=with_token.onnx";
        byte[] model = TestProject.resource("three_small.onnx");
        for (RequestSpecification stranger : List.of(given(), given().header("Authorization", "Bearer x"))) {
            stranger.contentType("application/octet-stream")
                    .body(model)
                    .post(upload)
                    .then()
                    .statusCode(401);
        }
        operator()
                .contentType("application/octet-stream")
                .body(model)
                .post(upload)
                .then()
                .statusCode(201);
        when().get("/api/models/with_token/file").then().statusCode(401);
        when().delete("/api/models/with_token").then().statusCode(401);
        operator().get("/api/models/with_token/file").then().statusCode(200);
        operator().delete("/api/models/with_token").then().statusCode(204);
    }

    @Test
    void the_token_opens_every_endpoint() {
        operator().get("/api/models/").then().statusCode(200);
        given().header("authorization", "bearer  open sesame").get("/").then().statusCode(200);
        try (WebSocketClient client = WebSocketClient.connect(service.getPort(), "?token=open%20sesame")) {
            client.await("connected", Duration.ofSeconds(10));
        }
    }

    @Test
    void the_operator_sees_and_stops_the_simulations_of_every_session() {
        Duration soon = Duration.ofSeconds(20);
        try (WebSocketClient client = WebSocketClient.connect(service.getPort(), "?token=open%20sesame");
                WebSocketClient operator = WebSocketClient.connect(service.getPort(), "?token=open%20sesame")) {
            client.start("{\"sleep\":600}");
            String id = client.simulation();
            client.await("simulation_log", soon);
            assertThat(operator.events("simulation_log")).isEmpty();
            operator.resume(id, 0);
            operator.await("simulation_log", soon);
            operator()
                    .get("/api/simulations/")
                    .then()
                    .statusCode(200)
                    .body("simulations.find { it.id == '" + id + "' }.own", equalTo(true));
            operator().post("/api/simulations/{id}/stop", id).then().statusCode(202);
            operator.await("simulation_error", soon);
            client.await("simulation_error", soon);
        }
    }

    @Test
    void the_query_is_for_web_sockets_only() {
        given().queryParam("token", "open sesame").get("/api/models/").then().statusCode(401);
        assertThatThrownBy(() -> WebSocketClient.connect(service.getPort(), "")).hasStackTraceContaining("401");
    }

    @Test
    void pages_of_allowed_origins_may_call_and_others_may_not() {
        given().header("Origin", "http://front.example:5173")
                .header("Authorization", "Bearer open sesame")
                .get("/api/models/")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", equalTo("http://front.example:5173"));
        given().header("Origin", "http://front.example:5173")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type,authorization")
                .options("/api/predict/")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", equalTo("http://front.example:5173"));
        given().header("Origin", "http://evil.example")
                .get("/api/models/")
                .then()
                .statusCode(403);
    }
}
