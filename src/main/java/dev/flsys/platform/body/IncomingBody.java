package dev.flsys.platform.body;

import dev.flsys.received.ReceivedBytes;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.time.Duration;

/**
 * The body of one request while it arrives. It is collected for a handler that needs it complete, or passed to a
 * handler that reads it itself. If the request is answered before the body is complete, the rest is read and dropped.
 * Most clients send the complete body before they read the answer. If the server closed the connection, they would
 * report a broken pipe instead of the answer. For the event loop of the request only.
 */
final class IncomingBody {

    /** Bytes a second that a client must send. */
    static final int MIN_RATE = 8 * 1024;

    /** Bytes that are read and dropped before the connection is closed, as a multiple of the limit. */
    private static final int DROPPED_FACTOR = 8;

    /** The most bytes that are read and dropped, unless the limit itself is larger. */
    private static final long MAX_DROPPED = 512L * 1024 * 1024;

    /** The number of chunks of a body that may be small. More small chunks would cost much time for few bytes. */
    private static final int SMALL_CHUNKS = 512;

    /** The mean size in bytes that chunks must have if there are more than {@link #SMALL_CHUNKS}. */
    private static final int MEAN_CHUNK = 64;

    private static final int OK = 200;

    private static final long NO_TIMER = -1;
    /** The HTTP/2 error code of RFC 9113, section 7. */
    private static final long NO_ERROR = 0;

    private enum State {
        /** No handler reads the body yet. */
        WAITING,
        COLLECTING,
        /** Another handler reads the body. */
        LEFT,
        /** Complete and passed to the handler of the request. */
        WHOLE,
        /** The request is answered; the rest of the body is dropped. */
        UNWANTED,
        OVER
    }

    /** Answers a request whose body is rejected. */
    interface Refusal {
        void answer(RoutingContext exchange, int status, String detail);
    }

    private final RoutingContext exchange;
    private final HttpServerRequest request;
    private final Vertx vertx;
    private final BodyBudget budget;
    private final long limit;
    private final long timeoutMilliseconds;
    private final Refusal refusal;

    private State state = State.WAITING;
    private final ReceivedBytes bytes = new ReceivedBytes();
    private int chunks;
    private long taken;
    private long timer = NO_TIMER;
    private long receivedBefore;
    private boolean late;
    /** See {@link #forEngine}; -1 if no engine reads the body. */
    private int aligned = -1;

    /** @param limit maximum bytes of the body */
    IncomingBody(RoutingContext exchange, BodyBudget budget, long limit, Duration timeout, Refusal refusal) {
        this.exchange = exchange;
        this.request = exchange.request();
        this.vertx = exchange.vertx();
        this.budget = budget;
        this.limit = limit;
        this.timeoutMilliseconds = timeout.toMillis();
        this.refusal = refusal;
    }

    /**
     * Calls the next handler of the request once the body is complete.
     *
     * @param announced its length, -1 if unknown
     */
    void collect(long announced) {
        if (isRefused(announced)) {
            return;
        }
        state = State.COLLECTING;
        if (aligned >= 0 && announced <= Integer.MAX_VALUE) {
            bytes.expect((int) announced, start -> aligned);
        }
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        request.handler(chunk -> {
            collect(chunk);
            // Quarkus REST pauses every request, which Vert.x rejects for an HTTP/2 stream that has ended.
            if (request.version() == HttpVersion.HTTP_2 && bytes.length() == announced) {
                passOn(loader);
            }
        });
        request.endHandler(end -> passOn(loader));
        start();
        sendContinue();
        request.resume();
    }

    /**
     * Lets {@link #collect(long)} put a large body into memory that an engine can read. Nothing reads the body after a
     * success of the request. Must be called before.
     *
     * @param aligned the index of its first byte that an engine may read
     */
    void forEngine(int aligned) {
        this.aligned = aligned;
    }

    /**
     * Calls the next handler at once. That handler reads the body itself.
     *
     * @param announced its length; -1 if unknown, and then the whole limit counts
     */
    void leave(long announced) {
        if (!isRefused(announced)) {
            leave(announced, true);
        }
    }

    /**
     * The same as {@link #leave}, for a handler that may refuse the body before it reads it, and sends 100 Continue
     * itself.
     *
     * @param announced its length; -1 if unknown
     */
    void stream(long announced) {
        if (!isRefused(announced)) {
            leave(announced, false);
        }
    }

    private void leave(long announced, boolean welcomed) {
        state = State.LEFT;
        taken = announced < 0 ? limit : announced;
        if (!budget.take(taken)) {
            taken = 0;
            refuseForNow();
            return;
        }
        start();
        request.end().onComplete(end -> finish());
        if (welcomed) {
            sendContinue();
        }
        exchange.next();
    }

