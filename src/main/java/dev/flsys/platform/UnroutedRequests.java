package dev.flsys.platform;

import dev.flsys.problem.ProblemWriter;
import io.vertx.core.VertxException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;

/** Problem bodies for requests that are rejected before any resource: malformed, too large, or of an unknown path. */
@Singleton
final class UnroutedRequests {

    private static final Map<Integer, String> DETAILS = Map.of(
            400, "The request cannot be read.",
            404, "There is nothing at this path.",
            405, "This method is not offered here.",
            413, "The request body is too large.",
            414, "The address is too long.",
            415, "The body must be application/json.",
            431, "The headers are too large.");

    private final ProblemWriter problems;

    UnroutedRequests(ProblemWriter problems) {
        this.problems = problems;
    }

    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(this::malformed);
        DETAILS.forEach((status, detail) -> router.errorHandler(status, exchange -> answer(exchange, status, detail)));
    }

    /**
     * Answers a request that Vert.x refuses before any route, such as one without a host. Without this, Quarkus logs
     * each of them as an error of the service.
     */
    private void malformed(RoutingContext exchange) {
        if (exchange.statusCode() == 400 && exchange.failure() instanceof VertxException) {
            answer(exchange, 400, "The Host header is missing, or is not a host with an optional port.");
        } else {
            exchange.next();
        }
    }

    private void answer(RoutingContext exchange, int status, String detail) {
        if (exchange.response().headWritten()) {
            exchange.response().reset();
        } else {
            problems.end(exchange, status, detail);
        }
    }
}
