package dev.flsys.model.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.testsupport.RawConnection;
import io.vertx.core.Vertx;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.Response;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDownloadTest {

    private static final FileDownload.Conditions NONE = new FileDownload.Conditions(null, null, null);

    @TempDir
    Path folder;

    private Vertx vertx;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }

    /** Quarkus sets both handlers of a file, one after the other. */
    @Test
    void an_answer_ends_although_the_handler_of_its_end_is_set_late() throws Exception {
        Path file = Files.writeString(folder.resolve("net.onnx"), "model");
        Router router = Router.router(vertx);
        router.get().handler(exchange -> FileDownload.answer(() -> file, "net", NONE, exchange)
                .thenAccept(answer -> write(answer, exchange)));
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(1, TimeUnit.MINUTES);

        try (RawConnection connection = new RawConnection(server.actualPort())) {
            for (int i = 0; i < 2; i++) {
                connection.send(RawConnection.get("/"));
                assertThat(connection.answer().body()).isEqualTo("model");
            }
        }
    }

    private static void write(Response answer, RoutingContext exchange) {
        AsyncFile file = (AsyncFile) answer.getEntity();
        exchange.response().putHeader("Content-Length", String.valueOf(file.getReadLength()));
        file.handler(exchange.response()::write);
        try {
            Thread.sleep(500);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
        file.endHandler(end -> exchange.response().end());
    }
}
