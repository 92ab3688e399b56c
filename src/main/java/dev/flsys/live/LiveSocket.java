package dev.flsys.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flsys.access.ApiTokenGate;
import dev.flsys.access.SessionId;
import dev.flsys.access.SessionTokens;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.HandshakeRequest;
import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The endpoint {@code /ws}. */
@WebSocket(path = "/ws")
public class LiveSocket {

    private static final Logger LOG = Logger.getLogger(LiveSocket.class);
    private static final TypedKey<String> SESSION = TypedKey.forString("flsys.session");

    /** Close codes of RFC 6455, 7.4.1. */
    private static final CloseReason TOO_LARGE = new CloseReason(1009, "The frame is too large.");

    private static final CloseReason FAILED = new CloseReason(1011, "The service failed.");

    private final LiveSessions sessions;
    private final SessionTokens tokens;
    private final ClientEvents events;
    private final ApiTokenGate gate;
    private final Frames frames;
    private final ObjectMapper json;

    LiveSocket(
            LiveSessions sessions,
            SessionTokens tokens,
            ApiTokenGate gate,
            ClientEvents events,
            Frames frames,
            ObjectMapper json) {
        this.sessions = sessions;
        this.tokens = tokens;
        this.gate = gate;
        this.events = events;
        this.frames = frames;
        this.json = json;
    }

    @OnOpen
    Uni<Void> onOpen(WebSocketConnection connection) {
        Optional<SessionId> known = query(connection).firstValue("session").flatMap(tokens::verify);
        SessionId session = known.orElseGet(tokens::create);
        connection.userData().put(SESSION, session.value());
        ObjectNode data = JsonNodeFactory.instance
                .objectNode()
                .put("session", tokens.sign(session))
                .put("resumed", known.isPresent());
        WebSocketLink link = new WebSocketLink(connection, frames);
        // All later frames follow this frame in the connection's queue.
        Uni<Void> sent = link.send("connected", data).memoize().indefinitely();
        sent.subscribe()
                .with(
                        done -> {},
                        gone -> LOG.debugf(gone, "Connection %s was closed before the data was sent", connection.id()));
        sessions.join(session, known.isPresent(), link);
        return sent;
    }

    /** Runs on a worker thread, because a start writes files. The worker does not wait for the client to read. */
    @OnTextMessage
    @Blocking
    Uni<Void> received(String text, WebSocketConnection connection) {
        ClientFrame frame;
        try {
            frame = ClientFrame.read(text, json);
        } catch (FrameUnreadable unreadable) {
            return reply(ClientEvents.refused(unreadable.detail()), null, connection);
        }
        ClientEvents.Answer answer = events.handle(client(connection), frame.event(), frame.data());
        return reply(answer, frame.id(), connection);
    }

    @OnBinaryMessage
    Uni<Void> received(Buffer bytes, WebSocketConnection connection) {
        return reply(ClientEvents.refused("A frame must be text, not binary."), null, connection);
    }

    @OnClose
    void onClose(WebSocketConnection connection) {
        session(connection).ifPresent(session -> sessions.leave(session, new WebSocketLink(connection, frames)));
    }

    /** Closes a connection that cannot continue, for example after a frame over the server's limit. */
    @OnError
    Uni<Void> onError(Throwable failure, WebSocketConnection connection) {
        LOG.debugf(failure, "Connection %s failed", connection.id());
        return connection.isOpen()
                ? connection.close(reason(failure))
                : Uni.createFrom().voidItem();
    }

    /** Netty names the code for a frame. Vert.x rejects a large message of several frames with a general exception. */
    private static CloseReason reason(Throwable failure) {
        if (failure instanceof CorruptedWebSocketFrameException corrupted) {
            return new CloseReason(
                    corrupted.closeStatus().code(), corrupted.closeStatus().reasonText());
        }
        return failure instanceof IllegalStateException ? TOO_LARGE : FAILED;
    }

    private Uni<Void> reply(ClientEvents.Answer answer, @Nullable JsonNode id, WebSocketConnection connection) {
        Uni<Void> acknowledged = id == null
                ? Uni.createFrom().voidItem()
                : connection.sendText(frames.acknowledgement(id, answer.data()));
        Uni<Void> answered = answer.failed()
                ? acknowledged.chain(() -> connection.sendText(frames.of("simulation_error", answer.error())))
                : acknowledged;
        // The frames are queued from here on. Nothing waits for a client that does not read.
        Uni<Void> sent = answered.memoize().indefinitely();
        sent.subscribe()
                .with(
                        done -> {},
                        gone -> LOG.debugf(gone, "Connection %s was closed before the data was sent", connection.id()));
        answer.afterwards().run();
        return sent;
    }

    private LiveClient client(WebSocketConnection connection) {
        HandshakeRequest handshake = connection.handshakeRequest();
        boolean operator = gate.isOperator(
                handshake.header("Authorization"),
                query(connection).firstValue("token").orElse(null));
        return new LiveClient(session(connection).orElseThrow(), operator, new WebSocketLink(connection, frames));
    }

    private static SessionQuery query(WebSocketConnection connection) {
        return SessionQuery.read(connection.handshakeRequest().query());
    }

    private static Optional<SessionId> session(WebSocketConnection connection) {
        return Optional.ofNullable(connection.userData().get(SESSION)).map(SessionId::new);
    }
}
