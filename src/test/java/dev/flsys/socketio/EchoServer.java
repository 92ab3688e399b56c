package dev.flsys.socketio;

import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The echo servers of the public suites: Engine.IO at {@code /engine.io/}, and two namespaces of Socket.IO. */
@Singleton
@IfBuildProperty(name = "flsys.test.conformance", stringValue = "true")
class EchoServer {

    /** The service collects the bodies of other paths in a filter of priority 150. */
    private static final int BEFORE_BODIES = 200;

    @Produces
    @Singleton
    @IfBuildProperty(name = "flsys.test.conformance", stringValue = "true")
    SocketNamespace main() {
        return new EchoNamespace("/");
    }

    @Produces
    @Singleton
    @IfBuildProperty(name = "flsys.test.conformance", stringValue = "true")
    SocketNamespace custom() {
        return new EchoNamespace("/custom");
    }

    void register(@Observes Filters filters, Vertx vertx, SocketIoSettings settings) {
        EngineServer engine = new EngineServer(vertx, settings, (session, handshake) -> new Echo(session));
        filters.register(
                exchange -> {
                    if (exchange.request().path().startsWith("/engine.io")) {
                        engine.handle(exchange.request());
                    } else {
                        exchange.next();
                    }
                },
                BEFORE_BODIES);
    }

    private record Echo(EngineSession session) implements EngineListener {

        @Override
        public void onOpen() {
            // The client sends the first message.
        }

        @Override
        public Future<Void> onText(String message) {
            session.send(EnginePacket.message(message));
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> onBytes(Buffer message) {
            session.send(EnginePacket.message(message));
            return Future.succeededFuture();
        }

        @Override
        public void onClose() {
            // There is nothing to release.
        }
    }
}
