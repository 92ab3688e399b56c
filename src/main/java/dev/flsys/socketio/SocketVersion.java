package dev.flsys.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import java.util.HexFormat;

/** The revisions of the Socket.IO protocol that the service speaks, and what is different in them. */
enum SocketVersion {
    /**
     * The revision of Socket.IO 1 and 2. Queries take the place of {@code auth}. Clients do not ask for the main
     * namespace, and use the others before they know whether they are connected.
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

    /** The revision that clients of an Engine.IO revision speak. */
    static SocketVersion over(EngineVersion engine) {
        return switch (engine) {
            case V3 -> V4;
            case V4 -> V5;
        };
    }

    /**
     * Whether a client is connected to the main namespace when its session begins, without a packet that asks for it.
     */
    abstract boolean connectsToMain();

    /**
     * Whether packets of a namespace that the client is not connected to are ignored, and one that connects again is
     * answered again. Otherwise they end the session.
     */
    abstract boolean toleratesWrongState();

    /**
     * What a client brings with it to a namespace, an object.
     *
     * @param query the parameters of its packet's namespace, or of the handshake
     * @param payload that of its packet
     */
    abstract JsonNode auth(MultiMap query, JsonNode payload);

    /** The payload of the packet that confirms a connection. */
    abstract JsonNode connected(String id);

    /** The payload of the packet that refuses a connection. */
    abstract JsonNode refused(String message);

    /** JSON in the form in which these clients read it correctly. */
    abstract String json(String json);

    /**
     * The same JSON with an escape for each character outside of ASCII. Clients count the characters of a polling
     * answer in three ways: as UTF-16 code units (socket.io-client 2), as bytes of UTF-8 (1), as code points
     * (python-engineio 3).
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
