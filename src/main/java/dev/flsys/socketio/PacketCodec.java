package dev.flsys.socketio;

import io.vertx.core.buffer.Buffer;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The format of packets in one revision of Engine.IO. A frame is one message of a WebSocket with one packet. A payload
 * is the body of a polling request or answer with any number of packets. Thread-safe.
 *
 * <p>The methods that read throw {@link PacketInvalid} for invalid input.
 */
sealed interface PacketCodec permits PacketCodec3, PacketCodec4 {

    /** The largest number of packets in one payload. Clients send far fewer. */
    int MAX_PACKETS = 10_000;

    /** Reads a frame of text. */
    EnginePacket readFrame(String text);

    /** Reads a frame of bytes. */
    EnginePacket readFrame(Buffer bytes);

    /** Writes a frame. */
    Encoded writeFrame(EnginePacket packet);

    /** Reads a payload of at most {@value #MAX_PACKETS} packets. */
    List<EnginePacket> readPayload(Buffer body);

    /**
     * Writes a payload.
     *
     * @param textOnly whether the answer must be text
     */
    Encoded writePayload(List<EnginePacket> packets, boolean textOnly);

    /** Adds a packet that was read from a payload. */
    static void add(EnginePacket packet, List<EnginePacket> packets) {
        if (packets.size() == MAX_PACKETS) {
            throw new PacketInvalid("The payload has too many packets.");
        }
        packets.add(packet);
    }

    /** Decodes base64. */
    static Buffer decode(String base64) {
        try {
            return Buffer.buffer(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException notBase64) {
            throw new PacketInvalid("Bytes must be base64.");
        }
    }

    /** Encodes bytes as base64. */
    static String encode(Buffer bytes) {
        return Base64.getEncoder().encodeToString(bytes.getBytes());
    }

    /**
     * A frame or a payload, ready to be sent.
     *
     * @param text the text; empty if there are bytes
     * @param bytes the bytes; null if there is a text
     */
    record Encoded(String text, @Nullable Buffer bytes) {

        static Encoded of(String text) {
            return new Encoded(text, null);
        }

        static Encoded of(Buffer bytes) {
            return new Encoded("", bytes);
        }
    }
}
