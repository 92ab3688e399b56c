package dev.flsys.socketio;

import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Socket.IO at {@value #PATH} with all beans that are a {@link SocketNamespace}. */
@Singleton
public final class SocketIo {

    private static final String PATH = "/socket.io/?";
    /** The order: before Quarkus' own routes, after its filters. */
    private static final int ORDER = -100;

    private final EngineServer engine;
    private final HandshakeGate gate;

    SocketIo(Vertx vertx, SocketIoSettings settings, HandshakeGate gate, @All List<SocketNamespace> namespaces) {
        Map<String, SocketNamespace> byName =
                namespaces.stream().collect(Collectors.toMap(SocketNamespace::name, Function.identity()));
        this.gate = gate;
        this.engine = new EngineServer(
                vertx,
                settings,
                (session, handshake) -> new SocketClient(session, handshake, byName, vertx, settings.maxPayload()));
    }

    void register(@Observes Router router) {
        router.routeWithRegex(PATH).order(ORDER).handler(exchange -> gate.pass(exchange.request(), engine::handle));
    }

    void close(@Observes ShutdownEvent event) {
        engine.close();
    }
}
