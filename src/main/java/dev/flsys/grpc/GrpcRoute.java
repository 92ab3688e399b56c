package dev.flsys.grpc;

import dev.flsys.problem.GrpcAnswer;
import dev.flsys.problem.GrpcCode;
import dev.flsys.problem.Problem;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Answers the calls of all its methods. Thread-safe. */
public final class GrpcRoute {

    /** The order of the route: after the last filter (-150) and before the first other route (-100). */
    private static final int ORDER = -120;

    private final Map<String, GrpcMethod<?>> methods;
    private final Decompression decompression;
    private final Executor workers;
    private final Set<GrpcCall<?>> streams = ConcurrentHashMap.newKeySet();
    private volatile boolean ending;

    /** Decompresses messages. */
    @FunctionalInterface
    public interface Decompression {

        /**
         * The decompressed message.
         *
         * @param encoding gzip or deflate
         * @param largest bytes of a decompressed message
         * @throws Problem if it is malformed, or too large
         */
        Decompressed of(byte[] message, String encoding, long largest);
    }

    /**
     * A decompressed message.
     *
     * @param release releases its memory, when its call is answered
     */
    public record Decompressed(byte[] bytes, Runnable release) {}

    /** @param workers runs the methods */
    public GrpcRoute(Collection<GrpcMethod<?>> methods, Decompression decompression, Executor workers) {
        this.methods = methods.stream().collect(Collectors.toMap(GrpcMethod::path, Function.identity()));
        this.decompression = decompression;
        this.workers = workers;
    }

    /** Adds the route. */
    public void register(Router router) {
        router.route().order(ORDER).handler(this::handle);
    }

    /** Ends the streams of calls, each after the answer to its present request, and refuses new streams. */
    public void end() {
        ending = true;
        streams.forEach(GrpcCall::drain);
    }

    private void handle(RoutingContext exchange) {
        if (!GrpcAnswer.isOf(exchange.request())) {
            exchange.next();
            return;
        }
        GrpcMethod<?> method = methods.get(exchange.request().path());
        if (method == null) {
            refuse(
                    exchange,
                    GrpcProblem.absent(
                            "This server does not offer " + exchange.request().path()
                                    + ". Shared memory, traces and the settings of logs are not offered."));
        } else if (ending && method.streaming()) {
            refuse(exchange, GrpcProblem.ending());
        } else {
            start(exchange, method);
        }
    }

    private void start(RoutingContext exchange, GrpcMethod<?> method) {
        GrpcCall<?> call = new GrpcCall<>(exchange, method, decompression, workers);
        if (method.streaming()) {
            streams.add(call);
            exchange.addEndHandler(end -> streams.remove(call));
        }
        call.start();
        if (ending && method.streaming()) {
            // The call may have been added after the others were ended.
            call.drain();
        }
    }

    private static void refuse(RoutingContext exchange, Problem problem) {
        GrpcAnswer.end(
                exchange.request(), GrpcCode.of(problem.status()), problem.detail(), problem.retryAfterSeconds());
    }
}
