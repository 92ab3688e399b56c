package dev.flsys.socketio;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A packet of Engine.IO 4: a type and a text, or a message of bytes. In a payload, the body of a polling request or answer,
 * packets stand between record separators (U+001E), bytes as {@code b} and base64.
 *
 * @param type what it is
 * @param text what comes after the type; empty for a message of bytes
 * @param bytes a message of bytes; null otherwise
 */
record EnginePacket(Type type, String text, @Nullable Buffer bytes) {

    private static final char SEPARATOR = '\u001e';
    private static final char BYTES = 'b';
    /** More packets than a client has reason to put into one request. */
    private static final int MAX_PACKETS = 10_000;

    /** The types, in the order of their digits. */
    enum Type {
        OPEN,
        CLOSE,
        PING,
        PONG,
        MESSAGE,
        UPGRADE,
        NOOP
    }

    static EnginePacket of(Type type, String text) {
        return new EnginePacket(type, text, null);
    }

    static EnginePacket message(String text) {
        return of(Type.MESSAGE, text);
    }

    static EnginePacket message(Buffer bytes) {
        return new EnginePacket(Type.MESSAGE, "", bytes);
    }

    /** Reads the text of a frame, or a part of a payload. */
    static EnginePacket parse(String text) {
        int type = text.isEmpty() ? -1 : text.charAt(0) - '0';
        if (type < 0 || type >= Type.values().length) {
            throw new PacketInvalid("A packet begins with its type.");
        }
        return of(Type.values()[type], text.substring(1));
    }

    static List<EnginePacket> parsePayload(String payload) {
        List<EnginePacket> packets = new ArrayList<>();
        int from = 0;
        while (from <= payload.length()) {
            int to = payload.indexOf(SEPARATOR, from);
            String part = payload.substring(from, to < 0 ? payload.length() : to);
            packets.add(part.indexOf(BYTES) == 0 ? message(decode(part.substring(1))) : parse(part));
            if (packets.size() > MAX_PACKETS) {
                throw new PacketInvalid("There are too many packets.");
            }
            from = to < 0 ? payload.length() + 1 : to + 1;
        }
        return packets;
    }

    static String payload(List<EnginePacket> packets) {
        StringBuilder payload = new StringBuilder();
        for (EnginePacket packet : packets) {
            if (!payload.isEmpty()) {
                payload.append(SEPARATOR);
            }
            Buffer bytes = packet.bytes();
            payload.append(
                    bytes == null
                            ? packet.encoded()
                            : BYTES + Base64.getEncoder().encodeToString(bytes.getBytes()));
        }
        return payload.toString();
    }

    /** The text of a frame. */
    String encoded() {
        return type.ordinal() + text;
    }

    /** About how much memory it takes. */
    int size() {
        return bytes == null ? text.length() + 1 : bytes.length();
    }

    private static Buffer decode(String base64) {
        try {
            return Buffer.buffer(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException notBase64) {
            throw new PacketInvalid("Bytes are base64.");
        }
    }
}
