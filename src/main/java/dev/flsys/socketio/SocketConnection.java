package dev.flsys.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.flsys.socketio.SocketPacket.Type;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client's connection to one namespace. Thread-safe. */
public final class SocketConnection {

    private final String id;
    private final String namespace;
    private final EngineSession session;
    private final SocketVersion version;
    private final Handshake handshake;
    private volatile boolean open = true;

    SocketConnection(String id, String namespace, EngineSession session, Handshake handshake) {
        this.id = id;
        this.namespace = namespace;
        this.session = session;
        this.version = SocketVersion.over(session.version());
        this.handshake = handshake;
    }

    /** The unique id of the connection. */
    public String id() {
        return id;
    }

    /** The request that opened the session. */
    public Handshake handshake() {
        return handshake;
    }

    public boolean isOpen() {
        return open && !session.isClosed();
    }

    void left() {
        open = false;
    }

    /**
     * Emits an event.
     *
     * @return completes when the transport has taken the event, which a client that does not read can delay
     */
    public Future<Void> emit(String event, List<JsonNode> arguments) {
        ArrayNode payload = JsonNodeFactory.instance.arrayNode().add(event);
        arguments.forEach(payload::add);
        return send(Type.EVENT, null, payload);
    }

    /**
     * Emits events whose payloads {@code ["event",data]} are already JSON.
     *
     * @return completes when the transport has taken the last event
     */
    public Future<Void> emitAll(List<String> payloads) {
        String head = SocketPacket.head(Type.EVENT, 0, namespace, null);
        return session.send(payloads.stream()
                .map(payload -> EnginePacket.message(head + version.json(payload)))
                .toList());
    }

    Future<Void> acknowledge(long id, List<JsonNode> arguments) {
        ArrayNode payload = JsonNodeFactory.instance.arrayNode();
        arguments.forEach(payload::add);
        return send(Type.ACK, id, payload);
    }

    private Future<Void> send(Type type, @Nullable Long id, ArrayNode payload) {
        List<Buffer> attachments = new ArrayList<>();
        JsonNode split = Attachments.split(payload, attachments);
        Type binary = type == Type.ACK ? Type.BINARY_ACK : Type.BINARY_EVENT;
        String head = SocketPacket.head(attachments.isEmpty() ? type : binary, attachments.size(), namespace, id);
        List<EnginePacket> packets = new ArrayList<>();
        packets.add(EnginePacket.message(head + version.json(split.toString())));
        attachments.forEach(bytes -> packets.add(EnginePacket.message(bytes)));
        return session.send(packets);
    }
}
