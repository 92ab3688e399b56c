package dev.flsys.platform.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flsys.testsupport.RawConnection;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server with the same routing as Quarkus, without Quarkus. */
class IncomingBodyTest {

    private static final long LIMIT = 1_000;
    private static final long ROOM = 1_500;
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final BodyBudget budget = new BodyBudget(ROOM);
    private final BlockingQueue<RoutingContext> held = new LinkedBlockingQueue<>();
    private int port;

    @BeforeEach
    void start() throws Exception {
        Router router = Router.router(vertx);
        router.route().handler(this::collect);
        router.route("/length").handler(exchange -> {
            // Quarkus REST does the same with every request.
            exchange.request().pause();
            exchange.response().end(String.valueOf(exchange.body().buffer().length()));
        });
        router.route("/held").handler(exchange -> {
            // Quarkus REST does the same: then the only handler of the response is not ours.
            exchange.response().closeHandler(gone -> {});
            held.add(exchange);
        });
        HttpServer server = vertx.createHttpServer().requestHandler(request -> {
            request.pause();
            router.handle(request);
        });
        port = server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .actualPort();
    }

    @AfterEach
    void stop() throws Exception {
        try {
            awaitTaken(0);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    private void collect(RoutingContext exchange) {
        IncomingBody body =
                new IncomingBody(exchange, budget, LIMIT, TIMEOUT, (refused, status, detail) -> refused.response()
                        .setStatusCode(status)
                        .end(detail));
        exchange.addEndHandler(end -> body.onAnswered(end.failed()));
        String length = exchange.request().getHeader("Content-Length");
        if (exchange.request().path().equals("/refused")) {
            exchange.response().setStatusCode(401).end();
        } else {
            body.collect(length == null ? -1 : Long.parseLong(length));
        }
    }

    private static byte[] head(String path, int length) {
        return RawConnection.bytes(
                "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + length + "\r\n\r\n");
    }

    private static byte[] chunkedHead(String path) {
        return RawConnection.bytes(
                "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n");
    }

    private static byte[] chunk(int length) {
        return RawConnection.bytes(Integer.toHexString(length) + "\r\n" + "x".repeat(length) + "\r\n");
    }

    private static byte[] bytes(int length) {
        return RawConnection.bytes("x".repeat(length));
    }

    private static void sendWhole(RawConnection connection, String path, int length) throws IOException {
        connection.send(head(path, length));
        connection.send(bytes(length));
    }

    private RawConnection hold(int length) throws Exception {
        RawConnection connection = new RawConnection(port);
        sendWhole(connection, "/held", length);
        return connection;
    }

    private RoutingContext takeHeld() throws InterruptedException {
        RoutingContext exchange = held.poll(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(exchange).isNotNull();
        return exchange;
    }

    private void awaitTaken(long bytes) {
        await().atMost(SOON).until(() -> budget.taken() == bytes);
    }

    @Test
    void a_body_in_pieces_and_in_chunks_arrives_complete() throws Exception {
        try (RawConnection connection = new RawConnection(port)) {
            connection.send(head("/length", 900));
            connection.send(bytes(400));
            connection.send(bytes(500));
            assertThat(connection.answer().body()).isEqualTo("900");
            connection.send(chunkedHead("/length"));
            connection.send(chunk(300));
            connection.send(chunk(1));
            connection.send(RawConnection.bytes("0\r\n\r\n"));
            assertThat(connection.answer().body()).isEqualTo("301");
            connection.send(head("/length", 0));
            assertThat(connection.answer().body()).isEqualTo("0");
        }
    }

    @Test
    void a_body_of_http_2_arrives_complete() throws Exception {
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
        for (int length : new int[] {900, 1, 1_000, 1_000}) {
            String body = client.request(HttpMethod.POST, port, "127.0.0.1", "/length")
                    .compose(request -> request.send(Buffer.buffer(bytes(length))))
                    .compose(HttpClientResponse::body)
                    .map(Buffer::toString)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            assertThat(body).isEqualTo(String.valueOf(length));
        }
    }

    @Test
    void a_body_counts_until_its_request_is_answered() throws Exception {
        try (RawConnection connection = hold(1_000)) {
            RoutingContext exchange = takeHeld();
            assertThat(budget.taken()).isEqualTo(1_000);
            try (RawConnection other = new RawConnection(port)) {
                other.send(head("/length", 600));
                RawConnection.Answer answer = other.answer();
                assertThat(answer.status()).as("before its first byte").isEqualTo(503);
                assertThat(answer.headers()).containsEntry("retry-after", "1");
                other.send(bytes(600));
                sendWhole(other, "/length", 500);
                assertThat(other.answer().body()).as("a body that fits").isEqualTo("500");
                other.send(chunkedHead("/length"));
                other.send(chunk(400));
                other.send(chunk(400));
                assertThat(other.answer().status()).as("while it arrives").isEqualTo(503);
                other.send(RawConnection.bytes("0\r\n\r\n"));
                exchange.response().end();
                assertThat(connection.answer().status()).isEqualTo(200);
                awaitTaken(0);
                sendWhole(other, "/length", 1_000);
                assertThat(other.answer().body()).isEqualTo("1000");
            }
        }
    }

    @Test
    void an_announced_body_takes_no_room_until_it_arrives() throws Exception {
        try (RawConnection stalled = new RawConnection(port);
                RawConnection other = new RawConnection(port)) {
            stalled.send(head("/length", 1_000));
            stalled.send(bytes(10));
            awaitTaken(10);
            sendWhole(other, "/length", 1_000);
            assertThat(other.answer().body()).isEqualTo("1000");
        }
    }

    @Test
    void a_client_that_disconnects_releases_its_room() throws Exception {
        try (RawConnection connection = new RawConnection(port)) {
            connection.send(head("/length", 900));
            connection.send(bytes(800));
            awaitTaken(800);
        }
    }

    @Test
    void the_body_of_a_client_that_disconnects_before_its_answer_counts_a_while_longer() throws Exception {
        try (RawConnection connection = hold(700)) {
            takeHeld();
        }
        assertThat(budget.taken()).isEqualTo(700);
        awaitTaken(0);
    }

    @Test
    void a_body_that_stalls_is_answered_408_and_its_connection_closed() throws Exception {
        try (RawConnection connection = new RawConnection(port)) {
            connection.send(head("/length", 900));
            connection.send(bytes(100));
            RawConnection.Answer answer = connection.answer();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.closes()).isTrue();
            assertThat(connection.isClosed()).isTrue();
        }
    }

    @Test
    void a_body_that_is_too_large_is_413_and_the_connection_serves_the_next_request() throws Exception {
        try (RawConnection connection = new RawConnection(port)) {
            connection.send(head("/length", 1_001));
            assertThat(connection.answer().status()).isEqualTo(413);
            connection.send(bytes(1_001));
            connection.send(chunkedHead("/length"));
            connection.send(chunk(600));
            connection.send(chunk(600));
            assertThat(connection.answer().status()).isEqualTo(413);
            connection.send(RawConnection.bytes("0\r\n\r\n"));
            sendWhole(connection, "/length", 5);
            assertThat(connection.answer().body()).isEqualTo("5");
        }
    }

    @Test
    void a_body_of_very_many_small_chunks_is_400_and_closes_the_connection() throws Exception {
        try (RawConnection connection = new RawConnection(port)) {
            connection.send(chunkedHead("/length"));
            connection.send(RawConnection.bytes("1\r\nx\r\n".repeat(513)));
            RawConnection.Answer answer = connection.answer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.closes()).isTrue();
            assertThat(connection.isClosed()).isTrue();
        }
    }

    @Test
    void a_body_far_over_the_limit_is_not_read_to_its_end() throws Exception {
        try (RawConnection connection = new RawConnection(port)) {
            connection.send(head("/length", 1_000_000_000));
            assertThat(connection.answer().status()).isEqualTo(413);
            assertThat(sentUntilClosed(connection)).isLessThan(100_000_000);
        }
    }

    private static long sentUntilClosed(RawConnection connection) {
        byte[] some = bytes(100_000);
        long sent = 0;
        try {
            while (sent < 1_000_000_000) {
                connection.send(some);
                sent += some.length;
            }
        } catch (IOException closed) {
            // as expected
        }
        return sent;
    }

    @Test
    void the_body_of_a_request_that_another_filter_rejected_is_dropped() throws Exception {
        try (RawConnection connection = new RawConnection(port)) {
            connection.send(head("/refused", 900));
            assertThat(connection.answer().status()).isEqualTo(401);
            connection.send(bytes(900));
            sendWhole(connection, "/length", 5);
            assertThat(connection.answer().body()).isEqualTo("5");
            connection.send(head("/refused", 900));
            assertThat(connection.answer().status()).isEqualTo(401);
            assertThat(connection.isClosed()).as("it stalls").isTrue();
        }
    }
}
