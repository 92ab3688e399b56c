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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that never end, that are too large, and that nobody reads. */
@QuarkusTest
@TestProfile(StalledBodiesTest.ShortTimeout.class)
class StalledBodiesTest {

    public static class ShortTimeout extends SmallProject {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("HTTP_BODY_TIMEOUT", "1s");
            return settings;
        }
    }

    /** More than the threads of any pool of the service. */
    private static final int MANY = 230;

    private static final int LARGEST = 24 * 1024 * 1024;

    @TestHTTPResource
    URI service;

    private static byte[] head(String method, String path, String headers) {
        return RawConnection.bytes(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\n" + headers + "\r\n");
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
    void stalled_bodies_hold_nobody_up_and_are_ended(String target) throws Exception {
        String method = target.substring(0, target.indexOf(' '));
        byte[] head = head(method, target.substring(method.length() + 1), "Content-Length: 100\r\n");
        List<RawConnection> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < MANY; i++) {
                RawConnection connection = new RawConnection(service.getPort());
                stalled.add(connection);
                connection.send(head);
                connection.send(RawConnection.bytes("{"));
            }
            assertThat(RawConnection.ask(service.getPort(), RawConnection.get("/api/simulations/"))
                            .status())
                    .isEqualTo(200);
            assertThat(RawConnection.ask(service.getPort(), RawConnection.post("/api/simulations/nothing/stop", "{}"))
                            .status())
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
    void a_stalled_post_of_socket_io_is_ended() throws Exception {
        String session = RawConnection.ask(service.getPort(), RawConnection.get("/socket.io/?EIO=4&transport=polling"))
                .body()
                .replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
        try (RawConnection connection = new RawConnection(service.getPort())) {
            connection.send(
                    head("POST", "/socket.io/?EIO=4&transport=polling&sid=" + session, "Content-Length: 100\r\n"));
            assertThat(connection.answer().status()).isEqualTo(408);
            assertThat(connection.isClosed()).isTrue();
        }
    }

    @Test
    void a_body_that_comes_slowly_but_steadily_enough_is_read() throws Exception {
        String rows = "{\"inputs\":[[0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1.0]]}";
        byte[] body = RawConnection.bytes(" ".repeat(60_000 - rows.length()) + rows);
        try (RawConnection connection = new RawConnection(service.getPort())) {
            connection.send(head("POST", "/predict", "Content-Length: " + body.length + "\r\n"));
            // 20,000 bytes a second, for three times the timeout
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
        byte[] chunk = new byte[1024 * 1024];
        try (RawConnection connection = new RawConnection(service.getPort())) {
            connection.send(head("POST", path, "Content-Length: " + (LARGEST + 1) + "\r\n"));
            for (int i = 0; i < 24; i++) {
                connection.send(chunk);
            }
            connection.send(chunk, 0, 1);
            RawConnection.Answer answer = connection.answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).contains("24 MiB");
            connection.send(RawConnection.get("/q/health/live"));
            assertThat(connection.answer().status())
                    .as("the connection is of use")
                    .isEqualTo(200);
        }
    }

    @Test
    void chunks_over_24_mib_are_413() throws Exception {
        byte[] chunk = new byte[1024 * 1024];
        try (RawConnection connection = new RawConnection(service.getPort())) {
            connection.send(head("POST", "/predict", "Transfer-Encoding: chunked\r\n"));
            for (int i = 0; i < 25; i++) {
                connection.send(RawConnection.bytes(Integer.toHexString(chunk.length) + "\r\n"));
                connection.send(chunk);
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
    void what_takes_parameters_takes_no_24_mib_of_them(String path) throws Exception {
        assertThat(RawConnection.ask(service.getPort(), head("POST", path, "Content-Length: 1048577\r\n"))
                        .status())
                .isEqualTo(413);
    }

    @Test
    void a_client_that_waits_for_100_continue_is_answered() throws Exception {
        String rows = "{\"inputs\":[[0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1.0]]}";
        try (RawConnection connection = new RawConnection(service.getPort())) {
            connection.send(
                    head("POST", "/predict", "Expect: 100-continue\r\nContent-Length: " + rows.length() + "\r\n"));
            assertThat(connection.answer().status()).isEqualTo(100);
            connection.send(RawConnection.bytes(rows));
            assertThat(connection.answer().status()).isEqualTo(200);
        }
        assertThat(RawConnection.ask(
                                service.getPort(),
                                head("POST", "/predict", "Expect: 100-continue\r\nContent-Length: 99999999\r\n"))
                        .status())
                .isEqualTo(413);
    }

    @Test
    void chunked_bodies_and_pipelined_requests_are_read_whole() throws Exception {
        String rows = "{\"inputs\":[[0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1.0]]}";
        try (RawConnection connection = new RawConnection(service.getPort())) {
            connection.send(head("POST", "/predict", "Transfer-Encoding: chunked\r\n"));
            for (String each : rows.split("")) {
                connection.send(RawConnection.bytes("1\r\n" + each + "\r\n"));
            }
            connection.send(RawConnection.bytes("0\r\n\r\n"));
            connection.send(RawConnection.post("/predict", rows));
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
    void bodies_of_http_2_are_read_whether_their_length_is_known_or_not(boolean known) throws Exception {
        byte[] rows =
                RawConnection.bytes("{\"inputs\":[[0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1.0]]}" + " ".repeat(100_000));
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        for (int i = 0; i < 3; i++) {
            HttpRequest request = HttpRequest.newBuilder(service.resolve("/predict"))
                    .header("Content-Type", "application/json")
                    .POST(
                            known
                                    ? HttpRequest.BodyPublishers.ofByteArray(rows)
                                    : HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(rows)))
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
    void a_body_that_nobody_reads_as_its_request_is_refused_leaves_the_connection_usable() throws Exception {
        byte[] body = new byte[8 * 1024 * 1024];
        try (RawConnection connection = new RawConnection(service.getPort())) {
            connection.send(RawConnection.bytes("POST /api/predict/ HTTP/1.1\r\nHost: evil.example\r\nContent-Length: "
                    + body.length + "\r\n\r\n"));
            connection.send(body);
            assertThat(connection.answer().status()).isEqualTo(421);
            connection.send(RawConnection.get("/q/health/live"));
            assertThat(connection.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void a_refused_body_that_stalls_is_ended_as_well() throws IOException {
        try (RawConnection connection = new RawConnection(service.getPort())) {
            connection.send(RawConnection.bytes(
                    "POST /api/predict/ HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 100\r\n\r\n{"));
            assertThat(connection.answer().status()).isEqualTo(421);
            assertThat(connection.isClosed()).isTrue();
        }
    }
}
