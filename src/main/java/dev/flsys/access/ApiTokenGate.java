package dev.flsys.access;

import dev.flsys.problem.ProblemWriter;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rejects requests without API_TOKEN, if it is set. The token is sent as {@code Authorization: Bearer} (RFC 6750). The
 * WebSocket of a browser cannot set headers and may send {@code ?token=}.
 *
 * <p>Health, metrics and the API description need no token. Neither does the page of the console: a browser cannot send
 * a token for a page, and the page asks the user for it. Socket.IO checks the token itself, because its clients send it
 * after their requests have passed. Reads of a shared run use the token of its link instead.
 */
@Singleton
public final class ApiTokenGate {

    /** The order: before every route, and after the CORS filter of Quarkus (300), which answers preflights. */
    private static final int PRIORITY = 200;

    /** Complete paths as they were sent, so that a path such as {@code /q/health/../../api} is not open. */
    private static final Pattern OPEN = Pattern.compile("/q/(metrics|health(/(live|ready|started|well))?)/?"
            + "|/v2/health/(live|ready)/?"
            + "|/inference\\.GRPCInferenceService/Server(Live|Ready)|/grpc\\.health\\.v1\\.Health/Check"
            + "|/q/(openapi|asyncapi|swagger-ui(/[A-Za-z0-9._-]*)?)"
            + "|/socket\\.io/?");

    /** The paths of a run that is shared by a link. They check the token of the link. For reads only. */
    private static final Pattern SHARED = Pattern.compile("/api/shared(/(log|export))?/?");

    /**
     * The paths of WebSockets. A token in any other address would appear in logs and in the histories of browsers
     * without need.
     */
    private static final Pattern SOCKETS = Pattern.compile("/ws/?|/socket\\.io/?");

    private static final String SCHEME = "Bearer ";

    private final AccessSettings settings;
    private final ProblemWriter problems;

    ApiTokenGate(AccessSettings settings, ProblemWriter problems) {
        this.settings = settings;
        this.problems = problems;
    }

    void register(@Observes Filters filters) {
        if (settings.apiToken().isPresent()) {
            filters.register(this::check, PRIORITY);
        }
    }

    /** Whether {@code request} has the token; false if none is set. For actions of the operator only. */
    public boolean isOperator(HttpServerRequest request) {
        return settings.apiToken()
                .flatMap(expected -> findToken(request).map(token -> equalsInConstantTime(token, expected)))
                .orElse(false);
    }

    /** Whether a call with these values is allowed: no token is set, or one of the values is the token. */
    public boolean admits(@Nullable String authorization, @Nullable String other) {
        return settings.apiToken().isEmpty() || isOperator(authorization, other);
    }

    /**
     * Whether a call is allowed, by the parts of its request that were kept.
     *
     * @param authorization its Authorization header
     * @param query its {@code token} parameter
     */
    public boolean isOperator(@Nullable String authorization, @Nullable String query) {
        return settings.apiToken()
                .flatMap(expected -> parseBearer(authorization)
                        .or(() -> Optional.ofNullable(query))
                        .map(token -> equalsInConstantTime(token, expected)))
                .orElse(false);
    }

    private void check(RoutingContext exchange) {
        HttpServerRequest request = exchange.request();
        if (isOpen(request) || isOperator(request)) {
            exchange.next();
            return;
        }
        exchange.response().putHeader("WWW-Authenticate", "Bearer realm=\"flsys\"");
        problems.end(exchange, 401, "Send the API token as 'Authorization: Bearer <token>'.");
    }

    private static boolean isOpen(HttpServerRequest request) {
        return request.method().equals(HttpMethod.OPTIONS)
                || OPEN.matcher(request.path()).matches()
                || (PageRequests.isRead(request)
                        && SHARED.matcher(request.path()).matches())
                || PageRequests.isConsole(request);
    }

    private static Optional<String> findToken(HttpServerRequest request) {
        boolean upgrade = SOCKETS.matcher(request.path()).matches()
                && "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
        return parseBearer(request.getHeader(HttpHeaders.AUTHORIZATION))
                .or(() -> upgrade ? Optional.ofNullable(request.getParam("token")) : Optional.empty());
    }

    private static Optional<String> parseBearer(@Nullable String header) {
        return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(header.substring(SCHEME.length()).strip())
                : Optional.empty();
    }

    /** Compares in constant time. */
    private static boolean equalsInConstantTime(String sent, String expected) {
        return MessageDigest.isEqual(sent.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }
}
