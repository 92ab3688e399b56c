package dev.flsys.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.flsys.socketio.SocketPacket.Type;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The Socket.IO side of one session: the namespaces to which its client is connected. */
final class SocketClient implements EngineListener {

    /** The time limit for the first connection to a namespace. */
    private static final long CONNECT_MILLIS = 45_000;

    private final EngineSession session;
    private final SocketVersion version;
    private final Handshake handshake;
    private final Map<String, SocketNamespace> namespaces;
    private final Vertx vertx;
    private final int maxPayload;
    private final long connectTimer;
    private final Map<String, SocketConnection> connections = new ConcurrentHashMap<>();

    /** A packet that waits for attachments. */
    private @Nullable SocketPacket incomplete;

    private final List<Buffer> attachments = new ArrayList<>();
    private int attached;

    SocketClient(
            EngineSession session,
            Handshake handshake,
            Map<String, SocketNamespace> namespaces,
            Vertx vertx,
            int maxPayload) {
        this.session = session;
        this.version = SocketVersion.over(session.version());
        this.handshake = handshake;
        this.namespaces = namespaces;
        this.vertx = vertx;
        this.maxPayload = maxPayload;
        this.connectTimer = vertx.setTimer(CONNECT_MILLIS, late -> session.close());
    }

    @Override
    public void onOpen() {
        if (version.connectsToMain()) {
            connect(SocketPacket.MAIN, version.auth(handshake.query(), MissingNode.getInstance()));
        }
    }

    @Override
    public Future<Void> onText(String message) {
        if (incomplete != null) {
            throw new PacketInvalid("The attachments of the packet before are missing.");
        }
        SocketPacket packet = SocketPacket.parse(message);
        if (packet.attachments() > 0) {
            incomplete = packet;
            return Future.succeededFuture();
        }
        return onPacket(packet, packet.payload());
    }

    @Override
    public Future<Void> onBytes(Buffer message) {
        SocketPacket packet = incomplete;
        attached += message.length();
        if (packet == null || attached > maxPayload) {
            throw new PacketInvalid("The bytes belong to no packet or are too many.");
        }
        attachments.add(message);
        if (attachments.size() < packet.attachments()) {
            return Future.succeededFuture();
        }
        JsonNode payload = Attachments.join(packet.payload(), attachments);
        incomplete = null;
        attachments.clear();
        attached = 0;
        return onPacket(packet, payload);
    }

    private Future<Void> onPacket(SocketPacket packet, JsonNode payload) {
        if (packet.type() == Type.CONNECT) {
            connect(packet.namespace(), version.auth(packet.parameters(), payload));
            return Future.succeededFuture();
        }
        SocketConnection connection = connections.get(packet.namespace());
        SocketNamespace namespace = namespaces.get(packet.namespace());
        if (connection == null || namespace == null) {
            if (version.toleratesWrongState()) {
                return Future.succeededFuture();
            }
            throw new PacketInvalid("The client is not connected to that namespace.");
        }
        return switch (packet.type()) {
            case EVENT, BINARY_EVENT -> onEvent(packet, payload, connection, namespace);
            case DISCONNECT -> {
                leave(packet.namespace(), namespace);
                yield Future.succeededFuture();
            }
            // The server requests no acknowledgements.
            case ACK, BINARY_ACK, CONNECT, CONNECT_ERROR -> Future.succeededFuture();
        };
    }

    private static Future<Void> onEvent(
            SocketPacket packet, JsonNode payload, SocketConnection connection, SocketNamespace namespace) {
        List<JsonNode> arguments = new ArrayList<>();
        payload.forEach(arguments::add);
        String event = arguments.remove(0).asText();
        Long id = packet.id();
        return namespace.onEvent(
                connection, event, arguments, id == null ? null : answer -> connection.acknowledge(id, answer));
    }

    private void connect(String name, JsonNode auth) {
        SocketNamespace namespace = namespaces.get(name);
        SocketConnection known = connections.get(name);
        if (known != null) {
            if (!version.toleratesWrongState()) {
                throw new PacketInvalid("The client is already connected to that namespace.");
            }
            reply(Type.CONNECT, name, version.connected(known.id()));
            return;
        }
        if (namespace == null) {
            refuse(name, "Invalid namespace");
            return;
        }
        try {
            namespace.check(handshake, auth);
        } catch (SocketRefused refused) {
            refuse(name, String.valueOf(refused.getMessage()));
            return;
        }
        vertx.cancelTimer(connectTimer);
        session.admitted();
        SocketConnection connection = new SocketConnection(UUID.randomUUID().toString(), name, session, handshake);
        connections.put(name, connection);
        reply(Type.CONNECT, name, version.connected(connection.id()));
        namespace.onConnect(connection, auth);
        if (session.isClosed()) {
            // Another thread closed the session before it could see this connection.
            leave(name, namespace);
        }
    }

    private void refuse(String namespace, String message) {
        reply(Type.CONNECT_ERROR, namespace, version.refused(message));
    }

    private void reply(Type type, String namespace, JsonNode payload) {
        String json = version.json(payload.toString());
        session.send(EnginePacket.message(SocketPacket.head(type, 0, namespace, null) + json));
    }

    @Override
    public void onClose() {
        vertx.cancelTimer(connectTimer);
        connections.keySet().forEach(name -> {
            SocketNamespace namespace = namespaces.get(name);
            if (namespace != null) {
                leave(name, namespace);
            }
        });
    }

    /** Removes a connection. Only the first call for a connection notifies the namespace. */
    private void leave(String name, SocketNamespace namespace) {
        SocketConnection connection = connections.remove(name);
        if (connection != null) {
            connection.left();
            namespace.onDisconnect(connection);
        }
    }
}
