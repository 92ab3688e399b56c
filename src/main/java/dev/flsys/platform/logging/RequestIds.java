package dev.flsys.platform.logging;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * Gives each request an id: its {@code X-Request-Id} if that is well-formed, else a random one. The id is in the
 * answer, and is a field of all log records that are written while the request is handled. It is no secret and no proof
 * of identity.
 */
@Singleton
final class RequestIds {

    static final String FIELD = "request_id";

    /** The order: before all filters that may refuse the request. */
    private static final int PRIORITY = 520;

    private static final CharSequence HEADER = HttpHeaders.createOptimized("X-Request-Id");
    private static final int MAX_LENGTH = 64;
    private static final int HEX_DIGITS = 16;

    void register(@Observes Filters filters) {
        filters.register(RequestIds::identify, PRIORITY);
    }

    private static void identify(RoutingContext exchange) {
        String sent = exchange.request().getHeader(HEADER);
        String id = isWellFormed(sent) && sent != null ? sent : random();
        MDC.put(FIELD, id);
        exchange.response().putHeader(HEADER, id);
        exchange.next();
    }

    /** Whether {@code id} has 1 to 64 letters, digits, dots, hyphens and underscores of ASCII. */
    static boolean isWellFormed(@Nullable String id) {
        if (id == null || id.isEmpty() || id.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char each = id.charAt(i);
            boolean letter = (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z');
            if (!letter && !(each >= '0' && each <= '9') && each != '-' && each != '_' && each != '.') {
                return false;
            }
        }
        return true;
    }

    private static String random() {
        String hex = Long.toHexString(ThreadLocalRandom.current().nextLong());
        return "0".repeat(HEX_DIGITS - hex.length()) + hex;
    }
}
