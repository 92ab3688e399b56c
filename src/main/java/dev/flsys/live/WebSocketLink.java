package dev.flsys.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;

/** A connection to {@code /ws}. */
record WebSocketLink(WebSocketConnection connection, Frames frames) implements LiveConnection {

    @Override
    public String id() {
        return connection.id();
    }

    @Override
    public LiveProtocol protocol() {
        return LiveProtocol.WEBSOCKET;
    }

    @Override
    public boolean isOpen() {
        return connection.isOpen();
    }

    @Override
    public Uni<Void> send(Frame frame) {
        return connection.sendText(frame.json());
    }

    /** Sends one event, in the same way as {@link #send(Frame)}. */
    Uni<Void> send(String event, ObjectNode data) {
        return connection.sendText(frames.of(event, data));
    }
}
