package dev.flsys.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.ServiceJson;
import dev.flsys.testsupport.SmallProject;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who may call: hosts, origins, tokens and sessions, over every operation that the service describes in OpenAPI, the
 * console and both live transports. The service has an API_TOKEN; a request with it is the same as one to a service
 * without one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessFaultsIT {

    private static final String TOKEN = "a-token-of-the-operator-0123456789";
    private static final String BEARER = "Authorization: Bearer " + TOKEN + "\r\n";
    private static final String OWN = "Host: localhost\r\n";
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
    private static final String SOCKET = "/socket.io/?EIO=4&transport=websocket";
    private static final String PROXY = "127.0.0.2";

    @TempDir
    static Path directory;

    @TempDir
    static Path project;

    private PackagedService service;
    private int port;

    /** The operations: method, blank, path. */
    private final List<String> all = new ArrayList<>();
    /** Those that need the token. */
    private final List<String> closed = new ArrayList<>();

    private int asked;
    private final List<String> wrong = new ArrayList<>();

    @BeforeAll
    void start() throws Exception {
        SmallProject.writeSettings(directory, SmallProject.copyTo(project));
        service = PackagedService.start(
                directory,
                0,
                Map.of(
                        "API_TOKEN",
                        TOKEN,
                        "CORS_ORIGINS",
                        "http://front.example",
                        "ALLOWED_HOSTS",
                        "lab.example.org",
                        "TRUSTED_PROXIES",
                        PROXY),
                List.of("-Xmx512m"));
        port = service.port();
        JsonNode paths = ServiceJson.MAPPER
                .readTree(ask("GET /q/openapi?format=json", OWN).body())
                .path("paths");
        paths.properties().forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
            if (List.of("get", "post", "put", "delete").contains(method)) {
                closed.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey().replaceAll("\\{[^}]*}", "x"));
            }
        }));
        assertThat(closed).hasSizeGreaterThan(12).contains("POST /predict", "GET /api/simulations/x/log");
        List<String> shared = closed.stream()
                .filter(operation -> operation.startsWith("GET /api/shared"))
                .toList();
        assertThat(shared).hasSize(3);
        // They check the token of a link; ShareIT tests it.
        closed.removeAll(shared);
        all.addAll(shared);
        // Probes need no token, and may use any host.
        closed.removeIf(operation -> operation.startsWith("GET /q/") || operation.startsWith("GET /v2/health/"));
        closed.add("POST /api/shared");
        closed.add("GET /api/shared/x");
        closed.add("GET /api/shared/../models");
        closed.add("GET /nothing");
        closed.add("GET /api/models/");
        closed.add("GET /q/health/../../api/models");
        closed.add("GET /q/%68ealth/../x");
        all.addAll(closed);
        all.addAll(List.of(
                "GET /console/",
                "GET /console/static/x.js",
                "GET /q/metrics",
                "GET /q/openapi",
                "GET /q/swagger-ui/",
                "GET " + POLLING,
                "GET /"));
    }

    @AfterAll
    void stop() throws Exception {
        service.close();
    }

    private RawConnection.Answer ask(String operation, String headers) throws IOException {
        String body =
                operation.startsWith("POST") ? "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}" : "\r\n";
        return RawConnection.ask(port, RawConnection.bytes(operation + " HTTP/1.1\r\n" + headers + body));
    }

    private void expect(String operation, String headers, int... statuses) throws IOException {
        RawConnection.Answer answer = ask(operation, headers);
        asked++;
        boolean expected = false;
        for (int status : statuses) {
            expected |= answer.status() == status;
        }
        if (!expected) {
            wrong.add(operation + " " + headers + " -> " + answer.status());
        }
    }

    private void report(String subject, String statuses) throws IOException {
        FaultReport.row(7, subject, statuses, (asked - wrong.size()) + " of " + asked);
        assertThat(wrong).as(String.join("\n", wrong)).isEmpty();
    }

    private void begin() {
        asked = 0;
        wrong.clear();
    }

    @Test
    void foreign_and_malformed_hosts_reach_no_operation() throws Exception {
        begin();
        List<String> live = List.of("GET /ws", "GET " + SOCKET);
        for (String host : List.of(
                "evil.example",
                "evil.example:" + port,
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "lab.example.org.evil.example",
                "xlab.example.org",
                "192.0.2.1",
                "[2001:db8::1]",
                "2130706433",
                "0x7f.1")) {
            for (String operation : all) {
                expect(operation, "Host: " + host + "\r\nOrigin: http://" + host + "\r\n" + BEARER, 421);
            }
            for (String operation : live) {
                expect(operation, "Host: " + host + "\r\nOrigin: http://" + host + "\r\n" + BEARER + UPGRADE, 421);
            }
        }
        for (String header : List.of(
                "",
                "Host: \r\n",
                "Host: a b\r\n",
                "Host: localhost:x\r\n",
                "Host: localhost:99999999\r\n",
                OWN + OWN,
                "Host: localhost\r\nHost: evil.example\r\n",
                "Host: evil@localhost\r\n",
                "Host: localhost/x\r\n",
                "Host: localhost,evil.example\r\n",
                "Host: [::1\r\n",
                "Host: \u00ff\r\n")) {
            for (String operation : all) {
                expect(operation, header + BEARER, 400, 421);
            }
        }
        report("hosts", "421, or 400 for malformed ones");
    }

    @Test
    void pages_of_foreign_origins_reach_no_operation() throws Exception {
        begin();
        for (String origin : List.of(
                "http://evil.example",
                "https://localhost.evil.example",
                "null",
                "http://front.example:81",
                "https://front.example",
                "http://front.example.evil.example",
                "http://xfront.example",
                "file://",
                "",
                "http://localhost:1",
                "http://lab.example.org",
                "http://front.example/",
                "http://front.example, null",
                "javascript:alert(1)",
                "*")) {
            String headers = OWN + "Origin: " + origin + "\r\n" + BEARER;
            for (String operation : all) {
                expect(operation, headers, 403);
                expect("OPTIONS " + operation.split(" ")[1], headers + "Access-Control-Request-Method: POST\r\n", 403);
            }
            expect("GET /ws", headers + UPGRADE, 403);
            expect("GET " + SOCKET, headers + UPGRADE, 403);
        }
        for (String operation : closed) {
            if (operation.startsWith("POST")) {
                expect(operation, OWN + BEARER + "Sec-Fetch-Site: cross-site\r\n", 403);
            }
        }
        expect("GET /api/models", OWN + BEARER + "Origin: http://front.example\r\n", 200);
        expect("GET /ws", OWN + BEARER + "Origin: http://front.example\r\n" + UPGRADE, 101);
        report("origins", "403");
    }

    @Test
    void no_operation_is_reached_without_the_token() throws Exception {
        begin();
        Map<String, String> tokens = new LinkedHashMap<>();
        tokens.put("none", "");
        for (String value : List.of(
                "",
                "Bearer",
                "Bearer ",
                "Bearer x",
                "Bearer " + TOKEN.substring(1),
                "Bearer " + TOKEN + "x",
                "Bearer " + TOKEN.substring(0, TOKEN.length() - 1),
                "Basic " + TOKEN,
                TOKEN,
                "Bearer " + TOKEN + "," + TOKEN,
                "Bearer " + TOKEN.toUpperCase(Locale.ROOT),
                "Bearer \"" + TOKEN + "\"",
                "Digest Bearer " + TOKEN)) {
            tokens.put(value, "Authorization: " + value + "\r\n");
        }
        for (String header : List.of("X-Api-Token", "Api-Token", "Proxy-Authorization", "X-Authorization")) {
            tokens.put(header, header + ": Bearer " + TOKEN + "\r\n");
        }
        tokens.put("cookie", "Cookie: token=" + TOKEN + "; API_TOKEN=" + TOKEN + "\r\n");
        for (String operation : closed) {
            for (String headers : tokens.values()) {
                expect(operation, OWN + headers, 401);
            }
            String query = operation + (operation.contains("?") ? "&" : "?") + "token=" + TOKEN;
            expect(query, OWN, 401);
            expect(query, OWN + UPGRADE, 401);
            expect(query, OWN + "Upgrade: websocket\r\n", 401);
            expect(operation + "?access_token=" + TOKEN, OWN, 401);
            RawConnection.Answer right = ask(operation, OWN + BEARER);
            asked++;
            if (List.of(401, 403, 421).contains(right.status())) {
                wrong.add(operation + " with the token -> " + right.status());
            }
        }
        for (String headers : tokens.values()) {
            expect("GET /ws", OWN + headers + UPGRADE, 401);
        }
        expect("GET /ws?token=x" + TOKEN, OWN + UPGRADE, 401);
        expect("GET /ws?token=&token=" + TOKEN, OWN + UPGRADE, 401);
        expect("GET /ws?token=" + TOKEN, OWN, 401);
        expect("GET /ws?token=" + TOKEN, OWN + UPGRADE, 101);
        expect("GET /ws", OWN + BEARER + UPGRADE, 101);
        report("API token", "401, and never read from the query of a REST request");
    }

    @Test
    void socket_io_admits_no_client_without_the_token() throws Exception {
        begin();
        Map<String, String> clients = new TreeMap<>();
        for (String auth : List.of(
                "",
                "{}",
                "{\"token\":\"\"}",
                "{\"token\":\"x\"}",
                "{\"token\":null}",
                "{\"token\":[\"" + TOKEN + "\"]}",
                "{\"token\":{\"token\":\"" + TOKEN + "\"}}",
                "{\"Token\":\"" + TOKEN + "\"}",
                "{\"token\":\"" + TOKEN + " x\"}",
                "[\"" + TOKEN + "\"]",
                "\"" + TOKEN + "\"")) {
            clients.put(auth, firstAnswer(SOCKET, "", auth));
        }
        clients.put("foreign query", firstAnswer(SOCKET + "&Token=" + TOKEN, "", "{}"));
        clients.forEach((auth, answer) -> {
            asked++;
            // Refused by Socket.IO's CONNECT_ERROR, or closed for a malformed packet.
            if (!answer.startsWith("44") && !answer.isEmpty()) {
                wrong.add(auth + " -> " + answer);
            }
        });
        assertThat(firstAnswer(SOCKET, "", "{\"token\":\"" + TOKEN + "\"}")).startsWith("40{");
        assertThat(firstAnswer(SOCKET, BEARER, "{}")).startsWith("40{");
        report("API token of Socket.IO", "CONNECT_ERROR");
    }

    /** What Socket.IO answers to CONNECT; the empty text if it closes. */
    private String firstAnswer(String path, String headers, String auth) throws IOException {
        try (RawWebSocket socket = new RawWebSocket(port, path, headers)) {
            assertThat(socket.message()).startsWith("0{");
            socket.send(RawWebSocket.frame(true, 0, RawWebSocket.TEXT, ("40" + auth).getBytes(StandardCharsets.UTF_8)));
            RawWebSocket.Frame frame = socket.next();
            return frame.opcode() == RawWebSocket.TEXT ? frame.text() : "";
        } catch (SocketTimeoutException silent) {
            return "silence";
        }
    }

    @Test
    void a_session_is_proved_by_its_signed_token_only() throws Exception {
        begin();
        String mine = session("");
        String signed = ServiceJson.MAPPER.readTree(mine).at("/data/session").textValue();
        int dot = signed.lastIndexOf('.');
        assertThat(dot).isPositive();
        List<String> forged = new ArrayList<>(List.of(
                signed.substring(0, dot),
                signed.substring(0, dot + 1),
                signed.substring(dot),
                "x" + signed,
                signed + "x",
                signed + "A",
                signed.substring(0, signed.length() - 1),
                signed + "." + signed,
                signed + "%00",
                "",
                ".",
                "..",
                "a.b",
                signed.substring(0, dot) + "." + "A".repeat(signed.length() - dot - 1)));
        for (int i = 0; i < signed.length() - 1; i++) {
            char other = signed.charAt(i) == 'A' ? 'B' : 'A';
            forged.add(signed.substring(0, i) + other + signed.substring(i + 1));
        }
        assertThat(session("&session=" + signed)).contains("\"resumed\":true");
        for (String each : forged) {
            asked++;
            if (!session("&session=" + each).contains("\"resumed\":false")) {
                wrong.add(each);
            }
        }
        report("session tokens", "a forged token begins a new session");
    }

    private String session(String query) throws IOException {
        try (RawWebSocket socket = new RawWebSocket(port, "/ws?token=" + TOKEN + query, "")) {
            return socket.message();
        }
    }

    @Test
    void forwarded_headers_of_other_clients_than_the_proxy_count_for_nothing() throws Exception {
        begin();
        for (String operation : List.of("GET /api/models", "GET " + POLLING, "GET /console/")) {
            for (String name : List.of("X-Forwarded-Host", "X-Host", "X-Original-Host", "Forwarded")) {
                String value = name.equals("Forwarded") ? "host=localhost;proto=https" : "localhost";
                expect(operation, "Host: evil.example\r\n" + name + ": " + value + "\r\n" + BEARER, 421);
            }
            expect(operation, OWN + "X-Forwarded-Host: evil.example\r\n" + BEARER, 200, 404);
            expect(
                    operation,
                    OWN + "X-Forwarded-Host: lab.example.org\r\nOrigin: https://lab.example.org\r\n" + BEARER,
                    403);
        }
        report("X-Forwarded headers", "ignored");
    }

    @Test
    void pages_behind_a_trusted_proxy_that_ends_tls_may_call() throws Exception {
        begin();
        String page = "Origin: https://lab.example.org\r\n" + BEARER;
        proxied(OWN + "X-Forwarded-Host: lab.example.org\r\nX-Forwarded-Proto: https\r\n" + page, 200);
        proxied("Host: flsys:8080\r\nX-Forwarded-Host: lab.example.org\r\n" + page, 200);
        proxied("Host: lab.example.org\r\n" + page, 200);
        proxied(OWN + "X-Forwarded-Host: lab.example.org:8443\r\n" + page.replace("org", "org:8443"), 200);
        proxied(
                OWN + "X-Forwarded-Host: lab.example.org\r\nX-Forwarded-Port: 8443\r\n"
                        + page.replace("org", "org:8443"),
                200);
        proxied(OWN + "X-Forwarded-Host: lab.example.org\r\nX-Forwarded-Port: 443\r\n" + page, 200);
        proxied(OWN + "X-Forwarded-Host: lab.example.org\r\nOrigin: https://evil.example\r\n" + BEARER, 403);
        proxied(OWN + "X-Forwarded-Host: lab.example.org, evil.example\r\n" + page, 421);
        proxied(OWN + "X-Forwarded-Host: evil.example, lab.example.org\r\n" + page, 200);
        proxied(OWN + "X-Forwarded-Host: evil.example\r\n" + BEARER, 421);
        proxied(OWN + "X-Forwarded-Host: \r\n" + BEARER, 400);
        proxied(OWN + "X-Forwarded-Host: a b\r\n" + BEARER, 400, 421);
        report("pages behind a trusted proxy", "200; 421 and 403 for foreign ones");
        assertThat(service.log().lines().filter(line -> line.contains(" ERROR ")))
                .isEmpty();
    }

    private void proxied(String headers, int... statuses) throws IOException {
        try (RawConnection connection = RawConnection.from(PROXY, port)) {
            connection.send(RawConnection.bytes("GET /api/models HTTP/1.1\r\n" + headers + "\r\n"));
            RawConnection.Answer answer = connection.answer();
            asked++;
            if (Arrays.stream(statuses).noneMatch(status -> status == answer.status())) {
                wrong.add(headers + " -> " + answer.status());
            }
        }
    }
}
