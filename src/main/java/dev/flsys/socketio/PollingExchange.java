package dev.flsys.socketio;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** The answer to one request of polling. Safe for use by several threads; answered once. */
final class PollingExchange {

    /** Errors of engine.io, by their codes. */
    enum Refusal {
        TRANSPORT("Transport unknown"),
        SESSION("Session ID unknown"),
        METHOD("Bad handshake method"),
        REQUEST("Bad request"),
        FORBIDDEN("Forbidden"),
        VERSION("Unsupported protocol version");

        private final String message;

        Refusal(String message) {
            this.message = message;
        }

        String json() {
            return new JsonObject()
                    .put("code", ordinal())
                    .put("message", message)
                    .encode();
        }
    }

    private final HttpServerResponse response;

    PollingExchange(HttpServerResponse response) {
        this.response = response;
    }

    /** Answers with a payload; completes when it is written. */
    Future<Void> answer(String payload) {
        if (response.ended() || response.closed()) {
            return Future.failedFuture("The client has gone.");
        }
        return response.putHeader("Content-Type", "text/plain; charset=UTF-8")
                .putHeader("Cache-Control", "no-store")
                .end(payload);
    }

    void whenGone(Runnable action) {
        response.closeHandler(gone -> action.run());
    }

    void unknown() {
        refuse(400, Refusal.SESSION);
    }

    void refuse() {
        refuse(400, Refusal.REQUEST);
    }

    void refuse(int status, Refusal refusal) {
        if (!response.ended() && !response.closed()) {
            response.setStatusCode(status)
                    .putHeader("Content-Type", "application/json")
                    .end(refusal.json());
        }
    }
}
