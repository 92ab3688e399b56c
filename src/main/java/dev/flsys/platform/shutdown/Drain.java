package dev.flsys.platform.shutdown;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The time between SIGTERM and the end. Readiness is down from its first moment. Each answer closes its connection, or
 * asks an HTTP/2 client to send no more requests, so that clients with open connections use another service. Requests
 * are still served. After SHUTDOWN_DELAY no connection is accepted. Quarkus ends the rest once the last request is
 * answered, or after SHUTDOWN_TIMEOUT. Simulations end meanwhile. Thread-safe.
 */
@Singleton
public final class Drain {

    private static final Logger LOG = Logger.getLogger(Drain.class);

    /** The priority: before all other handlers of a request. */
    private static final int PRIORITY = 500;

    private static final Duration QUIET = Duration.ofMillis(200);

    /** The HTTP/2 error code of RFC 9113, section 7. */
    private static final long NO_ERROR = 0;

    private final ShutdownSettings settings;
    private final Listeners listeners;
    private final RequestsInFlight requests = new RequestsInFlight();
    private volatile boolean begun;
    private volatile long begunNanos;

    Drain(ShutdownSettings settings, Vertx vertx) {
        this.settings = settings;
        this.listeners = new Listeners(vertx);
    }

    /** Begins the drain at once, as the rest of the shutdown may take seconds. Later calls do nothing. */
    synchronized void begin() {
        if (!begun) {
            begunNanos = System.nanoTime();
            begun = true;
            LOG.info("The service is shutting down: it is no longer ready, and still answers requests");
        }
    }

    /** Whether the service is going down. */
    public boolean hasBegun() {
        return begun;
    }

    void register(@Observes Filters filters) {
        filters.register(this::pass, PRIORITY);
    }

    private void pass(RoutingContext exchange) {
        if (!isLive(exchange.request())) {
            requests.countBegin();
            exchange.addHeadersEndHandler(headers -> announce(exchange));
            exchange.addEndHandler(end -> {
                leave(exchange);
                requests.countEnd();
            });
        }
        exchange.next();
    }

    private void announce(RoutingContext exchange) {
        if (begun && exchange.request().version() != HttpVersion.HTTP_2) {
            exchange.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    /** Closes the connection after the answer: Vert.x does so only if the client has asked for it. */
    private void leave(RoutingContext exchange) {
        if (!begun) {
            return;
        }
        if (exchange.request().version() == HttpVersion.HTTP_2) {
            // A GOAWAY that rejects no stream: requests that the client sends before it reads this are answered too.
            exchange.request().connection().goAway(NO_ERROR, Integer.MAX_VALUE);
        } else if (exchange.response().headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true)) {
            var unused = exchange.request().connection().close();
        }
    }

    /**
     * Whether the request stays open until its client ends it. Such a client is notified of the shutdown in another
     * way.
     */
    private static boolean isLive(HttpServerRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))
                || request.path().startsWith("/socket.io");
    }

    /** Waits until SHUTDOWN_DELAY is over. Development and tests stop at once. */
    void delay(@Observes @Priority(ShutdownOrder.DELAY) ShutdownDelayInitiatedEvent event) throws InterruptedException {
        if (LaunchMode.current() != LaunchMode.NORMAL) {
            return;
        }
        if (begun) {
            long left = settings.delay().toNanos() - (System.nanoTime() - begunNanos);
            TimeUnit.NANOSECONDS.sleep(left);
        }
        // After another signal, such as SIGINT from Ctrl+C, there is no delay.
        begin();
        listeners.close();
    }

    /** Waits for the last requests. */
    void finish(@Observes @Priority(ShutdownOrder.REQUESTS) ShutdownDelayInitiatedEvent event)
            throws InterruptedException {
        if (LaunchMode.current() == LaunchMode.NORMAL && !requests.awaitNone(QUIET, settings.timeout())) {
            LOG.warnf("%d requests were not answered within SHUTDOWN_TIMEOUT", requests.count());
        }
    }
}
