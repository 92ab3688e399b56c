package dev.flsys.bench.received;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * {@code Receiver PORT BYTES}: a bare server of Vert.x, the HTTP server below Quarkus. It reads the body of a request
 * and answers so many bytes. Nothing on this platform can take a body in less time.
 */
public final class Receiver {

    private Receiver() {}

    /** Runs until the process is ended. */
    public static void main(String[] arguments) {
        int port = Integer.parseInt(arguments[0]);
        Buffer answer = Buffer.buffer(new byte[Integer.parseInt(arguments[1])]);
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2))
                .createHttpServer()
                .requestHandler(request -> receive(request, answer))
                .listen(port, "127.0.0.1")
                .onSuccess(server -> System.out.println("ready"))
                .onFailure(failed -> System.exit(1));
    }

    private static void receive(HttpServerRequest request, Buffer answer) {
        request.handler(piece -> {});
        request.endHandler(end -> request.response().end(answer));
    }
}
