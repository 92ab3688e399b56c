package dev.flsys.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import java.util.HexFormat;

/** The supported revisions of the Socket.IO protocol, with their differences. */
enum SocketVersion {
    /**
     * The revision of Socket.IO 1 and 2. Queries replace {@code auth}. Clients do not ask for the main namespace, and
     * use other namespaces before their connection is confirmed.
     */
    V4 {
        @Override
        boolean connectsToMain() {
            return true;
        }

        @Override
        boolean toleratesWrongState() {
            return true;
        }

        @Override
        JsonNode auth(MultiMap query, JsonNode payload) {
            ObjectNode auth = JsonNodeFactory.instance.objectNode();
            query.forEach((name, value) -> auth.putIfAbsent(name, JsonNodeFactory.instance.textNode(value)));
            return auth;
        }

        @Override
        JsonNode connected(String id) {
            return MissingNode.getInstance();
        }

        @Override
        JsonNode refused(String message) {
            return JsonNodeFactory.instance.textNode(message);
        }

        @Override
        String json(String json) {
            return ascii(json);
        }
    },
    /** The revision of Socket.IO 3 and 4. */
    V5 {
        @Override
        boolean connectsToMain() {
            return false;
        }

        @Override
        boolean toleratesWrongState() {
            return false;
        }

        @Override
        JsonNode auth(MultiMap query, JsonNode payload) {
            return payload.isMissingNode() ? JsonNodeFactory.instance.objectNode() : payload;
        }

        @Override
        JsonNode connected(String id) {
            return JsonNodeFactory.instance.objectNode().put("sid", id);
        }

        @Override
        JsonNode refused(String message) {
            return JsonNodeFactory.instance.objectNode().put("message", message);
        }

        @Override
        String json(String json) {
            return json;
        }
    };

    private static final HexFormat HEX = HexFormat.of();

    /** The revision that clients of an Engine.IO revision use. */
    static SocketVersion over(EngineVersion engine) {
        return switch (engine) {
            case V3 -> V4;
            case V4 -> V5;
        };
    }

    /** Whether a client is connected to the main namespace without a packet that asks for it. */
    abstract boolean connectsToMain();

    /**
     * Whether packets for a namespace to which the client is not connected are ignored, and a second connect packet is
     * answered again. Otherwise both end the session.
     */
    abstract boolean toleratesWrongState();

    /**
     * The object that a client sends when it connects to a namespace.
     *
     * @param query the parameters of the packet's namespace, or of the handshake
     * @param payload the payload of the packet
     */
    abstract JsonNode auth(MultiMap query, JsonNode payload);

    /** The payload of the packet that confirms a connection. */
    abstract JsonNode connected(String id);

    /** The payload of the packet that refuses a connection. */
    abstract JsonNode refused(String message);

    /** Converts JSON to the form that these clients read correctly. */
    abstract String json(String json);

    /**
     * Escapes each character outside ASCII. Clients count the characters of a polling answer in three ways: as UTF-16
     * code units (socket.io-client 2), as bytes of UTF-8 (1), as code points (python-engineio 3).
     */
    private static String ascii(String json) {
        if (json.chars().allMatch(SocketVersion::isAscii)) {
            return json;
        }
        StringBuilder escaped = new StringBuilder(json.length() + json.length() / 2);
        for (int i = 0; i < json.length(); i++) {
            char unit = json.charAt(i);
            if (isAscii(unit)) {
                escaped.append(unit);
            } else {
                escaped.append("\\u").append(HEX.toHexDigits(unit));
            }
        }
        return escaped.toString();
    }

    private static boolean isAscii(int unit) {
        return unit < 0x80;
    }
}
