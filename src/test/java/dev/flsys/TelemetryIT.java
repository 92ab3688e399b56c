package dev.flsys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpServer;
import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.SmallProject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The traces of the packaged service, as an OTLP receiver gets them. */
class TelemetryIT {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";
    private static final String SECRET = "token-that-must-not-be-traced";

    @TempDir
    Path folder;

    private final List<Sent> spans = new CopyOnWriteArrayList<>();
    private final List<byte[]> bodies = new CopyOnWriteArrayList<>();
    private HttpServer receiver;

    /** A span as it was sent. */
    private record Sent(String name, String trace, String id, String parent, int events) {}

    @BeforeEach
    void receive() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/v1/traces", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            bodies.add(body);
            spans.addAll(read(body));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
    }

    @AfterEach
    void end() {
        receiver.stop(0);
    }

    /**
     * The spans of an ExportTraceServiceRequest, by the field numbers of
     * https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto.
     */
    private static List<Sent> read(byte[] body) throws IOException {
        List<Sent> all = new ArrayList<>();
        for (UnknownFieldSet resource : messages(UnknownFieldSet.parseFrom(body), 1)) {
            for (UnknownFieldSet scope : messages(resource, 2)) {
                for (UnknownFieldSet span : messages(scope, 2)) {
                    all.add(new Sent(
                            bytes(span, 5).toStringUtf8(),
                            hex(bytes(span, 1)),
                            hex(bytes(span, 2)),
                            hex(bytes(span, 4)),
                            span.getField(11).getLengthDelimitedList().size()));
                }
            }
        }
        return all;
    }

    private static List<UnknownFieldSet> messages(UnknownFieldSet in, int field) throws IOException {
        List<UnknownFieldSet> all = new ArrayList<>();
        for (ByteString each : in.getField(field).getLengthDelimitedList()) {
            all.add(UnknownFieldSet.parseFrom(each));
        }
        return all;
    }

    private static ByteString bytes(UnknownFieldSet in, int field) {
        List<ByteString> all = in.getField(field).getLengthDelimitedList();
        return all.isEmpty() ? ByteString.EMPTY : all.get(0);
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private PackagedService start() throws IOException {
        Path project = SmallProject.copyTo(folder.resolve("project"));
        SmallProject.writeSettings(folder, project);
        return PackagedService.start(
                folder,
                0,
                Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                        "http://127.0.0.1:" + receiver.getAddress().getPort(),
                        "OTEL_BSP_SCHEDULE_DELAY",
                        "100",
                        "API_TOKEN",
                        SECRET));
    }

    private static RawConnection.Answer post(int port, String path, String body) throws IOException {
        return RawConnection.ask(
                port,
                RawConnection.bytes("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + SECRET
                        + "\r\nContent-Type: application/json\r\ntraceparent: 00-" + TRACE + "-" + CALLER
                        + "-01\r\nContent-Length: " + body.length() + "\r\n\r\n" + body));
    }

    private Sent span(String name) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> spans.stream().anyMatch(span -> span.name().equals(name)));
        return spans.stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_prediction_and_a_simulation_continue_the_trace_of_their_caller() throws Exception {
        try (PackagedService service = start()) {
            int port = service.port();
            RawConnection.Answer answer =
                    post(port, "/predict?token=" + SECRET, "{\"inputs\":[[1,2,3,4,5,6,7,8,9,10]]}");
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);

            Sent request = span("POST /predict");
            assertThat(request.trace()).isEqualTo(TRACE);
            assertThat(request.parent()).isEqualTo(CALLER);
            for (String part : List.of("queue", "inference")) {
                assertThat(span(part).trace()).as(part).isEqualTo(TRACE);
                assertThat(span(part).parent()).as(part).isEqualTo(request.id());
            }
            assertThat(span("model load").parent()).isEmpty();

            RawConnection.Answer begun = post(port, "/api/simulations/", "{}");
            assertThat(begun.status()).as(begun.body()).isBetween(200, 202);
            Sent start = span("POST /api/simulations");
            service.stop();
            Sent simulation = span("simulation");
            assertThat(simulation.trace()).isEqualTo(TRACE);
            assertThat(simulation.parent()).isEqualTo(start.id());
            assertThat(bodies)
                    .noneMatch(body -> ByteString.copyFrom(body).toStringUtf8().contains(SECRET));
        }
    }
}
