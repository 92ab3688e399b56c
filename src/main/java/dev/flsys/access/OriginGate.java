package dev.flsys.access;

import dev.flsys.problem.ProblemWriter;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Answers 403 to requests of foreign pages, including preflights and WebSockets. A browser sends simple POST requests
 * and WebSockets of any page without a preflight, so the headers of CORS alone protect nothing. The CORS filter of
 * Quarkus runs next and writes the headers for the allowed pages.
 */
@Singleton
final class OriginGate {

    private static final Logger LOG = Logger.getLogger(OriginGate.class);

    /** The order: after {@link HostGate}, and before the CORS filter of Quarkus (300). */
    private static final int PRIORITY = 460;

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Origins origins;
    private final List<String> allowed;
    private final ProblemWriter problems;
    private final LogOnce refused = new LogOnce();

    OriginGate(Origins origins, AccessSettings settings, ProblemWriter problems) {
        this.origins = origins;
        this.allowed = settings.origins();
        this.problems = problems;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext exchange) {
        HttpServerRequest request = exchange.request();
        String origin = request.getHeader("Origin");
        if (origin == null ? !isForeign(request) : origins.allows(request)) {
            exchange.next();
        } else {
            problems.end(exchange, 403, detail(origin));
        }
    }

    /** Old browsers omit Origin but still report a page of another site (Fetch Metadata Request Headers). */
    private static boolean isForeign(HttpServerRequest request) {
        if (SAFE.contains(request.method())) {
            return false;
        }
        String site = request.getHeader("Sec-Fetch-Site");
        return "cross-site".equals(site) || "same-site".equals(site);
    }

    private String detail(@Nullable String origin) {
        if (origin == null || origin.equals("null")) {
            if (refused.isFirst("null")) {
                LOG.warn("Refused a page that has no origin, such as a file or a sandboxed frame");
            }
            return "A page without an origin, such as a file or a sandboxed frame, may not call this service. Serve the page by"
                    + " HTTP, and name its origin in CORS_ORIGINS.";
        }
        String shown = SanitisedText.of(origin);
        String setting = allowed.isEmpty() ? shown : shown + "," + String.join(",", allowed);
        if (refused.isFirst(shown)) {
            LOG.warnf("Refused a page of %s. If it may call this service, set CORS_ORIGINS=%s", shown, setting);
        }
        return "Pages of " + shown + " may not call this service. To allow them, set CORS_ORIGINS=" + shown
                + " where the service is started; several origins are separated by commas.";
    }
}
