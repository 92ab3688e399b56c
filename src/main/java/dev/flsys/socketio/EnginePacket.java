package dev.flsys.socketio;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A packet of Engine.IO: a type with a text, or a message of bytes. {@link PacketCodec} reads and writes it.
 *
 * @param type the type
 * @param text the text after the type; empty for a message of bytes
 * @param bytes a message of bytes; null otherwise
 */
record EnginePacket(Type type, String text, @Nullable Buffer bytes) {

    /** The memory of a waiting packet besides its text or bytes, so that many short packets also count. */
    private static final int OVERHEAD_BYTES = 100;

    /** The types, in the order of their digits. */
    enum Type {
        OPEN,
        CLOSE,
        PING,
        PONG,
        MESSAGE,
        UPGRADE,
        NOOP;

        /**
         * The type of a digit.
         *
         * @throws PacketInvalid if there is no such type
         */
        static Type of(int digit) {
            if (digit < 0 || digit >= values().length) {
                throw new PacketInvalid("A packet must begin with its type.");
            }
            return values()[digit];
        }
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

    /**
     * Reads a packet of text.
     *
     * @throws PacketInvalid if the text is not a packet
     */
    static EnginePacket parse(String text) {
        return of(Type.of(text.isEmpty() ? -1 : text.charAt(0) - '0'), text.substring(1));
    }

    /** The packet as text, beginning with the type's digit. Not for a message of bytes. */
    String encoded() {
        return type.ordinal() + text;
    }

    /** The approximate memory in bytes. */
    int size() {
        return OVERHEAD_BYTES + (bytes == null ? text.length() : bytes.length());
    }
}
