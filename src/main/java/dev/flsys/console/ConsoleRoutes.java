package dev.flsys.console;

import dev.flsys.access.PageRequests;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Serves the console at {@code /console/}, and at {@code /} for browsers. Other clients get the greeting at {@code /}.
 */
@Singleton
final class ConsoleRoutes {

    /** The order: before the routes of resources and static files. */
    private static final int FIRST = -100;

    private static final String STATIC = "/console/static/*";

    private final ConsolePage page;

    ConsoleRoutes(ConsolePage page) {
        this.page = page;
    }

    void register(@Observes Router router) {
        router.get("/").order(FIRST).handler(this::serveRoot);
        router.head("/").order(FIRST).handler(this::serveRoot);
        router.get("/console").order(FIRST).handler(this::serveConsole);
        router.head("/console").order(FIRST).handler(this::serveConsole);
        router.route(STATIC).order(FIRST).handler(exchange -> {
            exchange.response().putHeader("X-Content-Type-Options", "nosniff");
            exchange.next();
        });
    }

    private void serveRoot(RoutingContext exchange) {
        exchange.response().putHeader(HttpHeaders.VARY, "accept, accept-encoding");
        if (PageRequests.isPage(exchange.request())) {
            sendPage(exchange, "console/");
        } else {
            exchange.next();
        }
    }

    /** A path without a slash at the end also matches with one. */
    private void serveConsole(RoutingContext exchange) {
        if (exchange.request().path().endsWith("/")) {
            exchange.response().putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
            sendPage(exchange, "./");
        } else {
            exchange.response()
                    .setStatusCode(308)
                    .putHeader(HttpHeaders.LOCATION, "console/")
                    .end();
        }
    }

    private void sendPage(RoutingContext exchange, String base) {
        HttpServerResponse response = exchange.response();
        ConsolePage.HEADERS.forEach(response::putHeader);
        response.putHeader(HttpHeaders.CONTENT_TYPE, "text/html;charset=UTF-8").end(page.render(base));
    }
}
