package dev.flsys.socketio;

import io.quarkus.arc.properties.IfBuildProperty;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The echoes that the public suites test: of Engine.IO at {@code /engine.io/}, of Socket.IO in two namespaces. */
@Singleton
@IfBuildProperty(name = "flsys.test.conformance", stringValue = "true")
class EchoServer {

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

    void register(@Observes Router router, Vertx vertx, SocketIoSettings settings) {
        EngineServer engine = new EngineServer(vertx, settings, (session, handshake) -> new Echo(session));
        router.routeWithRegex("/engine\\.io/?").order(-100).handler(exchange -> engine.handle(exchange.request()));
    }

    private record Echo(EngineSession session) implements EngineListener {

        @Override
        public void opened() {
            // the client speaks first
        }

        @Override
        public Future<Void> text(String message) {
            session.send(EnginePacket.message(message));
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> bytes(Buffer message) {
            session.send(EnginePacket.message(message));
            return Future.succeededFuture();
        }

        @Override
        public void closed() {
            // nothing is kept
        }
    }
}
