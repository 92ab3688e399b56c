package dev.flsys.simulation.share;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Keeps shared runs and the tokens of links out of caches and Referer headers. */
@Singleton
final class ShareHeaders {

    /** The order: before the routes of resources. */
    private static final int FIRST = -100;

    void register(@Observes Router router) {
        router.route("/api/shared/*").order(FIRST).handler(ShareHeaders::add);
        router.route("/api/simulations/:id/shares").order(FIRST).handler(ShareHeaders::add);
    }

    private static void add(RoutingContext exchange) {
        exchange.response()
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("Referrer-Policy", "no-referrer");
        exchange.next();
    }
}
