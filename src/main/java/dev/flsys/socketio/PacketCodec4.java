package dev.flsys.socketio;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The format of revision 4: the packets of a payload are separated by U+001E, and bytes are {@code b} with base64. A
 * frame of bytes is the message itself.
 */
record PacketCodec4() implements PacketCodec {

    private static final char SEPARATOR = '\u001e';
    private static final char BYTES = 'b';

    @Override
    public EnginePacket readFrame(String text) {
        return EnginePacket.parse(text);
    }

    @Override
    public EnginePacket readFrame(Buffer bytes) {
        return EnginePacket.message(bytes);
    }

    @Override
    public Encoded writeFrame(EnginePacket packet) {
        Buffer bytes = packet.bytes();
        return bytes == null ? Encoded.of(packet.encoded()) : Encoded.of(bytes);
    }

    @Override
    public List<EnginePacket> readPayload(Buffer body) {
        String payload = body.toString(StandardCharsets.UTF_8);
        List<EnginePacket> packets = new ArrayList<>();
        int from = 0;
        while (from <= payload.length()) {
            int to = payload.indexOf(SEPARATOR, from);
            String part = payload.substring(from, to < 0 ? payload.length() : to);
            PacketCodec.add(
                    part.indexOf(BYTES) == 0
                            ? EnginePacket.message(PacketCodec.decode(part.substring(1)))
                            : EnginePacket.parse(part),
                    packets);
            from = to < 0 ? payload.length() + 1 : to + 1;
        }
        return packets;
    }

    @Override
    public Encoded writePayload(List<EnginePacket> packets, boolean textOnly) {
        StringBuilder payload = new StringBuilder();
        for (EnginePacket packet : packets) {
            if (!payload.isEmpty()) {
                payload.append(SEPARATOR);
            }
            Buffer bytes = packet.bytes();
            payload.append(bytes == null ? packet.encoded() : BYTES + PacketCodec.encode(bytes));
        }
        return Encoded.of(payload.toString());
    }
}
