package dev.flsys.model.files;

import dev.flsys.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.FileSystemException;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the body of one request to a new file. Bytes are read from the client only as fast as the disk accepts them,
 * so the memory for an upload is bounded. The room {@code platform.body} ends a body that stalls: it answers the
 * request, and then this object ends, too. For the event loop of the request.
 */
final class ReceivedFile {

    /** Bytes that are written at once. */
    private static final int PIECE = 128 * 1024;

    /** The number of chunks of a body that may be small. More of them would cost much time for few bytes. */
    private static final int SMALL_CHUNKS = 512;

    private static final int MEAN_CHUNK = 64;

    /** Bytes after which the free space of the disk is read again. */
    private static final long SPACE_INTERVAL = 64L << 20;

    private final RoutingContext exchange;
    private final HttpServerRequest request;
    private final AsyncFile file;
    private final long limit;
    private final BooleanSupplier hasSpace;
    private final Promise<Long> received = Promise.promise();
    private Buffer piece = Buffer.buffer();
    private long bytes;
    private long chunks;
    private long spaceReadAt;
    private boolean over;

    private ReceivedFile(RoutingContext exchange, AsyncFile file, long limit, BooleanSupplier hasSpace) {
        this.exchange = exchange;
        this.request = exchange.request();
        this.file = file;
        this.limit = limit;
        this.hasSpace = hasSpace;
    }

    /**
     * Reads the body of a paused request into the new file {@code to}. The file is closed when the future is done, and
     * remains after a failure.
     *
     * @param limit the most bytes
     * @param hasSpace whether the disk has enough space; may block
     * @return the bytes of the body; fails with a {@link Problem}, or with the exception of the file
     */
    static Future<Long> write(RoutingContext exchange, Path to, long limit, BooleanSupplier hasSpace) {
        Vertx vertx = exchange.vertx();
        OpenOptions options =
                new OpenOptions().setRead(false).setWrite(true).setCreate(false).setCreateNew(true);
        return vertx.fileSystem().open(to.toString(), options).compose(file -> {
            ReceivedFile writing = new ReceivedFile(exchange, file, limit, hasSpace);
            writing.start();
            return writing.received.future();
        });
    }

    private void start() {
        file.exceptionHandler(this::fail);
        exchange.addEndHandler(answered -> fail(ModelFilesProblem.gone()));
        if (exchange.response().closed() || exchange.response().ended()) {
            fail(ModelFilesProblem.gone());
        } else if (request.isEnded()) {
            finish();
        } else {
            request.exceptionHandler(broken -> fail(ModelFilesProblem.gone()));
            request.handler(this::add);
            request.endHandler(end -> finish());
            if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))
                    && request.version() != HttpVersion.HTTP_1_0) {
                exchange.response().writeContinue();
            }
            request.resume();
        }
    }

    private void add(Buffer chunk) {
        if (over) {
            return;
        }
        chunks++;
        bytes += chunk.length();
        if (bytes > limit) {
            fail(ModelFilesProblem.tooLarge(limit));
        } else if (chunks > SMALL_CHUNKS && bytes < chunks * MEAN_CHUNK) {
            fail(ModelFilesProblem.request("The body is sent in too many small chunks."));
        } else {
            piece.appendBuffer(chunk);
            if (piece.length() >= PIECE) {
                writePiece();
            }
        }
    }

    private void writePiece() {
        Buffer full = piece;
        piece = Buffer.buffer();
        file.write(full).onFailure(this::fail);
        if (file.writeQueueFull()) {
            request.pause();
            file.drainHandler(drained -> {
                if (!request.isEnded()) {
                    request.resume();
                }
            });
        }
        if (bytes - spaceReadAt >= SPACE_INTERVAL) {
            spaceReadAt = bytes;
            exchange.vertx().executeBlocking(hasSpace::getAsBoolean, false).onSuccess(enough -> {
                if (!enough) {
                    fail(ModelFilesProblem.full(null));
                }
            });
        }
    }

    private void finish() {
        if (over) {
            return;
        }
        Future<Void> written = piece.length() == 0 ? Future.succeededFuture() : file.write(piece);
        piece = Buffer.buffer();
        written.compose(all -> file.flush()).onComplete(flushed -> {
            if (flushed.failed()) {
                fail(flushed.cause());
            } else if (!over) {
                over = true;
                file.close().onComplete(closed -> {
                    if (closed.succeeded()) {
                        received.tryComplete(bytes);
                    } else {
                        received.tryFail(closed.cause());
                    }
                });
            }
        });
    }

    private void fail(Throwable reason) {
        if (!over) {
            over = true;
            piece = Buffer.buffer();
            file.close().onComplete(closed -> received.tryFail(cause(reason)));
        }
    }

    /** The exception of the file system, which Vert.x wraps. */
    private static Throwable cause(Throwable reason) {
        @Nullable Throwable inner = reason.getCause();
        return reason instanceof FileSystemException && inner instanceof IOException ? inner : reason;
    }
}
