package dev.flsys.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flsys.access.SessionId;
import dev.flsys.access.SessionTokens;
import dev.flsys.problem.Problem;
import dev.flsys.simulation.Simulations;
import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The door {@code /ws}: reads frames, makes one call, answers with frames. */
@WebSocket(path = "/ws")
public class LiveSocket {

    private static final Logger LOG = Logger.getLogger(LiveSocket.class);
    private static final TypedKey<String> SESSION = TypedKey.forString("flsys.session");

    private final LiveSessions sessions;
    private final SessionTokens tokens;
    private final Simulations simulations;
    private final Frames frames;
    private final ObjectMapper json;

    LiveSocket(LiveSessions sessions, SessionTokens tokens, Simulations simulations, Frames frames, ObjectMapper json) {
        this.sessions = sessions;
        this.tokens = tokens;
        this.simulations = simulations;
        this.frames = frames;
        this.json = json;
    }

    @OnOpen
    @Blocking
    void opened(WebSocketConnection connection) {
        Optional<SessionId> known =
                SessionQuery.token(connection.handshakeRequest().query()).flatMap(tokens::verify);
        SessionId session = known.orElseGet(tokens::create);
        connection.userData().put(SESSION, session.value());
        ObjectNode data = frames.object().put("session", tokens.sign(session)).put("resumed", known.isPresent());
        connection.sendTextAndAwait(frames.of("connected", data));
        sessions.joined(session, connection);
    }

    @OnTextMessage
    @Blocking
    void received(String text, WebSocketConnection connection) {
        JsonNode id = null;
        try {
            ClientFrame frame = ClientFrame.read(text, json);
            id = frame.id();
            handle(frame, connection);
        } catch (Problem refused) {
            ObjectNode failure = frames.failure(refused.detail(), null);
            if (id != null) {
                connection.sendTextAndAwait(
                        frames.acknowledgement(id, failure.deepCopy().put("error", refused.detail())));
            }
            connection.sendTextAndAwait(frames.of("simulation_error", failure));
        }
    }

    @OnBinaryMessage
    @Blocking
    void received(Buffer bytes, WebSocketConnection connection) {
        connection.sendTextAndAwait(
                frames.of("simulation_error", frames.failure("Frames are text, not binary.", null)));
    }

    @OnClose
    void closed(WebSocketConnection connection) {
        session(connection).ifPresent(session -> sessions.left(session, connection));
    }

    @OnError
    void failed(Throwable failure, WebSocketConnection connection) {
        LOG.debugf(failure, "Connection %s failed", connection.id());
    }

    private void handle(ClientFrame frame, WebSocketConnection connection) {
        SessionId session = session(connection).orElseThrow();
        switch (frame.event()) {
            case "start_simulation" -> {
                Simulations.Ticket ticket = simulations.submit(session, frame.data());
                try {
                    acknowledge(frame, connection, ticketData(ticket));
                } finally {
                    ticket.begin();
                }
            }
            case "stop_simulation" -> {
                String simulation = frame.data().path("simulation_id").asText();
                simulations.stop(session, simulation);
                acknowledge(
                        frame,
                        connection,
                        frames.object().put("simulation_id", simulation).put("status", "stopping"));
            }
            default -> throw new FrameUnreadable("There is no event of that name: start_simulation, stop_simulation.");
        }
    }

    private ObjectNode ticketData(Simulations.Ticket ticket) {
        ObjectNode data = frames.object()
                .put("simulation_id", ticket.id().value())
                .put("status", ticket.state().told());
        if (ticket.place() > 0) {
            data.put("place", ticket.place());
        }
        return data;
    }

    private void acknowledge(ClientFrame frame, WebSocketConnection connection, ObjectNode data) {
        if (frame.id() != null) {
            connection.sendTextAndAwait(frames.acknowledgement(frame.id(), data));
        }
    }

    private static Optional<SessionId> session(WebSocketConnection connection) {
        return Optional.ofNullable(connection.userData().get(SESSION)).map(SessionId::new);
    }
}
