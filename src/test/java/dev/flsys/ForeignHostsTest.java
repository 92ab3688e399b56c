package dev.flsys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.SmallProject;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of a page of another site: by DNS rebinding, where Host and Origin are both its own, and across origins. */
@QuarkusTest
@TestProfile(ForeignHostsTest.WithAllowedHost.class)
class ForeignHostsTest {

    public static class WithAllowedHost extends SmallProject {
        public WithAllowedHost() {
            super(Map.of("ALLOWED_HOSTS", "flsys.example.org"));
        }
    }

    private static final String UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    @TestHTTPResource
    URI service;

    private RawConnection.Answer ask(String request) throws IOException {
        return RawConnection.ask(service.getPort(), RawConnection.bytes(request));
    }

    private RawConnection.Answer get(String path, String headers) throws IOException {
        return ask("GET " + path + " HTTP/1.1\r\n" + headers + "\r\n");
    }

    private int status(String path, String headers) throws IOException {
        return get(path, headers).status();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api/models/",
                "/api/simulations/",
                "/console/",
                "/q/openapi",
                "/q/swagger-ui/",
                "/q/metrics",
                "/q/health/../../api/models/",
                "/socket.io/?EIO=4&transport=polling",
                "/nothing"
            })
    void no_endpoint_answers_to_a_foreign_host(String path) throws Exception {
        for (String host :
                new String[] {"evil.example", "evil.example:" + service.getPort(), "localhost.evil.example"}) {
            RawConnection.Answer answer = get(path, "Host: " + host + "\r\nOrigin: http://" + host + "\r\n");
            assertThat(answer.status()).isEqualTo(421);
            assertThat(answer.headers().get("content-type")).isEqualTo("application/problem+json");
            assertThat(answer.body()).contains("ALLOWED_HOSTS").contains("evil.example");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws", "/socket.io/?EIO=4&transport=websocket"})
    void no_live_connection_begins_for_a_foreign_host(String path) throws Exception {
        assertThat(status(path, "Host: evil.example\r\nOrigin: http://evil.example\r\n" + UPGRADE))
                .isEqualTo(421);
        assertThat(status(path, "Host: localhost\r\nOrigin: http://localhost\r\n" + UPGRADE))
                .isEqualTo(101);
    }

    @Test
    void a_post_for_a_foreign_host_starts_nothing() throws Exception {
        for (String path : new String[] {"/api/simulations/", "/update_model", "/api/predict/", "/predict"}) {
            assertThat(ask("POST " + path + " HTTP/1.1\r\nHost: evil.example\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: 2\r\n\r\n{}")
                            .status())
                    .isEqualTo(421);
        }
    }

    @Test
    void probes_may_use_any_host() throws Exception {
        for (String path : new String[] {"/q/health", "/q/health/ready", "/q/health/started"}) {
            assertThat(status(path, "Host: 10.0.0.7:8080\r\n")).as(path).isIn(200, 503);
        }
        assertThat(status("/q/health/live", "Host: 10.0.0.7:8080\r\n")).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost.:8080",
                "127.0.0.1:1",
                "[::1]:8080",
                "flsys.example.org",
                "FLSYS.example.org.:443"
            })
    void the_service_answers_to_its_own_names(String host) throws Exception {
        assertThat(status("/api/models/", "Host: " + host + "\r\n")).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Host: \r\n",
                "Host: a b\r\n",
                "Host: localhost:x\r\n",
                "Host: user@localhost\r\n",
                "Host: localhost\r\nHost: evil.example\r\n"
            })
    void a_request_without_a_readable_host_is_400(String headers) throws Exception {
        assertThat(status("/api/models/", headers)).isEqualTo(400);
    }

    @Test
    void the_host_of_an_absolute_target_decides() throws Exception {
        assertThat(ask("GET http://evil.example/api/models/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .status())
                .isEqualTo(421);
        assertThat(ask("GET http://user@evil.example/api/models/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .status())
                .isNotEqualTo(200);
        assertThat(ask("GET http://localhost/api/models/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void forwarded_headers_change_nothing() throws Exception {
        String forwarded = "X-Forwarded-Host: localhost\r\nForwarded: host=localhost\r\n";
        assertThat(status("/api/models/", "Host: evil.example\r\n" + forwarded)).isEqualTo(421);
        assertThat(status("/api/models/", "Host: localhost\r\nX-Forwarded-Host: evil.example\r\n"))
                .isEqualTo(200);
    }

    @Test
    void a_foreign_host_is_refused_over_http_2() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            for (Map.Entry<String, Integer> each :
                    Map.of("evil.example", 421, "localhost", 200).entrySet()) {
                int status = vertx.createHttpClient(new HttpClientOptions()
                                .setProtocolVersion(HttpVersion.HTTP_2)
                                .setHttp2ClearTextUpgrade(false))
                        .request(new RequestOptions()
                                .setServer(SocketAddress.inetSocketAddress(service.getPort(), "127.0.0.1"))
                                .setMethod(HttpMethod.GET)
                                .setHost(each.getKey())
                                .setPort(service.getPort())
                                .setURI("/api/models/"))
                        .compose(HttpClientRequest::send)
                        .map(answer -> answer.statusCode())
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS);
                assertThat(status).isEqualTo(each.getValue());
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET,     /api/models/,                        ''",
        "POST,    /api/simulations/,                   Content-Type: text/plain",
        "POST,    /update_model,                       Content-Type: text/plain",
        "POST,    /api/predict/,                       Content-Type: application/x-www-form-urlencoded",
        "OPTIONS, /api/simulations/,                   Access-Control-Request-Method: POST",
        "OPTIONS, /api/predict/,                       Access-Control-Request-Headers: content-type",
        "GET,     /socket.io/?EIO=4&transport=polling, ''",
        "GET,     /ws,                                 upgrade",
        "GET,     /nothing,                            ''"
    })
    void a_foreign_page_is_refused_with_the_setting_that_would_allow_it(String method, String path, String header)
            throws Exception {
        for (String origin : new String[] {"http://evil.example", "null"}) {
            String headers = "Host: localhost:" + service.getPort() + "\r\nOrigin: " + origin + "\r\n"
                    + (header.equals("upgrade") ? UPGRADE : header.isEmpty() ? "" : header + "\r\n");
            RawConnection.Answer answer = ask(method + " " + path + " HTTP/1.1\r\n" + headers
                    + (method.equals("POST") ? "Content-Length: 2\r\n\r\n{}" : "\r\n"));
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.headers()).doesNotContainKey("access-control-allow-origin");
            assertThat(answer.body()).contains("CORS_ORIGINS");
            if (!origin.equals("null")) {
                assertThat(answer.body()).contains("CORS_ORIGINS=" + origin).contains("Pages of " + origin);
            }
        }
    }

    @Test
    void a_post_of_another_site_without_an_origin_is_refused() throws Exception {
        String post = "POST /api/simulations/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n";
        assertThat(ask(post + "Sec-Fetch-Site: cross-site\r\nContent-Length: 2\r\n\r\n{}")
                        .status())
                .isEqualTo(403);
        assertThat(status("/console/", "Host: localhost\r\nSec-Fetch-Site: cross-site\r\n"))
                .as("links of other sites to the console work")
                .isEqualTo(200);
    }

    @Test
    void pages_of_the_service_may_call_it_behind_a_proxy_with_tls() throws Exception {
        assertThat(status("/api/models/", "Host: flsys.example.org\r\nOrigin: https://flsys.example.org\r\n"))
                .isEqualTo(200);
        assertThat(status("/ws", "Host: flsys.example.org\r\nOrigin: https://flsys.example.org\r\n" + UPGRADE))
                .isEqualTo(101);
    }

    @Test
    void pages_of_cors_origins_get_the_cors_headers() throws Exception {
        RawConnection.Answer preflight = ask("OPTIONS /api/simulations/ HTTP/1.1\r\nHost: localhost\r\n"
                + "Origin: http://front.example:5173\r\nAccess-Control-Request-Method: POST\r\n"
                + "Access-Control-Request-Headers: content-type,x-session\r\n\r\n");
        assertThat(preflight.status()).isEqualTo(200);
        assertThat(preflight.headers())
                .containsEntry("access-control-allow-origin", "http://front.example:5173")
                .containsEntry("access-control-allow-credentials", "true");
        assertThat(preflight.headers().get("access-control-allow-methods")).contains("POST");
        assertThat(preflight.headers().get("access-control-allow-headers")).contains("x-session");
        RawConnection.Answer polling =
                get("/socket.io/?EIO=4&transport=polling", "Host: localhost\r\nOrigin: http://front.example:5173\r\n");
        assertThat(polling.status()).isEqualTo(200);
        assertThat(polling.headers())
                .containsEntry("access-control-allow-origin", "http://front.example:5173")
                .containsEntry("access-control-allow-credentials", "true");
    }
}
