package dev.flsys.platform.shutdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uses a server of Vert.x, as Quarkus does. */
class ListenersTest {

    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Vertx vertx = Vertx.vertx();
    private int port;

    @BeforeEach
    void listen() throws Exception {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> request.response().end("here"))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        port = server.actualPort();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private static int ask(Socket connection) throws IOException {
        connection.getOutputStream().write(REQUEST);
        return connection.getInputStream().readNBytes(12).length;
    }

    @Test
    void open_connections_are_still_served_and_new_ones_are_rejected() throws Exception {
        try (Socket before = connect();
                Socket idle = connect()) {
            assertThat(ask(before)).isEqualTo(12);
            new Listeners(vertx).close();
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
            assertThat(ask(before)).isEqualTo(12);
            assertThat(ask(idle)).isEqualTo(12);
        }
    }

    @Test
    void a_second_close_does_nothing() throws Exception {
        new Listeners(vertx).close();
        new Listeners(vertx).close();
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    }
}
