package dev.flsys.socketio;

import dev.flsys.access.Origins;
import dev.flsys.socketio.PollingExchange.Refusal;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.function.Consumer;

/** Lets only pages of allowed origins begin or go on: browsers let every page open a WebSocket to anywhere (RFC 6455, 10.2). */
@Singleton
final class HandshakeGate {

    private static final int FORBIDDEN = 403;

    private final Origins origins;

    HandshakeGate(Origins origins) {
        this.origins = origins;
    }

    void pass(HttpServerRequest request, Consumer<HttpServerRequest> onwards) {
        if (origins.allow(request)) {
            onwards.accept(request);
        } else {
            new PollingExchange(request.response()).refuse(FORBIDDEN, Refusal.FORBIDDEN);
        }
    }
}
