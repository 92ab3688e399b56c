package dev.flsys.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.impl.WebSocketInternal;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlushCoalescingTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int MESSAGES = 500;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger flushes = new AtomicInteger();
    private final CompletableFuture<ServerWebSocket> opened = new CompletableFuture<>();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private void accept(HttpServerRequest request) {
        FlushCoalescing.on(request);
        // Twice, as for a client that opens its session and then its WebSocket on one connection.
        FlushCoalescing.on(request);
        ((ConnectionBase) request.connection())
                .channelHandlerContext()
                .pipeline()
                .addFirst(new ChannelOutboundHandlerAdapter() {
                    @Override
                    public void flush(ChannelHandlerContext context) {
                        flushes.incrementAndGet();
                        context.flush();
                    }
                });
        request.toWebSocket().onSuccess(opened::complete);
    }

    @Test
    void messages_that_are_written_together_are_few_flushes_and_arrive_in_order() throws Exception {
        HttpServer server =
                result(vertx.createHttpServer().requestHandler(this::accept).listen(0, "127.0.0.1"));
        List<String> received = new CopyOnWriteArrayList<>();
        result(vertx.createWebSocketClient().connect(server.actualPort(), "127.0.0.1", "/"))
                .textMessageHandler(received::add);
        ServerWebSocket socket = opened.get(SOON.toSeconds(), TimeUnit.SECONDS);
        flushes.set(0);
        CompletableFuture<Void> last = new CompletableFuture<>();
        // On the thread of the connection: all are written before the flush that the first one asks for.
        onThreadOf(socket, () -> {
            for (int i = 0; i < MESSAGES; i++) {
                var written = socket.writeTextMessage("message " + i);
                if (i == MESSAGES - 1) {
                    written.onSuccess(last::complete);
                }
            }
        });
        last.get(SOON.toSeconds(), TimeUnit.SECONDS);
        await().atMost(SOON).until(() -> received.size() == MESSAGES);
        assertThat(received)
                .isEqualTo(IntStream.range(0, MESSAGES)
                        .mapToObj(i -> "message " + i)
                        .toList());
        assertThat(flushes.get()).isBetween(1, 5);
    }

    private static void onThreadOf(ServerWebSocket socket, Runnable task) {
        ((WebSocketInternal) socket).channelHandlerContext().executor().execute(task);
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
    }
}
