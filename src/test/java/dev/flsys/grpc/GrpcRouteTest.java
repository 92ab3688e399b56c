package dev.flsys.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Message;
import flsys.wire.HealthCheckRequest;
import flsys.wire.HealthCheckResponse;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls over a real connection, whose workers run when the test says so. */
class GrpcRouteTest {

    private static final HealthCheckRequest HELLO =
            HealthCheckRequest.newBuilder().setService("hello").build();

    /** Longer than a test takes. */
    private static final Duration SOON = Duration.ofSeconds(60);

    private static Vertx vertx;

    private final CountedMemory memory = new CountedMemory(1 << 20);
    private final List<String> ran = new CopyOnWriteArrayList<>();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private volatile boolean held;
    private volatile Duration stall = Duration.ofMillis(500);
    private final List<Long> decompressionLimits = new CopyOnWriteArrayList<>();
    private final GrpcRoute route = new GrpcRoute(
            List.of(
                    GrpcMethod.of("/s/One", HealthCheckRequest.getDefaultInstance(), this::answer),
                    GrpcMethod.stream("/s/Many", 10_000, HealthCheckRequest.getDefaultInstance(), this::answer)),
            (bytes, encoding, largest) -> {
                decompressionLimits.add(largest);
                return new GrpcRoute.Decompressed(HELLO.toByteArray(), () -> ran.add("released"));
            },
            task -> {
                if (held) {
                    tasks.add(task);
                } else {
                    vertx.executeBlocking(() -> {
                        task.run();
                        return null;
                    });
                }
            });
    private final Map<HttpClientRequest, Future<End>> ends = new HashMap<>();
    private HttpServer server;
    private HttpClient client;

