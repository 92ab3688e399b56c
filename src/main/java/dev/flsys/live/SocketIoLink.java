package dev.flsys.live;

import dev.flsys.socketio.SocketConnection;
import io.smallrye.mutiny.Uni;

/** A connection of Socket.IO. */
record SocketIoLink(SocketConnection connection) implements LiveConnection {

    @Override
    public String id() {
        return connection.id();
    }

    @Override
    public LiveProtocol protocol() {
        return LiveProtocol.SOCKETIO;
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
}
