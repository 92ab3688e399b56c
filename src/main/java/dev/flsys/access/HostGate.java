package dev.flsys.access;

import dev.flsys.problem.ProblemWriter;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Answers 421 (RFC 9110, section 15.5.20) to requests for hosts that are not this service. Only health probes may use
 * any host.
 */
@Singleton
final class HostGate {

    private static final Logger LOG = Logger.getLogger(HostGate.class);

    /** The order: before all filters and routes that could answer, and after the counter of requests. */
    private static final int PRIORITY = 480;

    /** Complete paths as they were sent, so that a path such as {@code /q/health/../../api} does not count. */
    private static final Pattern PROBES =
            Pattern.compile("/q/health(/(live|ready|started|well))?/?|/v2/health/(live|ready)/?"
                    + "|/inference\\.GRPCInferenceService/Server(Live|Ready)|/grpc\\.health\\.v1\\.Health/Check");

    private final Hosts hosts;
    private final ProblemWriter problems;
    private final LogOnce refused = new LogOnce();

    HostGate(Hosts hosts, ProblemWriter problems) {
        this.hosts = hosts;
        this.problems = problems;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext exchange) {
        HttpServerRequest request = exchange.request();
        Optional<HostAndPort> authority = hosts.authority(request);
        if (authority.isPresent()
                && hosts.allows(authority.get(), request.connection().localAddress())) {
            if (request.headers().getAll(HttpHeaders.HOST).size() > 1) {
                problems.end(exchange, 400, "The request has more than one Host header.");
            } else {
                exchange.next();
            }
        } else if (isProbe(request)) {
            exchange.next();
        } else if (authority.isEmpty()) {
            problems.end(exchange, 400, "The Host header is missing, or is not a host with an optional port.");
        } else {
            refuse(exchange, SanitisedText.of(authority.get().host()));
        }
    }

    private void refuse(RoutingContext exchange, String host) {
        if (refused.isFirst(host)) {
            LOG.warnf(
                    "Refused a request for the host %s. If it is a name of this service, set ALLOWED_HOSTS=%s",
                    host, host);
        }
        problems.end(
                exchange,
                421,
                "This service is not known as '" + host + "'. If that is a name or an address of it, set ALLOWED_HOSTS="
                        + host + " where the service is started.");
    }

    private static boolean isProbe(HttpServerRequest request) {
        String path = request.path();
        return path != null && PROBES.matcher(path).matches();
    }
}
