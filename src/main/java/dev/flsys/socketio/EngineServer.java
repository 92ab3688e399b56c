package dev.flsys.socketio;

import dev.flsys.socketio.PollingExchange.Refusal;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Engine.IO 4 at one path: requests and WebSockets to their sessions. Safe for use by several threads. */
final class EngineServer {

    private static final int ID_BYTES = 15;

    private final Vertx vertx;
    private final SocketIoSettings settings;
    private final BiFunction<EngineSession, Handshake, EngineListener> sessions;
    private final Map<String, EngineSession> open = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();

    /** @param sessions called with each session that begins, before its first message */
    EngineServer(
            Vertx vertx, SocketIoSettings settings, BiFunction<EngineSession, Handshake, EngineListener> sessions) {
        this.vertx = vertx;
        this.settings = settings;
        this.sessions = sessions;
    }

    /** Deals with a request, which may be that of a WebSocket; nothing of its body has been read. */
    void handle(HttpServerRequest request) {
        PollingExchange exchange = new PollingExchange(request.response());
        boolean webSocket = "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
        String transport = request.getParam("transport");
        if (!"4".equals(request.getParam("EIO"))) {
            exchange.refuse(400, Refusal.VERSION);
        } else if (!(webSocket ? "websocket" : "polling").equals(transport)) {
            exchange.refuse(400, Refusal.TRANSPORT);
        } else {
            String id = request.getParam("sid");
            if (id == null) {
                begin(request, exchange, webSocket);
            } else {
                goOn(request, exchange, webSocket, open.get(id));
            }
        }
    }

    /** Closes every session. */
    void close() {
        open.values().forEach(EngineSession::close);
    }

    int sessions() {
        return open.size();
    }

    private void begin(HttpServerRequest request, PollingExchange exchange, boolean webSocket) {
        if (!request.method().equals(HttpMethod.GET)) {
            exchange.refuse(400, Refusal.METHOD);
        } else if (open.size() >= settings.maxSessions()) {
            exchange.refuse(503, Refusal.FORBIDDEN);
        } else if (webSocket) {
            Handshake handshake = handshake(request);
            request.toWebSocket().onSuccess(socket -> {
                EngineSession session = create();
                session.begin(socket);
                session.open(sessions.apply(session, handshake), false);
            });
        } else {
            EngineSession session = create();
            session.open(sessions.apply(session, handshake(request)), true);
            session.poll(exchange);
        }
    }

    private static Handshake handshake(HttpServerRequest request) {
        return new Handshake(request.headers(), request.params());
    }

    private EngineSession create() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().encodeToString(bytes);
        EngineSession session = new EngineSession(id, vertx, settings, closed -> open.remove(closed.id()));
        open.put(id, session);
        return session;
    }

    private void goOn(
            HttpServerRequest request, PollingExchange exchange, boolean webSocket, @Nullable EngineSession session) {
        if (session == null) {
            exchange.unknown();
        } else if (webSocket) {
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
                session.post(body.toString(StandardCharsets.UTF_8))
                        .onSuccess(taken -> exchange.answer("ok").onComplete(answered -> session.postAnswered()))
                        .onFailure(invalid -> exchange.refuse());
            }
        });
        request.resume();
    }
}
