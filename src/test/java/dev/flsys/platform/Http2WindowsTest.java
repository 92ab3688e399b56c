package dev.flsys.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class Http2WindowsTest {

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void streams_that_are_not_read_leave_room_for_others_of_their_connection() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            HttpServerOptions options = new HttpServerOptions();
            new Http2Windows().customizeHttpServer(options);
            HttpServer server = get(vertx.createHttpServer(options)
                    .requestHandler(request -> {
                        if (request.path().equals("/unread")) {
                            request.pause();
                            request.response().setChunked(true).write("begun");
                        } else {
                            request.body().onSuccess(body -> request.response().end(String.valueOf(body.length())));
                        }
                    })
                    .listen(0, "127.0.0.1"));
            HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false));
            for (int i = 0; i < 3; i++) {
                HttpClientRequest unread =
                        get(client.request(HttpMethod.POST, server.actualPort(), "127.0.0.1", "/unread"));
                var unused = unread.setChunked(true).write(Buffer.buffer(new byte[1 << 20]));
                // The answer has begun, and the client has sent what the window of the stream allows.
                CompletableFuture<Void> begun = new CompletableFuture<>();
                unread.response().onSuccess(answer -> answer.handler(bytes -> begun.complete(null)));
                begun.get(20, TimeUnit.SECONDS);
            }

            HttpClientRequest read = get(client.request(HttpMethod.POST, server.actualPort(), "127.0.0.1", "/read"));
            Buffer answer = get(read.send(Buffer.buffer(new byte[2 << 20])).compose(response -> response.body()));

            assertThat(answer).hasToString("2097152");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }
}
