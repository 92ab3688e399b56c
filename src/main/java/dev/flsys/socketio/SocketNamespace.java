package dev.flsys.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A namespace: who may connect to it, and what its events do. Called by event loops: nothing in it may block. */
public interface SocketNamespace {

    /** Its name, {@code /} or {@code /something}. */
    String name();

    /**
     * Decides whether a client may connect.
     *
     * @param auth what it brought, an object; empty if nothing
     * @throws SocketRefused if it may not
     */
    default void check(Handshake handshake, JsonNode auth) {}

    /** A client has connected, and knows it. */
    void connected(SocketConnection connection, JsonNode auth);

    /**
     * A client emitted an event.
     *
     * @param arguments what came behind the event's name
     * @param acknowledgement null if the client wants none
     * @return completes when the next event may come
     */
    Future<Void> event(
            SocketConnection connection,
            String event,
            List<JsonNode> arguments,
            @Nullable Acknowledgement acknowledgement);

    /** A client has gone, or left. */
    default void disconnected(SocketConnection connection) {}

    /** Answers one event. */
    interface Acknowledgement {

        /** Sends the answer. The returned future completes when the transport has taken it. */
        Future<Void> send(List<JsonNode> arguments);
    }
}
