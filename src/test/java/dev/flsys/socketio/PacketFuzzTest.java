package dev.flsys.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.testsupport.FuzzTarget;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Any payload, frame or form is a list of packets or {@link PacketInvalid}, and packets are read again as they were
 * written. The first byte chooses the revision and the form.
 */
class PacketFuzzTest extends FuzzTarget {

    private static final PacketCodec[] CODECS = {
        EngineVersion.V3.codec(false), EngineVersion.V3.codec(true), EngineVersion.V4.codec(false)
    };

    @Override
    protected List<byte[]> seeds() {
        return Stream.of(
                        hex("00" + "0004ff34e282ac0105ff0401020304"),
                        text(0, "6:4hello2:4€10:b4AQIDBA=="),
                        text(1, "5:4a😀b1:6"),
                        text(2, "2\u001ebAQIDBA==\u001e42[\"event\",{\"a\":1}]"),
                        text(
                                6,
                                "452-/admin?a=b,17[\"e\",{\"_placeholder\":true,\"num\":1},{\"_placeholder\":true,\"num\":0}]"),
                        text(6, "451-[\"e\",{\"_placeholder\":true,\"num\":0}]"),
                        text(6, "40/live,{\"token\":\"x\"}"),
                        text(6, "431[]"),
                        text(4, "b4AQI="),
                        hex("08" + "040102"),
                        text(12, "d=3%3A42%5B%22e%22%5D"),
                        text(12, "d=1%3A2"))
                .toList();
    }

    private static byte[] text(int form, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] seed = new byte[bytes.length + 1];
        seed[0] = (byte) form;
        System.arraycopy(bytes, 0, seed, 1, bytes.length);
        return seed;
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    @Override
    protected List<String> words() {
        return List.of(
                "42[\"e\",",
                "{\"_placeholder\":true,\"num\":0}",
                ",{\"_placeholder\":true,\"num\":0}",
                "\"_placeholder\":true",
                "\"num\":1",
                "451-",
                "/x,",
                "\u001e",
                "b4",
                "d=",
                "%5B");
    }

    @Override
    protected boolean parse(byte[] input) {
        if (input.length == 0) {
            return false;
        }
        PacketCodec codec = CODECS[(input[0] & 3) % CODECS.length];
        byte[] content = Arrays.copyOfRange(input, 1, input.length);
        try {
            List<EnginePacket> packets =
                    switch (input[0] >> 2 & 3) {
                        case 0 -> codec.readPayload(Buffer.buffer(content));
                        case 1 -> List.of(codec.readFrame(new String(content, StandardCharsets.UTF_8)));
                        case 2 -> List.of(codec.readFrame(Buffer.buffer(content)));
                        default -> codec.readPayload(Jsonp.payload(Buffer.buffer(content)));
                    };
            requireSame(codec, packets);
            List<Buffer> attachments =
                    List.of(Buffer.buffer("a"), packets.isEmpty() ? Buffer.buffer() : Buffer.buffer("b"));
            boolean accepted = false;
            for (EnginePacket packet : packets) {
                accepted |= packet.type() != EnginePacket.Type.MESSAGE
                        || packet.bytes() != null
                        || event(packet.text(), attachments);
            }
            return accepted;
        } catch (PacketInvalid documented) {
            return false;
        }
    }

    private static void requireSame(PacketCodec codec, List<EnginePacket> packets) {
        if (packets.isEmpty()) {
            return;
        }
        PacketCodec.Encoded written = codec.writePayload(packets, false);
        Buffer bytes = written.bytes();
        List<EnginePacket> again = codec.readPayload(bytes == null ? Buffer.buffer(written.text()) : bytes);
        boolean separated = packets.stream().anyMatch(packet -> packet.text().indexOf('\u001e') >= 0);
        if (!separated && !again.equals(packets)) {
            throw new AssertionError(packets + " are read as " + again);
        }
    }

    private static boolean event(String text, List<Buffer> attachments) {
        SocketPacket packet = SocketPacket.parse(text);
        packet.parameters();
        JsonNode joined = Attachments.join(packet.payload(), attachments);
        // A seed has the first part; each other one takes a mutation that leaves the packet valid.
        plant(joined.path(1).isBinary()
                && packet.attachments() > 9
                && packet.namespace().length() == 2);
        return true;
    }

    @Override
    protected byte[] planted() {
        return text(2, "4537-/x,[\"e\",{\"_placeholder\":true,\"num\":1}]");
    }
}
