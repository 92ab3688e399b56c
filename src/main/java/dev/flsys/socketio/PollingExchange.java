package dev.flsys.socketio;

import dev.flsys.socketio.PacketCodec.Encoded;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

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

    private static final String TEXT = "text/plain; charset=UTF-8";

    private final HttpServerResponse response;
    private final @Nullable Jsonp jsonp;

    PollingExchange(HttpServerResponse response) {
        this(response, null);
    }

    /** @param jsonp how the answer is to be written as a script; null if it is not */
    PollingExchange(HttpServerResponse response, @Nullable Jsonp jsonp) {
        this.response = response;
        this.jsonp = jsonp;
    }

    /** Whether the answer cannot have bytes. */
    boolean isTextOnly() {
        return jsonp != null;
    }

    /**
     * The payload that the body of a POST has.
     *
     * @throws PacketInvalid if the body is malformed
     */
    Buffer payload(Buffer body) {
        return jsonp == null ? body : Jsonp.payload(body);
    }

    /** Answers a GET with a payload; completes when it is written. */
    Future<Void> answer(Encoded payload) {
        Buffer bytes = payload.bytes();
        if (bytes != null) {
            return answer("application/octet-stream", bytes);
        }
        return jsonp == null
                ? answer(TEXT, Buffer.buffer(payload.text()))
                : answer("text/javascript; charset=UTF-8", Buffer.buffer(jsonp.script(payload.text())));
    }

    /** Answers a POST; completes when it is written. */
    Future<Void> answerTaken() {
        // A form's answer is shown by a frame, which would offer plain text as a download in old browsers.
        return answer(jsonp == null ? TEXT : "text/html; charset=UTF-8", Buffer.buffer("ok"));
    }

    private Future<Void> answer(String contentType, Buffer body) {
        if (response.ended() || response.closed()) {
            return Future.failedFuture("The client has gone.");
        }
        return response.putHeader("Content-Type", contentType)
                .putHeader("Cache-Control", "no-store")
                .end(body);
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
