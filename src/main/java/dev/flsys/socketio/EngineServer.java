package dev.flsys.socketio;

import dev.flsys.socketio.PollingExchange.Refusal;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Engine.IO at one path: passes requests and WebSockets to their sessions. Thread-safe. */
final class EngineServer {

    private static final int ID_BYTES = 15;
    /** The values with which a client of revision 3 declares that it cannot receive bytes. */
    private static final Set<String> BASE64 = Set.of("1", "true");

    private final Vertx vertx;
    private final SocketIoSettings settings;
    private final BiFunction<EngineSession, Handshake, EngineListener> sessions;
    private final Map<String, EngineSession> open = new ConcurrentHashMap<>();
    private final SessionLimit sessionLimit;
    private final SecureRandom random = new SecureRandom();

    /** @param sessions creates the listener of each new session */
    EngineServer(
            Vertx vertx, SocketIoSettings settings, BiFunction<EngineSession, Handshake, EngineListener> sessions) {
        this.vertx = vertx;
        this.settings = settings;
        this.sessions = sessions;
        this.sessionLimit = new SessionLimit(settings.maxSessions());
    }

    /** Handles a request, which may open a WebSocket. Its body must not have been read. */
    void handle(HttpServerRequest request) {
        EngineVersion version = EngineVersion.of(request.getParam("EIO")).orElse(null);
        if (version == null) {
            new PollingExchange(request.response()).refuse(400, Refusal.VERSION);
            return;
        }
        String index = version == EngineVersion.V3 ? request.getParam("j") : null;
        Jsonp jsonp = index == null ? null : Jsonp.of(index).orElse(null);
        PollingExchange exchange = new PollingExchange(request.response(), jsonp);
        boolean webSocket = "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
        String transport = request.getParam("transport");
        if (!(webSocket ? "websocket" : "polling").equals(transport)) {
            exchange.refuse(400, Refusal.TRANSPORT);
        } else if (index != null && jsonp == null) {
            exchange.refuse();
        } else {
            String id = request.getParam("sid");
            if (id == null) {
                begin(request, exchange, webSocket, version);
            } else {
                proceed(request, exchange, webSocket, version, open.get(id));
            }
        }
    }

    /** Closes every session. */
    void close() {
        open.values().forEach(EngineSession::close);
    }

    private void begin(HttpServerRequest request, PollingExchange exchange, boolean webSocket, EngineVersion version) {
        if (!request.method().equals(HttpMethod.GET)) {
            exchange.refuse(400, Refusal.METHOD);
        } else if (sessionLimit.isFull()) {
            exchange.refuse(503, Refusal.FORBIDDEN);
        } else if (webSocket) {
            Handshake handshake = handshake(request);
            FlushCoalescing.on(request);
            request.toWebSocket().onSuccess(socket -> {
                EngineSession session = create(version, request, exchange);
                session.begin(socket);
                session.open(sessions.apply(session, handshake), false);
            });
        } else {
            EngineSession session = create(version, request, exchange);
            session.open(sessions.apply(session, handshake(request)), true);
            session.poll(exchange);
        }
    }

    private static Handshake handshake(HttpServerRequest request) {
        return new Handshake(request.headers(), request.params());
    }

    private EngineSession create(EngineVersion version, HttpServerRequest request, PollingExchange exchange) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().encodeToString(bytes);
        boolean base64 = exchange.isTextOnly() || BASE64.contains(request.getParam("b64", ""));
        EngineSession session = new EngineSession(id, version, base64, vertx, settings, this::closed);
        session.onAdmitted(() -> sessionLimit.admit(session));
        open.put(id, session);
        sessionLimit.add(session);
        return session;
    }

    private void closed(EngineSession session) {
        open.remove(session.id());
        sessionLimit.remove(session);
    }

    private void proceed(
            HttpServerRequest request,
            PollingExchange exchange,
            boolean webSocket,
            EngineVersion version,
            @Nullable EngineSession session) {
        if (session == null) {
            exchange.unknown();
        } else if (session.version() != version) {
            exchange.refuse();
        } else if (webSocket) {
            FlushCoalescing.on(request);
            request.toWebSocket().onSuccess(session::probe);
        } else if (request.method().equals(HttpMethod.GET)) {
            session.poll(exchange);
        } else if (request.method().equals(HttpMethod.POST)) {
            post(request, exchange, session);
        } else {
            exchange.refuse(400, Refusal.METHOD);
        }
    }

    private void post(HttpServerRequest request, PollingExchange exchange, EngineSession session) {
        if (!session.beginPost()) {
            exchange.refuse();
            return;
        }
        Buffer body = Buffer.buffer();
        request.exceptionHandler(gone -> session.close());
        request.handler(part -> {
            if (body.length() + part.length() > settings.maxPayload()) {
                request.handler(rest -> {});
                exchange.refuse(413, Refusal.REQUEST);
                session.close();
            } else {
                body.appendBuffer(part);
            }
        });
        request.endHandler(end -> {
            if (session.isClosed()) {
                exchange.refuse();
            } else {
                session.post(body, exchange)
                        .onSuccess(taken -> exchange.answerTaken().onComplete(answered -> session.postAnswered()))
                        .onFailure(invalid -> exchange.refuse());
            }
        });
        request.resume();
    }
}
