package dev.flsys.platform.body;

import dev.flsys.grpc.CallLimits;
import dev.flsys.model.files.UploadSettings;
import dev.flsys.problem.GrpcAnswer;
import dev.flsys.problem.ProblemWriter;
import dev.flsys.received.TensorHead;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Collects the body of every request before the request is routed, so no thread waits for a client. Answers 413 to a
 * body that is too large, 503 if the heap has no room, and 408 to a body that does not arrive in time. The body of a
 * request that another filter rejected is read and dropped. The body of a model file is not collected: the room
 * {@code model.files} writes it to the disk while it arrives.
 */
@Singleton
final class BodyGate {

    /** The order of the first part: before all filters that may reject a request. */
    private static final int WATCHES = 490;

    /**
     * The order of the second part: after these filters, so that only the bodies of allowed callers take memory, and
     * before the first routes (-100).
     */
    private static final int COLLECTS = 150;

    private static final String KEY = IncomingBody.class.getName();

    /** Paths of pictures and rows of numbers. */
    private static final Pattern PREDICTION = Pattern.compile("/((api/)?predict|api/explain)(/.*)?");

    /** The limit of these paths. */
    private static final long LARGE = 24L * 1024 * 1024;

    /**
     * Paths of tensors. Their limit is {@code quarkus.http.limits.max-body-size}, or the size that the heap allows, if
     * that is less.
     */
    private static final Pattern INFERENCE = Pattern.compile("/v2/models/.+/infer/?");

    /**
     * The limit of all other paths. Their bodies hold parameters, for which Jackson may create objects of thirty times
     * the size.
     */
    private static final long SMALL = 1024 * 1024;

    /** Socket.IO reads bodies itself, with its own limit below {@link #SMALL}. */
    private static final Pattern SOCKET_IO = Pattern.compile("/socket\\.io/?");

    private static final Set<HttpMethod> WITHOUT_BODY = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final long limit;
    private final BodySettings settings;
    private final UploadSettings uploads;
    private final ProblemWriter problems;
    private final BodyBudget budget;

    /** Uploads take no heap: each piece is written to a file before the next one is read. */
    private final BodyBudget unlimited = new BodyBudget(Long.MAX_VALUE);

    @Inject
    BodyGate(
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit,
            BodySettings settings,
            UploadSettings uploads,
            ProblemWriter problems) {
        this.limit = limit.asLongValue();
        this.settings = settings;
        this.uploads = uploads;
        this.problems = problems;
        this.budget = BodyBudget.of(Runtime.getRuntime().maxMemory(), Math.min(this.limit, LARGE));
    }

    void register(@Observes Filters filters) {
        filters.register(this::watch, WATCHES);
        filters.register(this::collect, COLLECTS);
    }

    private void watch(RoutingContext exchange) {
        if (isFramingUnclear(exchange.request())) {
            exchange.response().putHeader(HttpHeaders.CONNECTION, HttpHeaderValues.CLOSE);
            problems.end(
                    exchange,
                    400,
                    "The end of the request is not clear: its Transfer-Encoding is not 'chunked', or a header has no name.");
            // Vert.x keeps the connection of a request that asks for it, even if the answer
            // has "Connection: close".
            var unused = exchange.request().connection().close();
            return;
        }
        if (GrpcAnswer.isOf(exchange.request())) {
            // Its messages are collected one by one, by the room grpc.
            new CallLimits(budget, settings.timeout(), IncomingBody.MIN_RATE).addTo(exchange);
        } else if (hasBody(exchange.request())) {
            boolean upload = uploads.isUpload(exchange);
            IncomingBody body = new IncomingBody(
                    exchange,
                    upload ? unlimited : budget,
                    upload ? uploads.maxBytes() : limit(exchange),
                    settings.timeout(),
                    (refused, status, detail) -> problems.end(refused, status, detail));
            if (isInference(exchange)) {
                TensorHead.length(exchange.request().headers()).ifPresent(body::forEngine);
            }
            exchange.put(KEY, body);
            exchange.addEndHandler(end -> body.onAnswered(end.failed()));
        }
        exchange.next();
    }

    private void collect(RoutingContext exchange) {
        IncomingBody body = exchange.get(KEY);
        HttpServerRequest request = exchange.request();
        long announced = announced(request);
        if (body == null) {
            exchange.next();
        } else if (uploads.isUpload(exchange)) {
            // Quarkus refuses an announced length above max-body-size. The length has been compared with the own limit
            // of uploads, and the reader of the upload counts the bytes.
            request.headers().remove(HttpHeaders.CONTENT_LENGTH);
            exchange.put(UploadSettings.ANNOUNCED, announced);
            body.stream(announced);
        } else if (SOCKET_IO.matcher(request.path()).matches() || (isHttp2(request) && announced < 0)) {
            // Quarkus REST cannot read an HTTP/2 stream that has ended, so its end cannot be awaited here.
            body.leave(announced);
        } else {
            body.collect(announced);
        }
    }

    private long limit(RoutingContext exchange) {
        String path = exchange.normalizedPath();
        if (path == null) {
            return Math.min(limit, SMALL);
        }
        if (isInference(exchange)) {
            return Math.min(limit, budget.size());
        }
        return Math.min(limit, PREDICTION.matcher(path).matches() ? LARGE : SMALL);
    }

    /** Whether the request is an inference with tensors. */
    static boolean isInference(RoutingContext exchange) {
        String path = exchange.normalizedPath();
        return path != null && INFERENCE.matcher(path).matches();
    }

    private static boolean hasBody(HttpServerRequest request) {
        long announced = announced(request);
        return announced > 0
                || (isHttp2(request)
                        ? announced < 0 && !WITHOUT_BODY.contains(request.method())
                        : request.headers().contains(HttpHeaders.TRANSFER_ENCODING));
    }

    /**
     * Whether a proxy may read another end of the request than this service does (RFC 9112, section 6.1). Bytes that
     * one of the two programs reads as a body would be a request for the other one.
     */
    private static boolean isFramingUnclear(HttpServerRequest request) {
        List<String> codings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
        boolean chunked = codings.isEmpty()
                || (codings.size() == 1 && codings.get(0).strip().equalsIgnoreCase("chunked"));
        return !isHttp2(request) && (!chunked || request.headers().contains(""));
    }

    private static boolean isHttp2(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2;
    }

    /** The announced length; -1 if there is none or it is not a number. */
    private static long announced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return -1;
        }
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException malformed) {
            return -1;
        }
    }
}
