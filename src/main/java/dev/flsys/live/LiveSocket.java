package dev.flsys.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flsys.access.ApiTokenGate;
import dev.flsys.access.Caller;
import dev.flsys.access.SessionId;
import dev.flsys.access.SessionTokens;
import dev.flsys.problem.Problem;
import dev.flsys.simulation.SimulationLog;
import dev.flsys.simulation.SimulationRecord;
import dev.flsys.simulation.Simulations;
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

/** The door {@code /ws}: reads frames, makes one call, answers with frames. */
@WebSocket(path = "/ws")
public class LiveSocket {

    private static final Logger LOG = Logger.getLogger(LiveSocket.class);
    private static final TypedKey<String> SESSION = TypedKey.forString("flsys.session");

    /** Close codes of RFC 6455, 7.4.1. */
    private static final CloseReason TOO_LARGE = new CloseReason(1009, "The frame is too large.");

    private static final CloseReason FAILED = new CloseReason(1011, "The service failed.");

    private final LiveSessions sessions;
    private final SessionTokens tokens;
    private final Simulations simulations;
    private final ApiTokenGate gate;
    private final Frames frames;
    private final ObjectMapper json;

    LiveSocket(
            LiveSessions sessions,
            SessionTokens tokens,
            ApiTokenGate gate,
            Simulations simulations,
            Frames frames,
            ObjectMapper json) {
        this.sessions = sessions;
        this.tokens = tokens;
        this.gate = gate;
        this.simulations = simulations;
        this.frames = frames;
        this.json = json;
    }

    @OnOpen
    Uni<Void> opened(WebSocketConnection connection) {
        Optional<SessionId> known = query(connection).first("session").flatMap(tokens::verify);
        SessionId session = known.orElseGet(tokens::create);
        connection.userData().put(SESSION, session.value());
        ObjectNode data = frames.object().put("session", tokens.sign(session)).put("resumed", known.isPresent());
        // What comes after it is behind it in the connection's queue, whether it has been taken or not.
        Uni<Void> sent =
                connection.sendText(frames.of("connected", data)).memoize().indefinitely();
        sent.subscribe().with(done -> {}, gone -> LOG.debugf(gone, "Connection %s has gone", connection.id()));
        sessions.joined(session, known.isPresent(), connection);
        return sent;
    }

    /** On a worker, since a start writes files; what is sent is not waited for there, as a client may never read it. */
    @OnTextMessage
    @Blocking
    Uni<Void> received(String text, WebSocketConnection connection) {
        JsonNode id = null;
        try {
            ClientFrame frame = ClientFrame.read(text, json);
            id = frame.id();
            return handle(frame, connection);
        } catch (Problem refused) {
            return refuse(refused.detail(), id, connection);
        } catch (RuntimeException unexpected) {
            LOG.error("A frame was not handled", unexpected);
            return refuse("The service failed; its log tells why.", id, connection);
        }
    }

    @OnBinaryMessage
    Uni<Void> received(Buffer bytes, WebSocketConnection connection) {
        return refuse("Frames are text, not binary.", null, connection);
    }

    @OnClose
    void closed(WebSocketConnection connection) {
        session(connection).ifPresent(session -> sessions.left(session, connection));
    }

    /** What cannot be gone on from, a frame beyond the server's limit first of all. */
    @OnError
    Uni<Void> failed(Throwable failure, WebSocketConnection connection) {
        LOG.debugf(failure, "Connection %s failed", connection.id());
        // Netty refuses a frame, Vert.x a message of several frames, the latter by an exception of no type of its own.
        boolean tooLarge =
                failure instanceof CorruptedWebSocketFrameException || failure instanceof IllegalStateException;
        return connection.isOpen()
                ? connection.close(tooLarge ? TOO_LARGE : FAILED)
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> handle(ClientFrame frame, WebSocketConnection connection) {
        SessionId session = session(connection).orElseThrow();
        switch (frame.event()) {
            case "start_simulation" -> {
                Simulations.Ticket ticket = simulations.submit(session, frame.data());
                return acknowledge(frame.id(), ticketData(ticket), connection)
                        .onTermination()
                        .invoke(ticket::begin);
            }
            case "stop_simulation" -> {
                SimulationRecord simulation = simulations.stop(caller(session, connection), id(frame));
                return acknowledge(frame.id(), stopData(simulation), connection);
            }
            case "resume_simulation" -> {
                SimulationLog log = simulations.log(caller(session, connection), id(frame));
                long after = after(frame);
                ObjectNode data =
                        frames.object().put("simulation_id", log.id().value()).put("after", after);
                return acknowledge(frame.id(), data, connection).invoke(() -> sessions.resume(log, after, connection));
            }
            default ->
                throw new FrameUnreadable(
                        "There is no event of that name: start_simulation, stop_simulation, resume_simulation.");
        }
    }

    private static String id(ClientFrame frame) {
        return frame.data().path("simulation_id").asText();
    }

    private static long after(ClientFrame frame) {
        JsonNode after = frame.data().path("after");
        if (after.isMissingNode() || after.isNull()) {
            return 0;
        }
        if (!after.canConvertToExactIntegral() || !after.canConvertToLong() || after.longValue() < 0) {
            throw new FrameUnreadable("'after' is the seq of the last event that you have: a whole number from 0.");
        }
        return after.longValue();
    }

    private ObjectNode stopData(SimulationRecord simulation) {
        return frames.object().put("simulation_id", simulation.id().value()).put("status", simulation.stopStatus());
    }

    private Caller caller(SessionId session, WebSocketConnection connection) {
        HandshakeRequest handshake = connection.handshakeRequest();
        boolean operator = gate.isOperator(
                handshake.header("Authorization"),
                query(connection).first("token").orElse(null));
        return new Caller(Optional.of(session), operator);
    }

    private static SessionQuery query(WebSocketConnection connection) {
        return SessionQuery.read(connection.handshakeRequest().query());
    }

    private Uni<Void> refuse(String reason, @Nullable JsonNode id, WebSocketConnection connection) {
        ObjectNode failure = frames.failure(reason);
        return acknowledge(id, failure.deepCopy().put("error", reason), connection)
                .chain(() -> connection.sendText(frames.of("simulation_error", failure)));
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

    private Uni<Void> acknowledge(@Nullable JsonNode id, ObjectNode data, WebSocketConnection connection) {
        return id == null ? Uni.createFrom().voidItem() : connection.sendText(frames.acknowledgement(id, data));
    }

    private static Optional<SessionId> session(WebSocketConnection connection) {
        return Optional.ofNullable(connection.userData().get(SESSION)).map(SessionId::new);
    }
}