    /** Must be called once, when the request is answered or its client has disconnected. */
    void onAnswered(boolean clientHasGone) {
        if (!clientHasGone && state == State.WHOLE && exchange.response().getStatusCode() == OK) {
            // Only an answer of the model shows that it has read its input. After a timeout it may still read it.
            bytes.reuse();
        }
        if (clientHasGone && state == State.WHOLE) {
            // The request may still be in a queue.
            vertx.setTimer(timeoutMilliseconds, over -> finish());
        } else if (clientHasGone || state == State.WHOLE || request.isEnded()) {
            finish();
        } else if (late) {
            finish();
            end();
        } else if (state != State.OVER) {
            discard();
        }
    }

    private void discard() {
        drop();
        state = State.UNWANTED;
        long max = limit > MAX_DROPPED ? limit : Math.min(limit * DROPPED_FACTOR, MAX_DROPPED);
        request.handler(chunk -> {
            if (request.bytesRead() > max) {
                finish();
                end();
            }
        });
        request.endHandler(end -> finish());
        start();
        request.resume();
    }

    private boolean isRefused(long announced) {
        if (announced > limit) {
            refuse(413, "The request body is larger than " + limit / (1024 * 1024) + " MiB.");
        } else if (!budget.hasRoom(announced)) {
            refuseForNow();
        } else {
            return false;
        }
        return true;
    }

    private void sendContinue() {
        if (HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(String.valueOf(request.getHeader(HttpHeaders.EXPECT)))
                && request.version() != HttpVersion.HTTP_1_0) {
            exchange.response().writeContinue();
        }
    }

    private void collect(Buffer chunk) {
        if (state != State.COLLECTING) {
            return;
        }
        chunks++;
        if (chunks > SMALL_CHUNKS && bytes.length() < (long) chunks * MEAN_CHUNK) {
            refuseAndClose(400, "The body is sent in too many small chunks.");
        } else if (bytes.length() + chunk.length() > limit) {
            refuse(413, "The request body is larger than " + limit / (1024 * 1024) + " MiB.");
        } else if (budget.take(chunk.length())) {
            taken += chunk.length();
            bytes.add(chunk.getByteBuf());
        } else {
            refuseForNow();
        }
    }

    private void passOn(ClassLoader loader) {
        if (state == State.COLLECTING) {
            state = State.WHOLE;
            stop();
            // The class loader of a live reload differs from the event loop's class loader.
            Thread.currentThread().setContextClassLoader(loader);
            RoutingContextInternal context = (RoutingContextInternal) exchange;
            context.setBody(Buffer.buffer(bytes.take()));
            context.visitHandler(RoutingContextInternal.BODY_HANDLER);
            exchange.next();
        } else if (state != State.WHOLE) {
            finish();
        }
    }

    private void refuseForNow() {
        HttpServerResponse response = exchange.response();
        response.putHeader(HttpHeaders.RETRY_AFTER, "1");
        refuse(503, "The memory for request bodies is full. Try again in a second.");
    }

    /** Answers and closes the connection: the rest of the body is not read. */
    private void refuseAndClose(int status, String detail) {
        late = true;
        exchange.response().putHeader(HttpHeaders.CONNECTION, HttpHeaderValues.CLOSE);
        refuse(status, detail);
    }

    private void refuse(int status, String detail) {
        drop();
        state = State.UNWANTED;
        refusal.answer(exchange, status, detail);
    }

    private void start() {
        stop();
        receivedBefore = request.bytesRead();
        timer = vertx.setTimer(timeoutMilliseconds, due -> check());
    }

    private void check() {
        timer = NO_TIMER;
        if (request.bytesRead() - receivedBefore >= MIN_RATE * timeoutMilliseconds / 1000) {
            start();
        } else if (state == State.UNWANTED || exchange.response().headWritten()) {
            finish();
            end();
        } else {
            refuseAndClose(
                    408,
                    "The request body did not arrive in time: a body must be complete within " + timeoutMilliseconds
                            + " ms, or must have sent " + MIN_RATE + " bytes a second.");
        }
    }

    /** Closes the connection, or the stream of a connection with several streams. */
    private void end() {
        if (request.version() == HttpVersion.HTTP_2) {
            exchange.response().reset(NO_ERROR);
        } else {
            var unused = request.connection().close();
        }
    }

    private void finish() {
        drop();
        stop();
        state = State.OVER;
    }

    private void drop() {
        bytes.clear();
        budget.give(taken);
        taken = 0;
    }

    private void stop() {
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
        }
    }
}
