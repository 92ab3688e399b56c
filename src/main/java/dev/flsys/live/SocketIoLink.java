package dev.flsys.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flsys.socketio.SocketConnection;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** A connection of Socket.IO. */
record SocketIoLink(SocketConnection connection) implements LiveConnection {

    @Override
    public String id() {
        return connection.id();
    }

    @Override
    public boolean isOpen() {
        return connection.isOpen();
    }

    @Override
    public Uni<Void> send(Frame frame) {
        return Uni.createFrom()
                .completionStage(() -> connection.emitAll(frame.payloads()).toCompletionStage());
    }

    @Override
    public Uni<Void> send(String event, ObjectNode data) {
        return Uni.createFrom()
                .completionStage(() -> connection.emit(event, List.of(data)).toCompletionStage());
    }
}
