package dev.flsys.grpc;

import com.google.protobuf.Message;
import dev.flsys.problem.GrpcAnswer;
import dev.flsys.problem.GrpcCode;
import dev.flsys.problem.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One call: collects a request, lets a worker answer it, and writes the answer before it takes the next request of a
 * stream. For the event loop of its request, except {@link #isOver()} and {@link #drain()}.
 */
final class GrpcCall<Q extends Message> implements GrpcCaller {

    private static final Logger LOG = Logger.getLogger(GrpcCall.class);

    /** The time to take a small answer, in milliseconds; a large one has more. */
    private static final long ANSWER_MILLISECONDS = 60_000;

    private static final Set<String> ENCODINGS = Set.of("identity", "gzip", "deflate");
    private static final long NO_TIMER = -1;

    /** The HTTP/2 error code of RFC 9113, section 7. */
    private static final long NO_ERROR = 0;

    private static final long CANCEL = 8;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Vertx vertx;
    private final Context context;
    private final GrpcMethod<Q> method;
    private final GrpcRoute.Decompression decompression;
    private final Executor workers;
    private final CallLimits limits;
    private final MessageReader reader;
    private final PieceCount pieces = new PieceCount();
    private final String encoding;

    private volatile boolean over;
    private boolean busy;
    /** Whether a worker has the request. */
    private boolean working;

    private boolean ended;
    private boolean draining;
    private int requests;
    private long stall = NO_TIMER;
    private long deadline = NO_TIMER;
    private long writing = NO_TIMER;

    GrpcCall(RoutingContext exchange, GrpcMethod<Q> method, GrpcRoute.Decompression decompression, Executor workers) {
        this.request = exchange.request();
        this.response = exchange.response();
        this.vertx = exchange.vertx();
        this.context = vertx.getOrCreateContext();
        this.method = method;
        this.decompression = decompression;
        this.workers = workers;
        this.limits = CallLimits.of(exchange);
        this.reader =
                new MessageReader(Math.min(method.largest(), limits.memory().size()), limits.memory());
        String named = request.getHeader("grpc-encoding");
        this.encoding = named == null ? "identity" : named;
        exchange.addEndHandler(end -> close());
    }

    @Override
    public HttpServerRequest request() {
        return request;
    }

    @Override
    public boolean isOver() {
        return over;
    }

    /** Begins to read. */
    void start() {
        request.exceptionHandler(reset -> close());
        request.handler(chunk -> runSafely(() -> {
            pieces.add(chunk.length());
            reader.add(chunk);
            advance();
        }));
        request.endHandler(end -> runSafely(() -> {
            ended = true;
            advance();
        }));
        runSafely(() -> {
            OptionalLong timeout = CallTimeout.parseMilliseconds(request.getHeader(CallTimeout.HEADER));
            if (timeout.isPresent() && timeout.getAsLong() == 0) {
                throw expired();
            }
            if (timeout.isPresent()) {
                deadline = vertx.setTimer(timeout.getAsLong(), due -> fail(expired()));
            }
            if (!ENCODINGS.contains(encoding)) {
                throw GrpcProblem.absent("The grpc-encoding is not identity, gzip or deflate.");
            }
        });
        if (!over) {
            watch();
            request.resume();
        }
    }

    /** Ends a stream after the answer to its present request. Any thread. */
    void drain() {
        context.runOnContext(now -> {
            draining = true;
            if (!busy) {
                fail(GrpcProblem.ending());
            }
        });
    }

    private static GrpcProblem expired() {
        return GrpcProblem.late("The deadline of the call has passed.");
    }

    private void runSafely(Runnable step) {
        if (over) {
            return;
        }
        try {
            step.run();
        } catch (RuntimeException refused) {
            fail(refused);
        }
    }

    /** Takes the next request, unless another one is being answered. */
    private void advance() {
        if (busy) {
            return;
        }
        MessageReader.Message message = reader.poll();
        if (message != null) {
            requests++;
            pieces.reset();
            busy = true;
            if (!ended) {
                request.pause();
            }
            answer(message);
        } else if (ended && reader.isWithin()) {
            throw GrpcProblem.malformed("The call ends within a message.");
        } else if (ended && requests == 0 && !method.streaming()) {
            throw GrpcProblem.malformed("The call has no request.");
        } else if (ended) {
            finish(null);
        }
    }

    private void answer(MessageReader.Message message) {
        working = true;
        try {
            workers.execute(() -> runMethod(message));
        } catch (RejectedExecutionException stopped) {
            working = false;
            throw GrpcProblem.ending();
        }
    }

    /** Called on a worker. */
    private void runMethod(MessageReader.Message message) {
        if (over) {
            context.runOnContext(now -> onWorked());
            return;
        }
        Runnable[] release = {() -> {}};
        CompletionStage<? extends Message> answer;
        try {
            ByteBuf bytes = message.bytes();
            if (message.compressed()) {
                if (encoding.equals("identity")) {
                    throw GrpcProblem.malformed("A message is compressed, and the call has no grpc-encoding.");
                }
                GrpcRoute.Decompressed plain =
                        decompression.of(ByteBufUtil.getBytes(bytes), encoding, method.largest());
                release[0] = plain.release();
                bytes = Unpooled.wrappedBuffer(plain.bytes());
            }
            answer = method.answer().of(method.parser().parse(bytes), this);
        } catch (RuntimeException | Error refused) {
            answer = CompletableFuture.failedFuture(refused);
        }
        answer.thenApply(MessageFrame::of).whenComplete((frame, failure) -> {
            release[0].run();
            context.runOnContext(now -> {
                onWorked();
                if (failure != null) {
                    fail(failure);
                } else {
                    if (!method.streaming()) {
                        // Only an answer of the model shows that it has read its input. After a timeout it may still
                        // read it, and a stream answers a timeout by a message, too.
                        reader.reuse();
                    }
                    if (!over) {
                        send(frame);
                    }
                }
            });
        });
    }

    /** The worker no longer needs the request. */
    private void onWorked() {
        working = false;
        if (over && writing == NO_TIMER) {
            reader.close();
        }
    }

    private void send(byte[] frame) {
        busy = false;
        Buffer bytes = Buffer.buffer(Unpooled.wrappedBuffer(frame));
        if (!response.headWritten()) {
            GrpcAnswer.writeHeaders(response);
        }
        if (!method.streaming()) {
            finish(bytes);
            return;
        }
        busy = true;
        limitWriting(frame.length);
        response.write(bytes).onComplete(written -> {
            busy = false;
            stopWriting();
            reader.release();
            if (draining) {
                fail(GrpcProblem.ending());
            } else if (written.succeeded()) {
                runSafely(this::advance);
                if (!busy && !ended && !over) {
                    // The client could not send while its request was answered.
                    vertx.cancelTimer(stall);
                    watch();
                    request.resume();
                }
            }
        });
    }

    private void finish(@Nullable Buffer last) {
        over = true;
        if (!response.headWritten()) {
            GrpcAnswer.writeHeaders(response);
        }
        response.putTrailer(GrpcAnswer.STATUS, Integer.toString(GrpcCode.OK.number()));
        limitWriting(last == null ? 0 : last.length());
        Future<Void> written = last == null ? response.end() : response.end(last);
        written.onComplete(end -> stopWriting());
        // A client that has its answer may not have ended its request yet.
        if (!request.isEnded()) {
            request.handler(rest -> {});
            request.resume();
            vertx.setTimer(limits.stall().toMillis(), due -> {
                if (!request.isEnded()) {
                    var unused = response.reset(NO_ERROR);
                }
            });
        }
    }

    private void fail(Throwable failure) {
        if (over) {
            return;
        }
        over = true;
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Problem problem) {
            if (problem.status() == 500) {
                LOG.warnf(problem.getCause(), "%s: %s", problem.title(), problem.detail());
            }
            end(GrpcCode.of(problem.status()), problem.detail(), problem.retryAfterSeconds());
        } else {
            LOG.errorf(cause, "%s failed", method.path());
            end(GrpcCode.INTERNAL, "The service failed. Its log has the cause.", OptionalInt.empty());
        }
    }

    private void end(GrpcCode code, String detail, OptionalInt retryAfterSeconds) {
        if (!request.isEnded()) {
            request.handler(rest -> {});
        }
        GrpcAnswer.end(request, code, detail, retryAfterSeconds);
    }

    /** Ends a call whose client sends a message too slowly. Between two messages, a stream may be silent. */
    private void watch() {
        long before = request.bytesRead();
        stall = vertx.setTimer(limits.stall().toMillis(), due -> {
            long min = limits.rate() * limits.stall().toMillis() / 1000;
            boolean idle = (requests > 0 || method.streaming()) && !reader.isWithin();
            if (busy || idle || request.bytesRead() - before >= min) {
                watch();
            } else {
                fail(GrpcProblem.late("The message did not arrive in time: it must be complete within "
                        + limits.stall().toMillis() + " ms, or must have sent " + limits.rate() + " bytes a second."));
            }
        });
    }

    /** Ends a call whose client does not take the answer. HTTP/2 lets a client take one answer and not another. */
    private void limitWriting(int bytes) {
        long max = ANSWER_MILLISECONDS + bytes * 1000L / limits.rate();
        writing = vertx.setTimer(max, due -> {
            var unused = response.reset(CANCEL);
            stopWriting();
        });
    }

    private void stopWriting() {
        vertx.cancelTimer(writing);
        writing = NO_TIMER;
        if (over) {
            close();
        }
    }

    /** Releases everything, unless a worker has the request, or the answer is being written. May be called twice. */
    private void close() {
        over = true;
        vertx.cancelTimer(stall);
        vertx.cancelTimer(deadline);
        busy = false;
        if (!working && writing == NO_TIMER) {
            reader.close();
        }
    }
}
