package dev.flsys.platform.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.SmallProject;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(SmallProject.class)
class UpgradesToHttp2Test {

    private static final String UPGRADE = "Host: 127.0.0.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
            + "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\nContent-Type: application/json\r\n";
    private static final String ROWS = "{\"inputs\":[[0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1.0]]}";

    @TestHTTPResource
    URI service;

    private RawConnection connect() throws IOException {
        return new RawConnection(service.getPort());
    }

    /** As curl does, which sends no body before it has the answer to its upgrade or to its expectation. */
    @Test
    void a_request_whose_body_is_still_to_come_is_answered_by_http_1() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send(RawConnection.bytes("POST /predict HTTP/1.1\r\n" + UPGRADE
                    + "Expect: 100-continue\r\nContent-Length: " + ROWS.length() + "\r\n\r\n"));
            assertThat(connection.answer().status()).isEqualTo(100);
            connection.send(RawConnection.bytes(ROWS));
            assertThat(connection.answer().status()).isEqualTo(200);
            connection.send(RawConnection.get("/api/models/"));
            assertThat(connection.answer().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1_000})
    void a_body_in_chunks_is_answered_by_http_1_however_its_head_arrives(int piece) throws Exception {
        byte[] request = RawConnection.bytes("POST /predict HTTP/1.1\r\n" + UPGRADE
                + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(ROWS.length()) + "\r\n" + ROWS
                + "\r\n0\r\n\r\n");
        try (RawConnection connection = connect()) {
            for (int at = 0; at < request.length; at += piece) {
                connection.send(request, at, Math.min(request.length, at + piece));
            }
            assertThat(connection.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void a_request_without_a_body_is_upgraded() throws Exception {
        for (String length : new String[] {"", "Content-Length: 0\r\n"}) {
            try (RawConnection connection = connect()) {
                connection.send(RawConnection.bytes("GET /api/models/ HTTP/1.1\r\n" + UPGRADE + length + "\r\n"));
                assertThat(new String(connection.read(12), StandardCharsets.US_ASCII))
                        .isEqualTo("HTTP/1.1 101");
            }
        }
    }

    @Test
    void java_sends_a_large_body_with_an_expectation() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(service.resolve("/api/predict/"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .expectContinue(true)
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[4 * 1024 * 1024]))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(400);
    }
}
