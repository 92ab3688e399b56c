package dev.flsys.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** The supported revisions of the Socket.IO protocol, with their differences. */
enum SocketVersion {
    /**
     * The revision of Socket.IO 1 and 2. Queries replace {@code auth}. Clients do not ask for the main namespace, and
     * use other namespaces before their connection is confirmed.
     */
    V4,
    /** The revision of Socket.IO 3 and 4. */
    V5;

    private static final HexFormat HEX = HexFormat.of();

    /** The revision that clients of an Engine.IO revision use. */
    static SocketVersion over(EngineVersion engine) {
        return switch (engine) {
            case V3 -> V4;
            case V4 -> V5;
        };
    }

    /** Whether a client is connected to the main namespace without a packet that asks for it. */
    boolean connectsToMain() {
        return this == V4;
    }

    /**
     * Whether packets for a namespace to which the client is not connected are ignored, and a second connect packet is
     * answered again. Otherwise both end the session.
     */
    boolean toleratesWrongState() {
        return this == V4;
    }

    /**
     * The object that a client sends when it connects to a namespace.
     *
     * @param query the parameters of the packet's namespace, or of the handshake
     * @param payload the payload of the packet
     */
    JsonNode auth(MultiMap query, JsonNode payload) {
        if (this == V5 && !payload.isMissingNode()) {
            return payload;
        }
        ObjectNode auth = JsonNodeFactory.instance.objectNode();
        if (this == V4) {
            query.forEach((name, value) -> auth.putIfAbsent(name, JsonNodeFactory.instance.textNode(value)));
        }
        return auth;
    }

    /** The payload of the packet that confirms a connection. */
    JsonNode connected(String id) {
        return this == V4
                ? MissingNode.getInstance()
                : JsonNodeFactory.instance.objectNode().put("sid", id);
    }

    /** The payload of the packet that refuses a connection. */
    JsonNode refused(String message) {
        return this == V4
                ? JsonNodeFactory.instance.textNode(message)
                : JsonNodeFactory.instance.objectNode().put("message", message);
    }

    /** Converts JSON to the form that these clients read correctly. */
    String json(String json) {
        return this == V4 ? ascii(json) : json;
    }

    /**
     * Escapes each character outside ASCII. Clients count the characters of a polling answer in different ways.
     * socket.io-client 2 counts UTF-16 code units, socket.io-client 1 bytes of UTF-8, and python-engineio 3 code
     * points.
     */
    private static String ascii(String json) {
        if (json.chars().allMatch(SocketVersion::isAscii)) {
            return json;
        }
        return json.chars()
                .mapToObj(unit -> isAscii(unit) ? Character.toString(unit) : "\\u" + HEX.toHexDigits((char) unit))
                .collect(Collectors.joining());
    }

    private static boolean isAscii(int unit) {
        return unit < 0x80;
    }
}
