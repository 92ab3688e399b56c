package dev.flsys.socketio;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The format of revision 3. A packet of bytes begins with its type as a byte, or is {@code b}, the type's digit and
 * base64. A payload has one of two forms, which differ in their first byte:
 *
 * <ul>
 *   <li>text: {@code <length>:<packet>} for each packet, where the length counts UTF-16 code units, as JavaScript does;
 *   <li>bytes: for each packet 0 (text) or 1 (bytes), the length in bytes as one byte per decimal digit, 255, the
 *       packet.
 * </ul>
 *
 * <p>Source: revision 3 of github.com/socketio/engine.io-protocol.
 *
 * @param base64 whether the client cannot receive bytes ({@code b64=1})
 */
record PacketCodec3(boolean base64) implements PacketCodec {

    private static final char BYTES = 'b';
    private static final char LENGTH_END = ':';
    /** The type of a message, as a byte. */
    private static final byte MESSAGE = 4;

    private static final byte TEXT_FOLLOWS = 0;
    private static final byte BYTES_FOLLOW = 1;
    private static final byte DIGITS_END = (byte) 255;
    /** The digits of the largest accepted length. An int can hold every number with this many digits. */
    private static final int MAX_DIGITS = 9;

    @Override
    public EnginePacket readFrame(String text) {
        return text.indexOf(BYTES) == 0
                ? message(EnginePacket.parse(text.substring(1)).type(), PacketCodec.decode(text.substring(2)))
                : EnginePacket.parse(text);
    }

    @Override
    public EnginePacket readFrame(Buffer bytes) {
        if (bytes.length() == 0) {
            throw new PacketInvalid("A packet must begin with its type.");
        }
        return message(EnginePacket.Type.of(bytes.getByte(0)), bytes.getBuffer(1, bytes.length()));
    }

    private static EnginePacket message(EnginePacket.Type type, Buffer bytes) {
        if (type != EnginePacket.Type.MESSAGE) {
            throw new PacketInvalid("Only a message may have bytes.");
        }
        return EnginePacket.message(bytes);
    }

    @Override
    public Encoded writeFrame(EnginePacket packet) {
        Buffer bytes = packet.bytes();
        return bytes == null || base64 ? Encoded.of(text(packet)) : Encoded.of(bytes(bytes));
    }

    /** The packet as text. */
    private static String text(EnginePacket packet) {
        Buffer bytes = packet.bytes();
        return bytes == null
                ? packet.encoded()
                : BYTES + EnginePacket.message("").encoded() + PacketCodec.encode(bytes);
    }

    /** A message of bytes, with its type. */
    private static Buffer bytes(Buffer message) {
        return Buffer.buffer(message.length() + 1).appendByte(MESSAGE).appendBuffer(message);
    }

    @Override
    public List<EnginePacket> readPayload(Buffer body) {
        if (body.length() == 0) {
            throw new PacketInvalid("A payload must not be empty.");
        }
        List<EnginePacket> packets = new ArrayList<>();
        byte first = body.getByte(0);
        if (first == TEXT_FOLLOWS || first == BYTES_FOLLOW) {
            readBytes(body, packets);
        } else {
            readText(body.toString(StandardCharsets.UTF_8), packets);
        }
        return packets;
    }

    private void readText(String payload, List<EnginePacket> packets) {
        int position = 0;
        while (position < payload.length()) {
            int length = 0;
            int digits = 0;
            while (position + digits < payload.length() && payload.charAt(position + digits) != LENGTH_END) {
                length = withDigit(length, payload.charAt(position + digits) - '0', ++digits);
            }
            position += digits + 1;
            checkLength(length, digits, payload.length() - position);
            if (length > 0) {
                PacketCodec.add(readFrame(payload.substring(position, position + length)), packets);
            }
            position += length;
        }
    }

    private void readBytes(Buffer payload, List<EnginePacket> packets) {
        int position = 0;
        while (position < payload.length()) {
            byte kind = payload.getByte(position++);
            if (kind != TEXT_FOLLOWS && kind != BYTES_FOLLOW) {
                throw new PacketInvalid("A packet must be text or bytes.");
            }
            int length = 0;
            int digits = 0;
            while (position + digits < payload.length() && payload.getByte(position + digits) != DIGITS_END) {
                length = withDigit(length, payload.getByte(position + digits), ++digits);
            }
            position += digits + 1;
            checkLength(length, digits, payload.length() - position);
            if (length > 0) {
                PacketCodec.add(
                        kind == TEXT_FOLLOWS
                                ? readFrame(payload.getString(position, position + length, "UTF-8"))
                                : readFrame(payload.getBuffer(position, position + length)),
                        packets);
            }
            position += length;
        }
    }

    private static int withDigit(int length, int digit, int digits) {
        if (digit < 0 || digit > 9 || digits > MAX_DIGITS) {
            throw new PacketInvalid("A packet must begin with its length.");
        }
        return length * 10 + digit;
    }

    /** @param left the characters after the length; negative if the length does not end */
    private static void checkLength(int length, int digits, int left) {
        if (digits == 0 || length > left) {
            throw new PacketInvalid("The length of a packet is wrong.");
        }
    }

    @Override
    public Encoded writePayload(List<EnginePacket> packets, boolean textOnly) {
        boolean asText = textOnly || base64 || packets.stream().allMatch(packet -> packet.bytes() == null);
        return asText ? Encoded.of(writeText(packets)) : Encoded.of(writeBytes(packets));
    }

    private static String writeText(List<EnginePacket> packets) {
        StringBuilder payload = new StringBuilder();
        for (EnginePacket packet : packets) {
            String text = text(packet);
            payload.append(text.length()).append(LENGTH_END).append(text);
        }
        return payload.toString();
    }

    private static Buffer writeBytes(List<EnginePacket> packets) {
        Buffer payload = Buffer.buffer();
        for (EnginePacket packet : packets) {
            Buffer bytes = packet.bytes();
            Buffer encoded = bytes == null ? Buffer.buffer(packet.encoded()) : bytes(bytes);
            payload.appendByte(bytes == null ? TEXT_FOLLOWS : BYTES_FOLLOW);
            for (char digit : String.valueOf(encoded.length()).toCharArray()) {
                payload.appendByte((byte) (digit - '0'));
            }
            payload.appendByte(DIGITS_END).appendBuffer(encoded);
        }
        return payload;
    }
}