    private CompletableFuture<? extends Message> answer(HealthCheckRequest request, GrpcCaller caller) {
        ran.add(request.getService());
        if (request.getService().equals("fail")) {
            throw new IllegalStateException("A planted fault");
        }
        return CompletableFuture.completedFuture(HealthCheckResponse.newBuilder()
                .setStatusValue(request.getService().length())
                .build());
    }

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @BeforeEach
    void start() throws Exception {
        Router router = Router.router(vertx);
        router.route().order(-1000).handler(exchange -> {
            new CallLimits(memory, stall, 1000).addTo(exchange);
            exchange.next();
        });
        route.register(router);
        server = get(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
        client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
    }

    @AfterEach
    void stop() throws Exception {
        get(client.close());
        get(server.close());
        await().untilAsserted(() -> assertThat(memory.taken()).isZero());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** A call whose {@link #end} is awaited. */
    private HttpClientRequest call(String path) throws Exception {
        HttpClientRequest request = open(path);
        // Before the request is sent: a response without a handler drops what arrives.
        ends.put(request, request.response().compose(response -> response.body().map(body -> End.of(response, body))));
        return request;
    }

    private HttpClientRequest open(String path) throws Exception {
        HttpClientRequest request = get(client.request(HttpMethod.POST, server.actualPort(), "127.0.0.1", path));
        return request.putHeader("content-type", "application/grpc")
                .putHeader("te", "trailers")
                .setChunked(true);
    }

    private static Buffer frame(HealthCheckRequest message) {
        return Buffer.buffer()
                .appendByte((byte) 0)
                .appendInt(message.getSerializedSize())
                .appendBytes(message.toByteArray());
    }

    /** The end of a call: its code, its description, and the bytes of its messages. */
    private record End(String code, @Nullable String detail, Buffer body) {
        static End of(HttpClientResponse response, Buffer body) {
            var trailers = response.getTrailer("grpc-status") == null ? response.headers() : response.trailers();
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.getHeader("content-type")).isEqualTo("application/grpc");
            return new End(trailers.get("grpc-status"), trailers.get("grpc-message"), body);
        }
    }

    private End end(HttpClientRequest request) throws Exception {
        return get(Objects.requireNonNull(ends.get(request)));
    }

    private End one(Buffer body) throws Exception {
        HttpClientRequest request = call("/s/One");
        get(request.end(body));
        return end(request);
    }

    @Test
    void a_call_gets_its_answer_and_the_status_0() throws Exception {
        End end = one(frame(HELLO));

        assertThat(end.code()).isEqualTo("0");
        assertThat(end.body()).isEqualTo(Buffer.buffer(new byte[] {0, 0, 0, 0, 2, 8, 5}));
    }

    @Test
    void wrong_calls_get_a_status_and_the_reason() throws Exception {
        assertThat(one(Buffer.buffer()).code()).isEqualTo("3");
        assertThat(one(Buffer.buffer(new byte[] {0, 0})).detail()).contains("ends within");
        assertThat(one(Buffer.buffer(new byte[] {0, 0, 0, 0, 1, -1})).detail()).contains("not a valid");
        assertThat(one(Buffer.buffer(new byte[] {0, 127, 0, 0, 0})).code()).isEqualTo("8");
        assertThat(one(Buffer.buffer(new byte[] {1, 0, 0, 0, 0})).detail()).contains("grpc-encoding");
        HttpClientRequest unknown = call("/s/Nothing");
        get(unknown.end());
        assertThat(end(unknown).code()).isEqualTo("12");
        HttpClientRequest zstd = call("/s/One").putHeader("grpc-encoding", "zstd");
        get(zstd.end(frame(HELLO)));
        assertThat(end(zstd).code()).isEqualTo("12");
        assertThat(ran).isEmpty();
    }

    @Test
    void a_fault_is_internal_and_its_text_stays_in_the_log() throws Exception {
        End end = one(frame(HealthCheckRequest.newBuilder().setService("fail").build()));

        assertThat(end.code()).isEqualTo("13");
        assertThat(end.detail()).doesNotContain("planted");
    }

    @Test
    void a_compressed_message_is_decompressed_and_its_memory_released() throws Exception {
        HttpClientRequest request = call("/s/One").putHeader("grpc-encoding", "gzip");
        get(request.end(Buffer.buffer(new byte[] {1, 0, 0, 0, 1, 9})));

        assertThat(end(request).code()).isEqualTo("0");
        assertThat(ran).containsExactly("hello", "released");
    }

    @Test
    void a_decompressed_message_has_the_limit_of_its_method() throws Exception {
        for (String path : List.of("/s/One", "/s/Many")) {
            HttpClientRequest request = call(path).putHeader("grpc-encoding", "gzip");
            get(request.end(Buffer.buffer(new byte[] {1, 0, 0, 0, 1, 9})));
            assertThat(end(request).code()).isEqualTo("0");
        }

        assertThat(decompressionLimits).containsExactly(1024 * 1024L, 10_000L);
    }

    @Test
    void a_message_in_very_many_small_pieces_is_refused() throws Exception {
        stall = SOON;
        HttpClientRequest request = call("/s/One");
        get(request.write(Buffer.buffer().appendByte((byte) 0).appendInt(5_000)));
        Future<End> end = Objects.requireNonNull(ends.get(request));
        for (int i = 0; i < 2_000 && !end.isComplete(); i++) {
            // One piece each: the next one is written when this one was sent.
            var unused = request.write(Buffer.buffer(new byte[1]))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .handle((done, gone) -> gone == null)
                    .get(20, TimeUnit.SECONDS);
        }

        assertThat(end(request).code()).isEqualTo("3");
        assertThat(end(request).detail()).contains("small pieces");
    }

    @Test
    void a_stream_may_have_many_small_messages() throws Exception {
        stall = SOON;
        HttpClientRequest request = call("/s/Many");
        for (int i = 0; i < 600; i++) {
            get(request.write(frame(HELLO)));
        }
        get(request.end());

        assertThat(end(request).code()).isEqualTo("0");
        assertThat(ran).hasSize(600);
    }

    /**
     * A call of a stream whose first request is answered, or waits for a worker, and whose second one is incomplete.
     */
    private HttpClientRequest halfSent() throws Exception {
        HttpClientRequest request = call("/s/Many");
        get(request.write(frame(HELLO).appendBuffer(frame(HELLO).slice(0, 3))));
        return request;
    }

    @Test
    void a_message_of_a_stream_that_does_not_arrive_ends_its_call() throws Exception {
        HttpClientRequest request = halfSent();

        assertThat(end(request).code()).isEqualTo("4");
        assertThat(ran).containsExactly("hello");
    }

    @Test
    void a_message_has_its_whole_time_after_the_answer_to_the_one_before() throws Exception {
        held = true;
        HttpClientRequest request = halfSent();
        await().until(() -> tasks.size() == 1);
        // More than once the time for a message, and not a multiple of it.
        await().pollDelay(Duration.ofMillis(800)).until(() -> true);
        assertThat(ends.get(request)).matches(end -> !end.isComplete(), "is open while its request is answered");
        long answered = System.nanoTime();
        tasks.remove().run();

        assertThat(end(request).code()).isEqualTo("4");
        assertThat(Duration.ofNanos(System.nanoTime() - answered)).isGreaterThanOrEqualTo(stall);
    }

    @Test
    void the_rest_of_a_call_that_was_answered_early_is_read_and_dropped() throws Exception {
        stall = SOON;
        HttpClientRequest request = call("/s/One");
        get(request.write(frame(HELLO)));
        assertThat(end(request).code()).isEqualTo("0");

        // More than the window of the stream: it is sent only if the service reads it.
        get(request.write(Buffer.buffer(new byte[1 << 20])));
        get(request.end());
        assertThat(memory.taken()).isZero();
    }

    @Test
    void the_rest_of_a_refused_call_is_no_longer_wanted() throws Exception {
        stall = SOON;
        HttpClientRequest request = call("/s/One");
        CompletableFuture<Throwable> reset = new CompletableFuture<>();
        request.exceptionHandler(reset::complete);
        get(request.write(Buffer.buffer(new byte[] {9, 0, 0, 0, 0, 0})));

        assertThat(end(request).code()).isEqualTo("3");
        assertThat(reset.get(20, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(StreamResetException.class, why -> assertThat(why.getCode())
                        .isZero());
    }

    @Test
    void a_call_that_was_answered_and_does_not_end_is_reset() throws Exception {
        HttpClientRequest request = call("/s/One");
        CompletableFuture<Throwable> reset = new CompletableFuture<>();
        request.exceptionHandler(reset::complete);
        get(request.write(frame(HELLO)));

        assertThat(end(request).code()).isEqualTo("0");
        assertThat(reset.get(20, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(StreamResetException.class, why -> assertThat(why.getCode())
                        .isZero());
    }

    @Test
    void an_expired_call_does_not_run() throws Exception {
        held = true;
        HttpClientRequest request = call("/s/One").putHeader("grpc-timeout", "50m");
        get(request.end(frame(HELLO)));
        assertThat(end(request).code()).isEqualTo("4");
        HttpClientRequest late = call("/s/One").putHeader("grpc-timeout", "0n");
        get(late.end(frame(HELLO)));
        assertThat(end(late).code()).isEqualTo("4");

        assertThat(tasks).hasSize(1);
        tasks.forEach(Runnable::run);
        assertThat(ran).isEmpty();
    }

    @Test
    void a_cancelled_call_does_not_run() throws Exception {
        held = true;
        HttpClientRequest request = call("/s/One");
        get(request.end(frame(HELLO)));
        await().until(() -> tasks.size() == 1);
        long before = memory.taken();
        request.reset(8);
        held = false;
        // On the same connection, so the reset has arrived when this one is answered.
        assertThat(one(frame(HELLO)).code()).isEqualTo("0");

        tasks.forEach(Runnable::run);
        assertThat(ran).as("calls that ran").hasSize(1);
        await().until(() -> memory.taken() < before);
    }

    @Test
    void a_message_that_does_not_arrive_ends_its_call() throws Exception {
        for (Buffer start : List.of(Buffer.buffer(), Buffer.buffer(new byte[] {0, 0, 0, 1, 0, 1}))) {
            HttpClientRequest request = call("/s/One");
            get(request.sendHead());
            if (start.length() > 0) {
                get(request.write(start));
            }

            assertThat(end(request).code()).isEqualTo("4");
        }
    }

    @Test
    void a_stream_is_answered_in_order_and_ends_when_the_service_does() throws Exception {
        HttpClientRequest request = open("/s/Many");
        Buffer several = Buffer.buffer();
        for (String name : List.of("a", "bb", "ccc")) {
            several.appendBuffer(
                    frame(HealthCheckRequest.newBuilder().setService(name).build()));
        }
        List<Integer> answers = new ArrayList<>();
        Buffer received = Buffer.buffer();
        CompletableFuture<Void> over = new CompletableFuture<>();
        Future<HttpClientResponse> begun = request.response()
                .onSuccess(answer -> answer.handler(received::appendBuffer).endHandler(over::complete));
        get(request.write(several));
        HttpClientResponse response = get(begun);
        await().until(() -> received.length() == 21);
        for (int i = 6; i < 21; i += 7) {
            answers.add((int) received.getByte(i));
        }
        assertThat(answers).containsExactly(1, 2, 3);

        // Longer than a message may take: a stream may be silent between two messages.
        await().during(Duration.ofMillis(1200)).atMost(Duration.ofSeconds(5)).until(() -> !over.isDone());
        route.end();
        over.get(20, TimeUnit.SECONDS);
        assertThat(response.getTrailer("grpc-status")).isEqualTo("14");

        HttpClientRequest another = call("/s/Many");
        get(another.end(frame(HELLO)));
        assertThat(end(another).code()).isEqualTo("14");
        assertThat(one(frame(HELLO)).code())
                .as("single calls are served until connections close")
                .isEqualTo("0");
    }
}
