package dev.flsys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.SmallProject;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that never end, that are too large, and that no resource reads. */
@QuarkusTest
@TestProfile(StalledBodiesTest.ShortTimeout.class)
class StalledBodiesTest {

    public static class ShortTimeout extends SmallProject {
        public ShortTimeout() {
            super(Map.of("HTTP_BODY_TIMEOUT", "1s"));
        }
    }

    /** More than the threads of any pool of the service. */
    private static final int MANY = 230;

    private static final int MAX_SIZE = 24 * 1024 * 1024;
    private static final byte[] CHUNK = new byte[1024 * 1024];
    private static final String ROWS = "{\"inputs\":[[0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1.0]]}";

    @TestHTTPResource
    URI service;

    private static byte[] head(String method, String path, String headers) {
        return RawConnection.bytes(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\n" + headers + "\r\n");
    }

    private RawConnection connect() throws IOException {
        return new RawConnection(service.getPort());
    }

    private int status(byte[] request) throws IOException {
        return RawConnection.ask(service.getPort(), request).status();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /api/simulations/",
                "POST /api/simulations/nothing/stop",
                "POST /api/predict/",
                "POST /predict",
                "POST /update_model",
                "POST /nothing",
                "PUT /api/models/",
                "GET /api/models/",
                "GET /q/health/live"
            })
    void stalled_bodies_block_no_other_request_and_end_with_408(String target) throws Exception {
        String method = target.substring(0, target.indexOf(' '));
        byte[] head = head(method, target.substring(method.length() + 1), "Content-Length: 100\r\n");
        List<RawConnection> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < MANY; i++) {
                RawConnection connection = connect();
                stalled.add(connection);
                connection.send(head);
                connection.send(RawConnection.bytes("{"));
            }
            assertThat(status(RawConnection.get("/api/simulations/"))).isEqualTo(200);
            assertThat(status(RawConnection.post("/api/simulations/nothing/stop", "{}")))
                    .isEqualTo(404);
            for (RawConnection connection : stalled) {
                RawConnection.Answer answer = connection.answer();
                assertThat(answer.status()).as(answer.body()).isEqualTo(408);
                assertThat(answer.closes()).isTrue();
                assertThat(answer.body()).contains("1000 ms");
                assertThat(connection.isClosed()).isTrue();
            }
        } finally {
            for (RawConnection connection : stalled) {
                connection.close();
            }
        }
    }

    @Test
    void a_stalled_post_of_socket_io_ends_with_408() throws Exception {
        String session = RawConnection.ask(service.getPort(), RawConnection.get("/socket.io/?EIO=4&transport=polling"))
                .body()
                .replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
        try (RawConnection connection = connect()) {
            connection.send(
                    head("POST", "/socket.io/?EIO=4&transport=polling&sid=" + session, "Content-Length: 100\r\n"));
            assertThat(connection.answer().status()).isEqualTo(408);
            assertThat(connection.isClosed()).isTrue();
        }
    }

    @Test
    void a_slow_and_steady_body_is_read() throws Exception {
        byte[] body = RawConnection.bytes(" ".repeat(60_000 - ROWS.length()) + ROWS);
        try (RawConnection connection = connect()) {
            connection.send(head("POST", "/predict", "Content-Length: " + body.length + "\r\n"));
            // 20,000 bytes a second, for three times the timeout.
            for (int sent = 0; sent < body.length; sent += 1_000) {
                connection.send(body, sent, sent + 1_000);
                TimeUnit.MILLISECONDS.sleep(50);
            }
            RawConnection.Answer answer = connection.answer();
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/predict/", "/predict"})
    void a_body_over_24_mib_is_413_for_a_client_that_sends_all_of_it_first(String path) throws Exception {
        try (RawConnection connection = connect()) {
            connection.send(head("POST", path, "Content-Length: " + (MAX_SIZE + 1) + "\r\n"));
            for (int i = 0; i < 24; i++) {
                connection.send(CHUNK);
            }
            connection.send(CHUNK, 0, 1);
            RawConnection.Answer answer = connection.answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).contains("24 MiB");
            connection.send(RawConnection.get("/q/health/live"));
            assertThat(connection.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void chunks_over_24_mib_are_413() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send(head("POST", "/predict", "Transfer-Encoding: chunked\r\n"));
            for (int i = 0; i < 25; i++) {
                connection.send(RawConnection.bytes(Integer.toHexString(CHUNK.length) + "\r\n"));
                connection.send(CHUNK);
                connection.send(RawConnection.bytes("\r\n"));
            }
            connection.send(RawConnection.bytes("0\r\n\r\n"));
            assertThat(connection.answer().status()).isEqualTo(413);
            connection.send(RawConnection.get("/q/health/live"));
            assertThat(connection.answer().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/simulations/", "/update_model", "/nothing", "/"})
    void an_endpoint_without_pictures_and_rows_takes_1_mib_only(String path) throws Exception {
        assertThat(status(head("POST", path, "Content-Length: 1048577\r\n"))).isEqualTo(413);
    }

    @Test
    void a_client_that_waits_for_100_continue_gets_it() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send(
                    head("POST", "/predict", "Expect: 100-continue\r\nContent-Length: " + ROWS.length() + "\r\n"));
            assertThat(connection.answer().status()).isEqualTo(100);
            connection.send(RawConnection.bytes(ROWS));
            assertThat(connection.answer().status()).isEqualTo(200);
        }
        assertThat(status(head("POST", "/predict", "Expect: 100-continue\r\nContent-Length: 99999999\r\n")))
                .isEqualTo(413);
    }

    @Test
    void chunked_bodies_and_pipelined_requests_are_read_completely() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send(head("POST", "/predict", "Transfer-Encoding: chunked\r\n"));
            for (String each : ROWS.split("")) {
                connection.send(RawConnection.bytes("1\r\n" + each + "\r\n"));
            }
            connection.send(RawConnection.bytes("0\r\n\r\n"));
            connection.send(RawConnection.post("/predict", ROWS));
            connection.send(RawConnection.post("/predict", "{}"));
            connection.send(RawConnection.get("/q/health/live"));
            assertThat(connection.answer().status()).isEqualTo(200);
            assertThat(connection.answer().status()).isEqualTo(200);
            assertThat(connection.answer().status()).isEqualTo(400);
            assertThat(connection.answer().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bodies_of_http_2_are_read_with_and_without_a_length(boolean known) throws Exception {
        byte[] body = RawConnection.bytes(ROWS + " ".repeat(100_000));
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        // The upgrade of a request with a body is declined, so the connection is upgraded by one without.
        HttpRequest first =
                HttpRequest.newBuilder(service.resolve("/q/health/live")).build();
        assertThat(client.send(first, HttpResponse.BodyHandlers.ofString()).version())
                .isEqualTo(HttpClient.Version.HTTP_2);
        for (int i = 0; i < 3; i++) {
            HttpRequest request = HttpRequest.newBuilder(service.resolve("/predict"))
                    .header("Content-Type", "application/json")
                    .POST(
                            known
                                    ? HttpRequest.BodyPublishers.ofByteArray(body)
                                    : HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                    .build();
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        }
        HttpRequest stop = HttpRequest.newBuilder(service.resolve("/api/simulations/nothing/stop"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(client.send(stop, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(404);
    }

    @Test
    void the_connection_of_a_refused_request_stays_usable_after_its_body() throws Exception {
        byte[] body = new byte[8 * 1024 * 1024];
        try (RawConnection connection = connect()) {
            connection.send(RawConnection.bytes("POST /api/predict/ HTTP/1.1\r\nHost: evil.example\r\nContent-Length: "
                    + body.length + "\r\n\r\n"));
            connection.send(body);
            assertThat(connection.answer().status()).isEqualTo(421);
            connection.send(RawConnection.get("/q/health/live"));
            assertThat(connection.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void the_connection_of_a_refused_body_that_stalls_is_closed() throws IOException {
        try (RawConnection connection = connect()) {
            connection.send(RawConnection.bytes(
                    "POST /api/predict/ HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 100\r\n\r\n{"));
            assertThat(connection.answer().status()).isEqualTo(421);
            assertThat(connection.isClosed()).isTrue();
        }
    }
}
