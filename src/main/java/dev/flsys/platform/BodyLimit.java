package dev.flsys.platform;

import dev.flsys.problem.ProblemWriter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Answers 413 to a request that announces too large a body, and reads the body away: a server that closes instead leaves
 * most clients with a broken pipe and no answer. Quarkus' own limit still holds for bodies of unknown length.
 */
@Singleton
final class BodyLimit {

    /** Before everything else, so that nobody starts to read the body. */
    private static final int PRIORITY = 400;
    /** What is read away at most, as a multiple of the limit. */
    private static final int PATIENCE = 8;

    private final long limit;
    private final ProblemWriter problems;

    BodyLimit(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit, ProblemWriter problems) {
        this.limit = limit.asLongValue();
        this.problems = problems;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext exchange) {
        if (announced(exchange.request()) <= limit) {
            exchange.next();
            return;
        }
        HttpServerRequest request = exchange.request();
        long[] read = {0};
        request.handler(chunk -> {
            read[0] += chunk.length();
            if (read[0] > limit * PATIENCE) {
                request.connection().close();
            }
        });
        request.endHandler(end -> problems.end(
                exchange.response(), 413, "The request body is larger than " + limit / (1024 * 1024) + " MiB."));
        request.resume();
    }

    private static long announced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException malformed) {
            return 0;
        }
    }
}
