package dev.flsys.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.testsupport.Load;
import dev.flsys.testsupport.RawConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Requests that no client of good will sends. Each is refused with a status from 400 to 499, or its connection is
 * closed. Nothing is logged as an error, and a request that is hidden behind another one is never answered. The file is
 * long because it is mostly tables of requests.
 */
@ExtendWith(SharedService.Starter.class)
class RawHttpFaultsIT {

    private static final String HOST = "Host: 127.0.0.1\r\n";
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String ROWS = "{\"inputs\":[[1,2,3,4,5,6,7,8,9,10]]}";
    private static final String POST = "POST /predict HTTP/1.1\r\n" + HOST + JSON;
    /** The request that must not be found behind another one. Its answer has the status 200. */
    private static final String HIDDEN = "GET /q/health/live HTTP/1.1\r\n" + HOST + "\r\n";

    /** More resident memory that a test may take; the heap of the service is 512 MB. */
    private static final int MEGABYTES = 400;

    private static final Pattern STATUS = Pattern.compile("HTTP/[0-9.]+ ([0-9]{3}) ");
    private static final List<String> WITH_BODY = List.of(
            "/predict",
            "/update_model",
            "/api/predict/",
            "/api/predict/preview/",
            "/api/explain/",
            "/api/simulations/");

    private final Map<String, byte[]> requests = new LinkedHashMap<>();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private void request(String name, String request) {
        requests.put(name, bytes(request));
    }

