package dev.flsys.socketio;

import dev.flsys.socketio.EnginePacket.Type;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The handshake by which a polling session moves to a WebSocket: the client sends {@code 2probe}, the server answers
 * {@code 3probe}, and the client sends {@code 5}. Any other message closes the WebSocket.
 */
final class WebSocketProbe {

    private static final String PROBE = EnginePacket.of(Type.PING, "probe").encoded();
    private static final String ANSWER = EnginePacket.of(Type.PONG, "probe").encoded();
    private static final String UPGRADE = EnginePacket.of(Type.UPGRADE, "").encoded();

    private WebSocketProbe() {}

    /**
     * Waits for the handshake on {@code candidate}.
     *
     * @param limit the time until the WebSocket is closed if the session has not moved to it
     * @param probing called with true when the probe begins, and with false when the WebSocket closes before the move
     * @param upgrade moves the session and sets new handlers; returns false if the session cannot move
     */
    static void await(
            ServerWebSocket candidate,
            Vertx vertx,
            Duration limit,
            Consumer<Boolean> probing,
            BooleanSupplier upgrade) {
        long timer = vertx.setTimer(limit.toMillis(), late -> candidate.close());
        candidate.closeHandler(gone -> {
            vertx.cancelTimer(timer);
            probing.accept(false);
        });
        candidate.binaryMessageHandler(bytes -> candidate.close());
        candidate.textMessageHandler(text -> {
            if (text.equals(PROBE)) {
                probing.accept(true);
                candidate.writeTextMessage(ANSWER);
            } else if (text.equals(UPGRADE) && upgrade.getAsBoolean()) {
                vertx.cancelTimer(timer);
            } else {
                candidate.close();
            }
        });
    }
}
