package dev.flsys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.flsys.testsupport.Load;
import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.Processes;
import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.SmallProject;
import dev.flsys.testsupport.WebSocketClient;
import flsys.wire.ModelInferRequest;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end and the readiness of the packaged service. */
class ShutdownIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final byte[] READY = RawConnection.get("/q/health/ready");
    /** Long enough for a slow machine. */
    private static final Map<String, String> LONG_DELAY = Map.of("SHUTDOWN_DELAY", "10s");

    @TempDir
    Path folder;

    private Path directory;

    @BeforeEach
    void copyProject() throws IOException {
        Path project = SmallProject.copyTo(Files.createDirectory(folder.resolve("project")));
        directory = SmallProject.writeSettings(folder.resolve("service"), project);
    }

    private static int ready(int port) throws IOException {
        return RawConnection.ask(port, READY).status();
    }

    private static boolean isRefused(int port) throws IOException {
        try (RawConnection unwanted = new RawConnection(port)) {
            return false;
        } catch (ConnectException refused) {
            return true;
        }
    }

    @Test
    void sigterm_under_load_ends_readiness_at_once_and_loses_no_request() throws Exception {
        try (PackagedService service = PackagedService.start(directory, 0, LONG_DELAY)) {
            int port = service.port();
            await().atMost(TIMEOUT).until(() -> ready(port) == 200);
            long daemon = startSimulation(port);
            Load load = Load.on(port);
            try (load) {
                await().atMost(TIMEOUT).until(() -> load.answered() > 100);
                service.terminate();
                await().atMost(TIMEOUT).until(() -> ready(port) == 503);
                long before = load.answered();
                await().atMost(TIMEOUT).until(() -> load.answered() > before + 100);
            }
            assertThat(load.lost()).isEmpty();
            assertThat(service.awaitEnd()).isZero();
            assertThat(Processes.isRunning(daemon)).isFalse();
        }
    }

    private long startSimulation(int port) throws Exception {
        Path pid = folder.resolve("daemon.pid");
        try (WebSocketClient client = WebSocketClient.connect(port, "")) {
            client.send("{\"event\":\"start_simulation\",\"data\":{\"sleep\":600,\"daemon\":\"" + pid + "\"}}");
            client.await(event -> event.at("/data/message").asText().equals("ready"), TIMEOUT);
        }
        return Processes.idIn(pid);
    }

    @Test
    void a_request_that_has_begun_is_answered_while_new_ones_are_rejected() throws Exception {
        try (PackagedService service =
                        PackagedService.start(directory, 0, Map.of("SHUTDOWN_DELAY", "0s", "SHUTDOWN_TIMEOUT", "60s"));
                RawConnection slow = new RawConnection(service.port());
                RawConnection idle = new RawConnection(service.port())) {
            int port = service.port();
            await().atMost(TIMEOUT).until(() -> ready(port) == 200);
            int half = Load.REQUEST.length - 10;
            slow.send(Load.REQUEST, 0, half);
            // answered after all earlier requests
            assertThat(ready(port)).isEqualTo(200);
            service.terminate();
            await().atMost(TIMEOUT).until(() -> isRefused(port));
            idle.send(READY, 0, READY.length);
            assertThat(idle.answer().status()).isEqualTo(503);
            slow.send(Load.REQUEST, half, Load.REQUEST.length);
            RawConnection.Answer answer = slow.answer();
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.closes()).isTrue();
            assertThat(service.awaitEnd()).isZero();
        }
    }

    @Test
    void an_http_2_client_is_sent_elsewhere_without_losing_a_request() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (PackagedService service = PackagedService.start(directory, 0, LONG_DELAY)) {
            int port = service.port();
            await().atMost(TIMEOUT).until(() -> ready(port) == 200);
            AtomicInteger connections = new AtomicInteger();
            HttpClient client = vertx.httpClientBuilder()
                    .with(new HttpClientOptions()
                            .setProtocolVersion(HttpVersion.HTTP_2)
                            .setHttp2ClearTextUpgrade(false))
                    .withConnectHandler(connection -> connections.incrementAndGet())
                    .build();
            for (int i = 0; i < 20; i++) {
                assertThat(readyByHttp2(client, port)).isEqualTo(200);
            }
            assertThat(connections).hasValue(1);
            service.terminate();
            await().atMost(TIMEOUT).until(() -> readyByHttp2(client, port) == 503);
            for (int i = 0; i < 20; i++) {
                assertThat(readyByHttp2(client, port)).isEqualTo(503);
            }
            assertThat(connections).hasValueGreaterThan(1);
            assertThat(service.awaitEnd()).isZero();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void a_stream_of_grpc_begins_and_is_answered_until_the_delay_is_over() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (PackagedService service = PackagedService.start(directory, 0, LONG_DELAY)) {
            int port = service.port();
            await().atMost(TIMEOUT).until(() -> ready(port) == 200);
            HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false));
            service.terminate();
            await().atMost(TIMEOUT).until(() -> ready(port) == 503);

            Stream stream = Stream.of(client, port);
            stream.ask();
            await().atMost(TIMEOUT).until(() -> stream.answers.get() > 0);
            // Still after the rooms that end before the delay have ended.
            assertThat(stream.end).isNotDone();
            assertThat(stream.end.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                    .as("status when the delay is over")
                    .isEqualTo("14");
            assertThat(service.awaitEnd()).isZero();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** A call of ModelStreamInfer, whose requests name a model that does not exist. */
    private record Stream(HttpClientRequest request, AtomicInteger answers, CompletableFuture<String> end) {

        static Stream of(HttpClient client, int port) throws Exception {
            HttpClientRequest request = client.request(
                            HttpMethod.POST, port, "127.0.0.1", "/inference.GRPCInferenceService/ModelStreamInfer")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            request.putHeader("content-type", "application/grpc")
                    .putHeader("te", "trailers")
                    .setChunked(true);
            Stream stream = new Stream(request, new AtomicInteger(), new CompletableFuture<>());
            request.response().onFailure(stream.end::completeExceptionally).onSuccess(response -> response.handler(
                            bytes -> stream.answers.incrementAndGet())
                    .endHandler(over -> stream.end.complete(
                            response.getTrailer("grpc-status") == null
                                    ? response.getHeader("grpc-status")
                                    : response.getTrailer("grpc-status"))));
            return stream;
        }

        void ask() {
            byte[] message = ModelInferRequest.newBuilder()
                    .setModelName("absent")
                    .build()
                    .toByteArray();
            request.write(Buffer.buffer()
                    .appendByte((byte) 0)
                    .appendInt(message.length)
                    .appendBytes(message));
        }
    }

    private static int readyByHttp2(HttpClient client, int port) throws Exception {
        return client.request(HttpMethod.GET, port, "127.0.0.1", "/q/health/ready")
                .compose(HttpClientRequest::send)
                .compose(answer -> answer.body().map(body -> answer.statusCode()))
                .toCompletionStage()
                .toCompletableFuture()
                .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void a_client_that_leaves_or_never_finishes_delays_the_end_by_the_limit_at_most() throws Exception {
        try (PackagedService service =
                        PackagedService.start(directory, 0, Map.of("SHUTDOWN_DELAY", "0s", "SHUTDOWN_TIMEOUT", "1s"));
                RawConnection endless = new RawConnection(service.port())) {
            RawConnection gone = new RawConnection(service.port());
            gone.send(Load.REQUEST, 0, Load.REQUEST.length - 10);
            endless.send(Load.REQUEST, 0, Load.REQUEST.length - 10);
            int port = service.port();
            await().atMost(TIMEOUT).until(() -> ready(port) == 200);
            gone.close();
            service.terminate();
            assertThat(service.awaitEnd()).isZero();
            assertThat(service.log()).contains("1 requests were not answered within SHUTDOWN_TIMEOUT");
        }
    }

    @Test
    void a_service_without_native_libraries_is_live_and_started_but_never_ready() throws Exception {
        // like a file system that is mounted noexec: no unpacked library can be loaded
        assumeThat(System.getProperty("native.image.path"))
                .as("an executable takes no options from its environment")
                .isNull();
        Path file = Files.createFile(folder.resolve("no-folder"));
        String options = "-Djava.io.tmpdir=%s -Duser.home=%s -Dvertx.cacheDirBase=%s"
                .formatted(file, file, folder.resolve("vertx"));
        try (PackagedService service = PackagedService.start(
                directory, 0, Map.of("JAVA_TOOL_OPTIONS", options, "DJL_CACHE_DIR", file.toString()))) {
            int port = service.port();
            await().atMost(TIMEOUT)
                    .until(() -> RawConnection.ask(port, RawConnection.get("/q/health/started"))
                                    .status()
                            == 200);
            await().atMost(TIMEOUT)
                    .until(() -> RawConnection.ask(port, READY).body().contains("A native library cannot be loaded"));
            assertThat(RawConnection.ask(port, READY).status()).isEqualTo(503);
            assertThat(RawConnection.ask(port, RawConnection.get("/q/health/live"))
                            .status())
                    .isEqualTo(200);
        }
    }
}
