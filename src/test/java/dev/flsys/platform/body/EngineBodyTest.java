package dev.flsys.platform.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flsys.testsupport.RawConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The memory of large bodies that an engine reads, from their arrival to the answer. */
class EngineBodyTest {

    private static final int LENGTH = 1 << 20;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final BodyBudget budget = new BodyBudget(8L * LENGTH);
    private final BlockingQueue<RoutingContext> held = new LinkedBlockingQueue<>();
    private final BlockingQueue<Boolean> ends = new LinkedBlockingQueue<>();
    private int port;

    @BeforeEach
    void start() throws Exception {
        Router router = Router.router(vertx);
        router.route().handler(exchange -> {
            IncomingBody body = new IncomingBody(
                    exchange, budget, 2L * LENGTH, TIMEOUT, (refused, status, detail) -> refused.response()
                            .setStatusCode(status)
                            .end(detail));
            exchange.addEndHandler(end -> {
                body.onAnswered(end.failed());
                ends.add(end.succeeded());
            });
            body.forEngine(0);
            body.collect(LENGTH);
        });
        router.route().handler(held::add);
        port = vertx.createHttpServer()
                .requestHandler(request -> {
                    request.pause();
                    router.handle(request);
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .actualPort();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private RawConnection connect() throws Exception {
        return new RawConnection(port);
    }

    private static byte[] content(char letter, int length) {
        return RawConnection.bytes(String.valueOf(letter).repeat(length));
    }

    /** The request whose body consists of one letter, once the body is complete. */
    private RoutingContext send(RawConnection connection, char letter) throws Exception {
        connection.send(
                RawConnection.bytes("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + LENGTH + "\r\n\r\n"));
        connection.send(content(letter, LENGTH));
        RoutingContext exchange = held.poll(20, TimeUnit.SECONDS);
        assertThat(exchange).isNotNull();
        assertThat(isOf(exchange, letter)).isTrue();
        return exchange;
    }

    private static ByteBuf bytes(RoutingContext exchange) {
        return exchange.body().buffer().getByteBuf();
    }

    private static boolean isOf(RoutingContext exchange, char letter) {
        return Arrays.equals(ByteBufUtil.getBytes(bytes(exchange)), content(letter, LENGTH));
    }

    private void answer(RoutingContext exchange, int status) throws Exception {
        exchange.vertx()
                .runOnContext(now -> exchange.response().setStatusCode(status).end("answer"));
        assertThat(ends.poll(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void the_memory_of_an_answered_request_is_used_for_the_next_one() throws Exception {
        try (RawConnection connection = connect()) {
            RoutingContext first = send(connection, 'a');
            long address = bytes(first).memoryAddress();
            answer(first, 200);
            assertThat(connection.answer().status()).isEqualTo(200);

            assertThat(bytes(send(connection, 'b')).memoryAddress()).isEqualTo(address);
        }
    }

    @Test
    void requests_at_the_same_time_have_different_memory() throws Exception {
        try (RawConnection one = connect();
                RawConnection other = connect()) {
            RoutingContext first = send(one, 'a');
            RoutingContext second = send(other, 'b');

            assertThat(isOf(first, 'a')).isTrue();
            assertThat(isOf(second, 'b')).isTrue();
        }
    }

    @Test
    void the_memory_of_a_failed_request_is_not_used_because_a_model_may_still_read_it() throws Exception {
        try (RawConnection connection = connect()) {
            RoutingContext first = send(connection, 'a');
            answer(first, 504);
            assertThat(connection.answer().status()).isEqualTo(504);

            send(connection, 'b');

            assertThat(isOf(first, 'a')).isTrue();
        }
    }

    @Test
    void the_memory_of_a_request_whose_client_has_gone_is_not_used() throws Exception {
        RoutingContext first;
        try (RawConnection connection = connect()) {
            first = send(connection, 'a');
        }
        assertThat(ends.poll(20, TimeUnit.SECONDS)).isFalse();
        try (RawConnection connection = connect()) {
            send(connection, 'b');
        }

        assertThat(isOf(first, 'a')).isTrue();
    }

    @Test
    void a_body_that_does_not_end_takes_nothing_from_the_next_one() throws Exception {
        for (int i = 0; i < 3; i++) {
            try (RawConnection connection = connect()) {
                connection.send(RawConnection.bytes(
                        "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + LENGTH + "\r\n\r\n"));
                connection.send(content('x', LENGTH / 2));
                await().atMost(TIMEOUT).until(() -> budget.taken() >= LENGTH / 2);
            }
            assertThat(ends.poll(20, TimeUnit.SECONDS)).isFalse();
            assertThat(budget.taken()).isZero();
        }
        try (RawConnection connection = connect()) {
            answer(send(connection, 'b'), 200);
            assertThat(connection.answer().body()).isEqualTo("answer");
        }
    }
}
