package dev.flsys.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The server that the public suite of Socket.IO's protocol expects. */
class EchoNamespace implements SocketNamespace {

    private final String name;

    EchoNamespace(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void onConnect(SocketConnection connection, JsonNode auth) {
        connection.emit("auth", List.of(auth));
    }

    @Override
    public Future<Void> onEvent(
            SocketConnection connection,
            String event,
            List<JsonNode> arguments,
            @Nullable Acknowledgement acknowledgement) {
        if (acknowledgement != null) {
            acknowledgement.send(arguments);
        } else {
            connection.emit(event + "-back", arguments);
        }
        return Future.succeededFuture();
    }
}
