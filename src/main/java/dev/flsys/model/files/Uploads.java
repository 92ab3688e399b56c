package dev.flsys.model.files;

import dev.flsys.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Receives bodies of requests into files, a limited number at the same time, and deletes each file at its end.
 * Thread-safe.
 */
public final class Uploads {

    /** Bodies that are received at the same time. */
    public static final int MAX = 2;

    private final Semaphore places = new Semaphore(MAX);
    private final long maxBytes;

    public Uploads(UploadSettings settings) {
        this.maxBytes = settings.maxBytes();
    }

    /** The steps of one kind of upload. All but {@link #busy} may block. */
    public interface Steps<T> {

        /**
         * The path of the new file.
         *
         * @param announced bytes of the body; 0 if it is not known
         * @throws Problem if the upload is refused
         */
        Path prepare(long announced) throws IOException;

        /** Whether the disk has space for more. */
        boolean hasSpace();

        /** Publishes the complete file. The file is deleted afterwards if it still exists. */
        T publish(Path file) throws IOException;

        /** The refusal while {@link #MAX} bodies are received. */
        Problem busy();

        /** The answer to a failure that is no {@link Problem}. */
        Problem failure(Throwable cause);
    }

    /**
     * Receives the body of {@code exchange}, whose request is paused. Does not block.
     *
     * @return the result of {@link Steps#publish}; fails with a {@link Problem}, also if the request was answered
     *     meanwhile
     */
    public <T> Future<T> receive(RoutingContext exchange, Steps<T> steps) {
        if (!places.tryAcquire()) {
            return Future.failedFuture(steps.busy());
        }
        Vertx vertx = exchange.vertx();
        Long announced = exchange.get(UploadSettings.ANNOUNCED);
        return vertx.executeBlocking(() -> steps.prepare(announced == null ? 0 : announced), false)
                .compose(file -> ReceivedFile.write(exchange, file, maxBytes, steps::hasSpace)
                        .compose(bytes -> vertx.executeBlocking(() -> steps.publish(file), false))
                        .eventually(() -> vertx.executeBlocking(() -> Files.deleteIfExists(file), false)))
                .recover(failed ->
                        Future.failedFuture(failed instanceof Problem problem ? problem : steps.failure(failed)))
                .onComplete(end -> places.release());
    }

    /** The answer to the request of an upload. It is never completed if the request was answered meanwhile. */
    public static <T> CompletionStage<Response> answer(
            Future<T> upload, RoutingContext exchange, Function<T, Response> success) {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        upload.onComplete(end -> {
            if (end.succeeded()) {
                answer.complete(success.apply(end.result()));
            } else if (!exchange.response().ended() && !exchange.response().closed()) {
                answer.completeExceptionally(end.cause());
            }
        });
        return answer;
    }
}