    private void lengths() {
        String chunked = Integer.toHexString(ROWS.length()) + "\r\n" + ROWS + "\r\n0\r\n\r\n";
        String length = "Content-Length: " + ROWS.length() + "\r\n";
        request(
                "length and chunks",
                POST + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN);
        request("chunks and length", POST + "Transfer-Encoding: chunked\r\n" + length + "\r\n" + chunked + HIDDEN);
        request("two lengths", POST + length + "Content-Length: 3\r\n\r\n" + ROWS + HIDDEN);
        request("a list of lengths", POST + "Content-Length: 2, 35\r\n\r\n" + ROWS + HIDDEN);
        for (String wrong : List.of("-1", "+35", "0x23", "abc", "3 5", "", "9".repeat(30), "1e2", "35.0", "35;")) {
            request("length " + wrong, POST + "Content-Length: " + wrong + "\r\n\r\n" + ROWS + HIDDEN);
        }
        request("blank before the colon", POST + "Content-Length : 35\r\n\r\n" + ROWS + HIDDEN);
        for (String coding : List.of(
                "xchunked",
                "identity",
                "gzip, chunked",
                "chunked, identity",
                "chunked;q=1",
                "\"chunked\"",
                "",
                "chunked, chunked",
                "\u000bchunked",
                "gzip")) {
            request("coding " + coding, POST + "Transfer-Encoding: " + coding + "\r\n\r\n" + chunked + HIDDEN);
        }
        request(
                "two codings",
                POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n" + chunked + HIDDEN);
        request("coding with a blank", POST + "Transfer-Encoding : chunked\r\n\r\n" + chunked + HIDDEN);
        request(
                "coding in HTTP/1.0",
                POST.replace("1.1", "1.0") + "Transfer-Encoding: chunked\r\n\r\n" + chunked + HIDDEN);
        request("header without a name", POST + ": x\r\n\r\n" + HIDDEN);
        for (String chunk : List.of("zz", "-1", "ffffffffffffffff", "0x10", "", " ", "1 2", "g")) {
            request("chunk of " + chunk, POST + "Transfer-Encoding: chunked\r\n\r\n" + chunk + "\r\n" + ROWS + HIDDEN);
        }
        request("chunk without an end", POST + "Transfer-Encoding: chunked\r\n\r\n1\r\n{}0\r\n\r\n" + HIDDEN);
        request(
                "chunk with a long extension",
                POST + "Transfer-Encoding: chunked\r\n\r\n2;" + "x".repeat(100_000) + "\r\n{}");
        request(
                "long trailers",
                POST + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: " + "y".repeat(100_000) + "\r\n\r\n");
        request("body that ends early", POST + "Content-Length: 100\r\n\r\n" + ROWS);
    }

    private void heads() {
        request("long path", "GET /" + "a".repeat(9_000) + " HTTP/1.1\r\n" + HOST + "\r\n" + HIDDEN);
        request("long method", "A".repeat(9_000) + " / HTTP/1.1\r\n" + HOST + "\r\n");
        request("odd method", "G<T / HTTP/1.1\r\n" + HOST + "\r\n" + HIDDEN);
        request("long header", "GET / HTTP/1.1\r\n" + HOST + "X: " + "a".repeat(70_000) + "\r\n\r\n");
        request("long header name", "GET / HTTP/1.1\r\n" + HOST + "a".repeat(70_000) + ": x\r\n\r\n");
        request("header flood", "GET / HTTP/1.1\r\n" + HOST + "X: a\r\n".repeat(10_000) + "\r\n");
        for (String header :
                List.of("nocolon", "X\0: a", "X: a\0b", "X(: a", "X\u00e9: a", " X: a", "X y: a", "\0", "Host")) {
            request("header " + header, "GET / HTTP/1.1\r\n" + header + "\r\n" + HOST + "\r\n" + HIDDEN);
        }
        for (String target : List.of(
                "",
                "*",
                "evil",
                "/%",
                "/%zz",
                "/%c",
                "/api/%00",
                "/\0",
                "/a b",
                "://x",
                "http://[::/",
                "http://",
                "/\u00e7",
                "/api/models/?a=%zz",
                "/\u00ed\u00a0\u00bd",
                "//",
                "http://evil.example/",
                "/..;/",
                "\\",
                "/#")) {
            request("target " + target, "GET " + target + " HTTP/1.1\r\n" + HOST + "\r\n");
        }
        for (String version : List.of("HTTP/0.9", "HTTP/1.", "HTTP/11", "HTTX/1.1", "http/1.1", "HTTP/1.1 x", "")) {
            request("version " + version, "GET / " + version + "\r\n" + HOST + "\r\n");
        }
        request("bare line feeds", "GET / HTTP/1.1\nNo-Host: x\n\n");
        request("no host", "GET /api/models/ HTTP/1.1\r\n\r\n");
        request("two hosts", "GET /api/models/ HTTP/1.1\r\n" + HOST + HOST + "\r\n");
        for (String method : List.of("TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "PROPFIND", "FOO")) {
            request("method " + method, method + " /predict HTTP/1.1\r\n" + HOST + "\r\n");
        }
    }

    private void rawBytes() {
        Random random = new Random(18);
        for (int i = 0; i < FaultScale.of(20, 2_000); i++) {
            byte[] noise = new byte[1 + random.nextInt(5_000)];
            random.nextBytes(noise);
            requests.put("noise " + i, noise);
            byte[] damaged =
                    bytes(POST.replace("/predict", "/nothin") + "Content-Length: " + ROWS.length() + "\r\n\r\n" + ROWS);
            for (int j = 0; j < 8; j++) {
                damaged[random.nextInt(POST.length())] = (byte) random.nextInt(256);
            }
            requests.put("damaged " + i, damaged);
        }
        requests.put("TLS", Arrays.copyOf(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3}, 600));
        requests.put("zeros", new byte[50_000]);
        request("line ends", "\r\n".repeat(30_000));
        request("SSH", "SSH-2.0-OpenSSH_9.6\r\n");
    }

    private void http2() {
        String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        String settings = "\0\0\0\4\0\0\0\0\0";
        request("HTTP/2 noise", preface + "\u00ff".repeat(300));
        request("HTTP/2 without settings", preface + "\0\0\10\6\0\0\0\0\0" + "12345678");
        request("HTTP/2 half a preface", "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n");
        request("HTTP/2 huge frame", preface + settings + "\u00ff\u00ff\u00ff\0\0\0\0\0\1");
        request("HTTP/2 data of no stream", preface + settings + "\0\0\1\0\1\0\0\0\5x");
        request("HTTP/2 noise in HPACK", preface + settings + "\0\0\4\1\5\0\0\0\1\u00ff\u00ff\u00ff\u00ff");
        request(
                "HTTP/2 continuations",
                preface + settings + "\0\0\1\1\0\0\0\0\1\u0082" + "\0\0\0\11\0\0\0\0\1".repeat(20_000));
        request("HTTP/2 settings flood", preface + settings.repeat(20_000));
        request("HTTP/2 ping flood", preface + settings + "\0\0\10\6\0\0\0\0\00012345678".repeat(20_000));
        request("HTTP/2 window of zero", preface + settings + "\0\0\4\10\0\0\0\0\0\0\0\0\0");
        StringBuilder resets = new StringBuilder(preface + settings);
        for (int stream = 1; stream < 4_000; stream += 2) {
            String id = "\0\0" + (char) (stream >> 8) + (char) (stream & 0xff);
            // HEADERS: GET, http, /, without an authority; then RST_STREAM.
            resets.append("\0\0\3\1\5").append(id).append("\u0082\u0086\u0084");
            resets.append("\0\0\4\3\0").append(id).append("\0\0\0\10");
        }
        request("HTTP/2 rapid resets", resets.toString());
        request(
                "h2c with wrong settings",
                "GET /q/health/live HTTP/1.1\r\n" + HOST
                        + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: !!!!\r\n\r\n");
    }

    /** Everything that the server sends until it closes the connection. */
    private static String answer(int port, byte[] request) throws IOException {
        try (RawConnection connection = new RawConnection(port)) {
            try {
                connection.send(request);
                connection.endOutput();
            } catch (IOException closedBefore) {
                // The server need not read the rest.
            }
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            try {
                for (byte[] next = connection.read(1); next.length > 0; next = connection.read(1)) {
                    answer.writeBytes(next);
                }
            } catch (java.net.SocketTimeoutException open) {
                throw open;
            } catch (IOException reset) {
                // Closed with unread bytes.
            }
            return answer.toString(StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void malformed_requests_are_refused_or_their_connection_is_closed(SharedService service) throws Exception {
        lengths();
        heads();
        rawBytes();
        http2();
        int errors = service.errors().size();
        List<String> failures = new ArrayList<>();
        UnaffectedClients.Figures others;
        try (UnaffectedClients unaffected = UnaffectedClients.on(service.port(), Load.REQUEST)) {
            for (Map.Entry<String, byte[]> each : requests.entrySet()) {
                String answer = answer(service.port(), each.getValue());
                Matcher status = STATUS.matcher(answer);
                while (status.find()) {
                    // Vert.x answers 501 to a version of HTTP that it does not know.
                    if (status.group(1).charAt(0) != '4' && !status.group(1).equals("501")) {
                        failures.add(each.getKey() + ": " + answer);
                    }
                }
            }
            others = unaffected.figures();
        }
        FaultReport.row(
                9,
                "malformed requests and raw bytes",
                "4xx or closed, 0 errors logged, 0 failures of others",
                (requests.size() - failures.size()) + " of " + requests.size() + " refused; others: " + others);
        assertThat(failures).as(String.join("\n", failures)).isEmpty();
        assertThat(service.errors().stream().skip(errors)).isEmpty();
        assertThat(others.failures()).isEmpty();
        service.assertServes();
    }

    private static Map<String, String> documents() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("deep lists", "[".repeat(10_000) + "]".repeat(10_000));
        all.put("deep objects", "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000));
        for (String key : List.of("inputs", "model_id", "image_data", "model_path", "rounds")) {
            String start = "{\"" + key + "\":";
            all.put("deep " + key, start + "[".repeat(10_000) + "]".repeat(10_000) + "}");
            all.put("cut " + key, start + "[".repeat(10_000));
            all.put("long number " + key, start + "9".repeat(100_000) + "}");
            all.put("huge exponent " + key, start + "1e999999999}");
            all.put("long text " + key, start + "\"" + "a".repeat(900_000) + "\"}");
            all.put("surrogate " + key, start + "\"\\ud800\"}");
            all.put("duplicate " + key, start + "1," + "\"" + key + "\":[[2]],\"" + key + "\":{}}");
            all.put("null " + key, start + "null}");
            all.put("NaN " + key, start + "NaN}");
        }
        all.put("many keys", "{" + "\"k\":1,".repeat(100_000) + "\"k\":1}");
        all.put("long key", "{\"" + "k".repeat(500_000) + "\":1}");
        all.put("zeros", "\0".repeat(1_000));
        all.put("UTF-16", "\0{\0}\0x");
        all.put("byte order mark", "\u00ef\u00bb\u00bf{}x");
        all.put("two documents", "{} {}");
        all.put("text behind rows", ROWS + "x");
        all.put("comment", "/* */ {}");
        return all;
    }

    @Test
    void odd_json_is_refused_on_every_endpoint_and_the_connection_stays(SharedService service) throws Exception {
        int errors = service.errors().size();
        List<String> failures = new ArrayList<>();
        int asked = 0;
        for (Map.Entry<String, String> each : documents().entrySet()) {
            for (String path : WITH_BODY) {
                // Without a value a parameter is left out, so a simulation may start.
                boolean starts = each.getKey().startsWith("null ") && path.equals("/api/simulations/");
                if (starts || (!FaultScale.isFull() && (each.getKey().hashCode() + path.hashCode()) % 3 != 0)) {
                    continue;
                }
                byte[] request = bytes("POST " + path + " HTTP/1.1\r\n" + HOST + JSON + "Content-Length: "
                        + each.getValue().length() + "\r\n\r\n" + each.getValue() + HIDDEN);
                try (RawConnection connection = new RawConnection(service.port())) {
                    connection.send(request);
                    RawConnection.Answer answer = connection.answer();
                    asked++;
                    if (answer.status() < 400
                            || answer.status() > 499
                            || answer.body().length() > 2_000) {
                        failures.add(each.getKey() + " to " + path + ": " + answer);
                    }
                    if (!answer.closes()) {
                        assertThat(connection.answer().status()).isEqualTo(200);
                    }
                }
            }
        }
        FaultReport.row(9, "odd JSON", "4xx with a short body", (asked - failures.size()) + " of " + asked);
        assertThat(failures).as(String.join("\n", failures)).isEmpty();
        assertThat(service.errors()).hasSize(errors);
    }

    private static byte[] bomb(int megabytes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
            packed.write(bytes("{\"inputs\":[["));
            byte[] part = bytes("1,".repeat(512 * 1024));
            for (int i = 0; i < megabytes; i++) {
                packed.write(part);
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void compressed_bodies_are_not_unpacked(SharedService service) throws Exception {
        byte[] bomb = bomb(FaultScale.of(256, 1_024));
        int before = service.residentMegabytes();
        for (String coding : List.of("gzip", "deflate", "br", "gzip, gzip", "x")) {
            for (String path : WITH_BODY) {
                try (RawConnection connection = new RawConnection(service.port())) {
                    connection.send(bytes("POST " + path + " HTTP/1.1\r\n" + HOST + JSON + "Content-Encoding: " + coding
                            + "\r\nContent-Length: " + bomb.length + "\r\n\r\n"));
                    connection.send(bomb);
                    assertThat(connection.answer().status()).as(path).isBetween(400, 499);
                }
            }
        }
        int more = service.residentMegabytes() - before;
        FaultReport.row(9, "gzip bombs", "4xx, 400 MB of memory", "4xx, " + more + " MB more memory");
        assertThat(more).isLessThan(MEGABYTES);
        service.assertServes();
    }

    @Test
    void a_body_without_end_is_refused_and_takes_no_memory(SharedService service) throws Exception {
        int before = service.residentMegabytes();
        byte[] chunk = bytes("100000\r\n" + "a".repeat(0x100000) + "\r\n");
        int sent = 0;
        // The rest of a refused body is read for a while: eight times its limit, which is 1 MiB or 24 MiB.
        String path = FaultScale.isFull() ? "/predict" : "/update_model";
        int max = FaultScale.of(30, 1_024);
        try (RawConnection connection = new RawConnection(service.port())) {
            connection.send(bytes(POST.replace("/predict", path) + "Transfer-Encoding: chunked\r\n\r\n"));
            try {
                while (sent < max) {
                    connection.send(chunk);
                    sent++;
                }
            } catch (IOException closed) {
                // The answer may be lost: the server closed while the client was sending.
            }
            assertThat(sent).as("MiB that were read").isLessThan(max);
        }
        try (RawConnection connection = new RawConnection(service.port())) {
            connection.send(bytes(POST + "Content-Length: 1073741824\r\n\r\n"));
            assertThat(connection.answer().status()).isEqualTo(413);
        }
        int more = service.residentMegabytes() - before;
        FaultReport.row(
                9,
                "body of 1 GB",
                "413, 400 MB of memory",
                "413; closed after " + sent + " MiB; " + more + " MB more memory");
        assertThat(more).isLessThan(MEGABYTES);
        service.assertServes();
    }

    @Test
    void pipelined_requests_are_answered_in_order(SharedService service) throws Exception {
        int pairs = FaultScale.of(100, 2_000);
        try (RawConnection connection = new RawConnection(service.port())) {
            Thread sender = new Thread(() -> {
                try {
                    for (int i = 0; i < pairs; i++) {
                        connection.send(Load.REQUEST);
                        connection.send(RawConnection.get("/nothing/" + i));
                    }
                } catch (IOException closed) {
                    throw new AssertionError(closed);
                }
            });
            sender.start();
            for (int i = 0; i < pairs; i++) {
                assertThat(connection.answer().status()).isEqualTo(200);
                assertThat(connection.answer().body()).contains("/nothing/" + i);
            }
            sender.join();
        }
        FaultReport.row(9, "pipelining", "answers in order", 2 * pairs + " answers in order");
    }
}
