package dev.flsys.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A namespace: accepts connections and handles events. Event loops call its methods, so they must not block. */
public interface SocketNamespace {

    /** The name, {@code /} or {@code /something}. */
    String name();

    /**
     * Checks whether a client may connect.
     *
     * @param auth the object that the client sent; empty if it sent none
     * @throws SocketRefused if the client may not connect
     */
    default void check(Handshake handshake, JsonNode auth) {}

    /** A client has connected, and its confirmation has been queued. */
    void onConnect(SocketConnection connection, JsonNode auth);

    /**
     * Handles an event of a client.
     *
     * @param arguments the arguments after the event's name
     * @param acknowledgement null if the client wants none
     * @return completes when the next event may arrive
     */
    Future<Void> onEvent(
            SocketConnection connection,
            String event,
            List<JsonNode> arguments,
            @Nullable Acknowledgement acknowledgement);

    /** A client has disconnected or left the namespace. */
    default void onDisconnect(SocketConnection connection) {}

    /** Sends the acknowledgement of one event. */
    interface Acknowledgement {

        /** Sends the answer. The returned future completes when the transport has taken it. */
        Future<Void> send(List<JsonNode> arguments);
    }
}
