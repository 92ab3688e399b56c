package dev.flsys.socketio;

import dev.flsys.socketio.PacketCodec.Encoded;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The answer to one polling request. Only the first answer is sent. Thread-safe. */
final class PollingExchange {

    /** The errors of engine.io, in the order of their codes. */
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

    /** @param jsonp the form of an answer that is a script; null for other answers */
    PollingExchange(HttpServerResponse response, @Nullable Jsonp jsonp) {
        this.response = response;
        this.jsonp = jsonp;
    }

    /** Whether the answer must be text. */
    boolean isTextOnly() {
        return jsonp != null;
    }

    /**
     * The payload in the body of a POST.
     *
     * @throws PacketInvalid if the body is malformed
     */
    Buffer payload(Buffer body) {
        return jsonp == null ? body : Jsonp.payload(body);
    }

    /** Answers a GET with a payload. Completes when it is written. */
    Future<Void> answer(Encoded payload) {
        Buffer bytes = payload.bytes();
        if (bytes != null) {
            return answer("application/octet-stream", bytes);
        }
        return jsonp == null
                ? answer(TEXT, Buffer.buffer(payload.text()))
                : answer("text/javascript; charset=UTF-8", Buffer.buffer(jsonp.script(payload.text())));
    }

    /** Answers a POST. Completes when the answer is written. */
    Future<Void> answerTaken() {
        // A frame shows the answer to a form. In old browsers, the frame would offer plain text as a download.
        return answer(jsonp == null ? TEXT : "text/html; charset=UTF-8", Buffer.buffer("ok"));
    }

    private Future<Void> answer(String contentType, Buffer body) {
        if (response.ended() || response.closed()) {
            return Future.failedFuture("The client is gone.");
        }
        return response.putHeader("Content-Type", contentType)
                .putHeader("Cache-Control", "no-store")
                .end(body);
    }

    void onGone(Runnable action) {
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
