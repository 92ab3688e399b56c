package dev.flsys.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flsys.access.ApiTokenGate;
import dev.flsys.access.SessionId;
import dev.flsys.access.SessionTokens;
import dev.flsys.socketio.Handshake;
import dev.flsys.socketio.SocketConnection;
import dev.flsys.socketio.SocketNamespace;
import dev.flsys.socketio.SocketRefused;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint {@code /socket.io/} with its main namespace. A client proves its session by {@code auth: {session}} or
 * {@code ?session=}, and sends API_TOKEN as {@code auth: {token}} or in the Authorization header. A client of Socket.IO
 * 2 sends its query in place of {@code auth}.
 */
@Singleton
public final class SocketIoEndpoint implements SocketNamespace {

    private final LiveSessions sessions;
    private final SessionTokens tokens;
    private final ApiTokenGate gate;
    private final ClientEvents events;
    private final Vertx vertx;
    private final Map<String, LiveClient> clients = new ConcurrentHashMap<>();

    SocketIoEndpoint(LiveSessions sessions, SessionTokens tokens, ApiTokenGate gate, ClientEvents events, Vertx vertx) {
        this.sessions = sessions;
        this.tokens = tokens;
        this.gate = gate;
        this.events = events;
        this.vertx = vertx;
    }

    @Override
    public String name() {
        return "/";
    }

    @Override
    public void check(Handshake handshake, JsonNode auth) {
        if (!gate.admits(authorization(handshake), text(auth, "token").orElse(null))) {
            throw new SocketRefused(
                    "Send the API token as auth: {token: ...}, as query: {token: ...} from socket.io-client 2,"
                            + " or as 'Authorization: Bearer <token>'.");
        }
    }

    @Override
    public void onConnect(SocketConnection connection, JsonNode auth) {
        Optional<SessionId> known = text(auth, "session")
                .or(() -> connection.handshake().parameter("session"))
                .flatMap(tokens::verify);
        SessionId session = known.orElseGet(tokens::create);
        boolean operator = gate.isOperator(
                authorization(connection.handshake()), text(auth, "token").orElse(null));
        LiveClient client = new LiveClient(session, operator, new SocketIoLink(connection));
        clients.put(connection.id(), client);
        ObjectNode data = JsonNodeFactory.instance
                .objectNode()
                .put("session", tokens.sign(session))
                .put("resumed", known.isPresent());
        connection.emit("connected", List.of(data));
        sessions.join(session, known.isPresent(), client.connection());
    }

    /** Ignores unknown events without an acknowledgement, because existing front ends rely on that. */
    @Override
    public Future<Void> onEvent(
            SocketConnection connection,
            String event,
            List<JsonNode> arguments,
            @Nullable Acknowledgement acknowledgement) {
        LiveClient client = clients.get(connection.id());
        if (client == null || (acknowledgement == null && !events.handles(event))) {
            return Future.succeededFuture();
        }
        JsonNode data = arguments.isEmpty() ? MissingNode.getInstance() : arguments.get(0);
        return vertx.executeBlocking(() -> events.handle(client, event, data), false)
                .map(answer -> {
                    if (acknowledgement != null) {
                        acknowledgement.send(List.of(answer.data()));
                    }
                    if (answer.failed()) {
                        connection.emit("simulation_error", List.of(answer.error()));
                    }
                    answer.afterwards().run();
                    return null;
                });
    }

    @Override
    public void onDisconnect(SocketConnection connection) {
        LiveClient client = clients.remove(connection.id());
        if (client != null) {
            sessions.leave(client.session(), client.connection());
        }
    }

    private static @Nullable String authorization(Handshake handshake) {
        return handshake.header("Authorization").orElse(null);
    }

    private static Optional<String> text(JsonNode auth, String name) {
        return Optional.ofNullable(auth.path(name).textValue());
    }
}
