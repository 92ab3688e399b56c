package dev.flsys.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.socketio.SocketPacket.Type;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketsTest {

    /** A payload of revision 3 from the protocol's document: a text, €, and the bytes 1 to 4. */
    private static final String EURO_AND_BYTES = "0004ff34e282ac" + "0105ff0401020304";

    private static final PacketCodec V4 = EngineVersion.V4.codec(false);
    private static final PacketCodec V3 = EngineVersion.V3.codec(false);
    private static final PacketCodec V3_BASE64 = EngineVersion.V3.codec(true);

    @Test
    void two_revisions_are_supported() {
        assertThat(EngineVersion.of("3")).contains(EngineVersion.V3);
        assertThat(EngineVersion.of("4")).contains(EngineVersion.V4);
        for (String other : List.of("", "2", "5", "03", "x")) {
            assertThat(EngineVersion.of(other)).isEmpty();
        }
        // python-engineio 3 and the public suite of Engine.IO 4 do the same. engine.io would treat it as the third.
        assertThat(EngineVersion.of(null)).isEmpty();
    }

    @Test
    void a_payload_of_texts_and_bytes_is_read_as_it_was_written() {
        List<EnginePacket> packets = V4.readPayload(Buffer.buffer("4hello\u001e2\u001ebAQIDBA==\u001e4模拟"));
        assertThat(packets).hasSize(4);
        assertThat(packets.get(0)).isEqualTo(EnginePacket.message("hello"));
        assertThat(packets.get(1).type()).isEqualTo(EnginePacket.Type.PING);
        assertThat(packets.get(2).bytes()).isEqualTo(Buffer.buffer(new byte[] {1, 2, 3, 4}));
        assertThat(V4.writePayload(packets, false).text()).isEqualTo("4hello\u001e2\u001ebAQIDBA==\u001e4模拟");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "abc", "4a\u001e", "\u001e4a", "b!!!", "b====", "９"})
    void an_invalid_payload_is_refused(String payload) {
        assertThatThrownBy(() -> V4.readPayload(Buffer.buffer(payload))).isInstanceOf(PacketInvalid.class);
    }

    @Test
    void a_payload_with_too_many_packets_is_refused() {
        assertThatThrownBy(() -> V4.readPayload(Buffer.buffer("4\u001e".repeat(10_000) + "4")))
                .isInstanceOf(PacketInvalid.class);
        assertThat(V3.readPayload(Buffer.buffer("1:4".repeat(10_000)))).hasSize(10_000);
        for (Buffer payload : List.of(Buffer.buffer("1:4".repeat(10_001)), hex("0001ff34".repeat(10_001)))) {
            assertThatThrownBy(() -> V3.readPayload(payload)).isInstanceOf(PacketInvalid.class);
        }
    }

    @Test
    void payloads_of_revision_3_count_utf_16_code_units() {
        for (String payload :
                List.of("6:4hello2:4€", "1:2", "5:4a😀b", "5:4:2:x", "11:4👩\u200d👩\u200d👧模拟1:6", "2:4\n")) {
            List<EnginePacket> packets = V3.readPayload(Buffer.buffer(payload));
            assertThat(V3.writePayload(packets, false).text()).isEqualTo(payload);
        }
        assertThat(V3.readPayload(Buffer.buffer("6:4hello2:4€")))
                .containsExactly(EnginePacket.message("hello"), EnginePacket.message("€"));
        assertThat(V3.readPayload(Buffer.buffer("3:4😀2:4x")))
                .containsExactly(EnginePacket.message("😀"), EnginePacket.message("x"));
        assertThat(V3.readPayload(Buffer.buffer("0:"))).isEmpty();
        assertThat(V3.readPayload(Buffer.buffer("0:1:2"))).hasSize(1);
    }

    @Test
    void payloads_of_revision_3_contain_bytes_or_base64() {
        List<EnginePacket> packets =
                List.of(EnginePacket.message("€"), EnginePacket.message(Buffer.buffer(new byte[] {1, 2, 3, 4})));
        assertThat(V3.writePayload(packets, false).bytes()).isEqualTo(hex(EURO_AND_BYTES));
        assertThat(V3.writePayload(packets, true).text()).isEqualTo("2:4€10:b4AQIDBA==");
        assertThat(V3_BASE64.writePayload(packets, false).text()).isEqualTo("2:4€10:b4AQIDBA==");
        for (Buffer payload : List.of(hex(EURO_AND_BYTES), Buffer.buffer("2:4€10:b4AQIDBA=="))) {
            assertThat(V3.readPayload(payload)).isEqualTo(packets);
            assertThat(V3_BASE64.readPayload(payload)).isEqualTo(packets);
        }
        assertThat(V3.readPayload(hex("000100ff" + "6234415149444241" + "3d3d")))
                .isEqualTo(packets.subList(1, 2));
        List<EnginePacket> large = List.of(EnginePacket.message(Buffer.buffer(new byte[12_344])));
        Buffer written = Objects.requireNonNull(V3.writePayload(large, false).bytes());
        assertThat(written.getBuffer(0, 8)).isEqualTo(hex("010102030405ff04"));
        assertThat(V3.readPayload(written)).isEqualTo(large);
    }

    @Test
    void frames_of_revision_3_begin_with_their_type() {
        EnginePacket bytes = EnginePacket.message(Buffer.buffer(new byte[] {1, 2}));
        assertThat(V3.writeFrame(bytes).bytes()).isEqualTo(hex("040102"));
        assertThat(V3_BASE64.writeFrame(bytes).text()).isEqualTo("b4AQI=");
        assertThat(V3.readFrame(hex("040102"))).isEqualTo(bytes);
        assertThat(V3.readFrame("b4AQI=")).isEqualTo(bytes);
        assertThat(V3.readFrame("2probe")).isEqualTo(EnginePacket.of(EnginePacket.Type.PING, "probe"));
        assertThat(V3.writeFrame(EnginePacket.message("😀")).text()).isEqualTo("4😀");
        for (String wrong : List.of("", "b", "b4!", "b2AQI=", "9", "x")) {
            assertThatThrownBy(() -> V3.readFrame(wrong)).as(wrong).isInstanceOf(PacketInvalid.class);
        }
        for (String wrong : List.of("", "02", "07", "ff01", "34")) {
            assertThatThrownBy(() -> V3.readFrame(hex(wrong))).as(wrong).isInstanceOf(PacketInvalid.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "4hello",
                "1:",
                "2:4",
                "1:42",
                "-1:4",
                "+1:4",
                "1.0:4",
                "1e0:4",
                " 1:4",
                "１:4",
                "x:4",
                "1:x",
                "1:9",
                "1:41",
                "1:4:",
                "999999999:4",
                "1000000000:4",
                "0000000001:4",
                "99999999999999999999999999:4",
                "3:b4!",
                "2:b4x",
                "5:b2AQI=",
                "2:4😀"
            })
    void an_invalid_text_payload_of_revision_3_is_refused(String payload) {
        assertThatThrownBy(() -> V3.readPayload(Buffer.buffer(payload))).isInstanceOf(PacketInvalid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00",
                "01",
                "0001",
                "0001ff",
                "0002ff34",
                "00ff34",
                "0001ff3400",
                "0001ff34020034",
                "000aff34",
                "0080ff34",
                "0009090909090909090909ff34",
                "0101ff02",
                "0101ff34",
                "0001ff39",
                "0001ff3401ffff",
                "00010203"
            })
    void an_invalid_binary_payload_of_revision_3_is_refused(String payload) {
        assertThatThrownBy(() -> V3.readPayload(hex(payload))).isInstanceOf(PacketInvalid.class);
    }

    @Test
    void a_lone_surrogate_is_one_character() {
        // UTF-8 cannot encode them. Java reads one replacement character.
        assertThat(V3.readPayload(Buffer.buffer("2:4").appendBuffer(hex("eda0bd"))))
                .containsExactly(EnginePacket.message("\ufffd"));
        assertThat(V3.writePayload(List.of(EnginePacket.message("\ud83d")), false)
                        .text())
                .isEqualTo("2:4\ud83d");
        assertThat(SocketPacket.parse("2[\"\ud83d\"]").payload().get(0).asText())
                .hasSize(1);
    }

    @Test
    void jsonp_answers_are_valid_scripts_and_forms_keep_line_breaks() {
        Jsonp jsonp = Jsonp.of("7").orElseThrow();
        assertThat(jsonp.script("11:4\"a\\n\n\u2028\u2029</"))
                .isEqualTo("___eio[7](\"11:4\\\"a\\\\n\\n\\u2028\\u2029</\");");
        for (String wrong : List.of("", "x", "-1", "1;alert(1)", "１", "1234567890")) {
            assertThat(Jsonp.of(wrong)).as(wrong).isEmpty();
        }
        // engine.io-client 3.5 sends this for the text: a, a line break, b, a backslash, n, c.
        assertThat(Jsonp.payload(Buffer.buffer("d=a%5Cnb%5C%5Cnc+%2B%F0%9F%98%80%3B&e=1")))
                .isEqualTo(Buffer.buffer("a\nb\\nc +😀;"));
        for (String wrong : List.of("", "e=1", "d", "d=%", "d=%zz", "6:4hello")) {
            assertThatThrownBy(() -> V3.readPayload(Jsonp.payload(Buffer.buffer(wrong))))
                    .as(wrong)
                    .isInstanceOf(PacketInvalid.class);
        }
    }

    @Test
    void json_for_clients_of_socket_io_2_is_ascii() {
        assertThat(SocketVersion.V4.json("[\"模拟 😀 é\\n\"]"))
                .isEqualTo("[\"\\u6a21\\u62df \\ud83d\\ude00 \\u00e9\\n\"]");
        assertThat(SocketVersion.V4.json("[\"ascii\"]")).isEqualTo("[\"ascii\"]");
        assertThat(SocketVersion.V5.json("[\"模拟\"]")).isEqualTo("[\"模拟\"]");
    }

    @Test
    void the_query_of_a_namespace_replaces_auth_for_older_clients() {
        SocketPacket connect = SocketPacket.parse("0/admin?token=a%20b&token=c&uid=1");
        assertThat(connect.namespace()).isEqualTo("/admin");
        assertThat(SocketVersion.V4.auth(connect.parameters(), connect.payload()))
                .hasToString("{\"token\":\"a b\",\"uid\":\"1\"}");
        assertThat(SocketVersion.V5.auth(connect.parameters(), connect.payload()))
                .hasToString("{}");
        assertThatThrownBy(() -> SocketPacket.parse("0/admin?token=%zz").parameters())
                .isInstanceOf(PacketInvalid.class);
    }

    private static Buffer hex(String bytes) {
        return Buffer.buffer(HexFormat.of().parseHex(bytes));
    }

    @Test
    void a_packet_of_socket_io_is_read_with_all_its_parts() {
        SocketPacket event = SocketPacket.parse("51-/custom?x=1,12[\"e\",{\"_placeholder\":true,\"num\":0}]");
        assertThat(event.type()).isEqualTo(Type.BINARY_EVENT);
        assertThat(event.attachments()).isEqualTo(1);
        assertThat(event.namespace()).isEqualTo("/custom");
        assertThat(event.id()).isEqualTo(12);
        assertThat(event.payload().get(0).asText()).isEqualTo("e");
        SocketPacket connect = SocketPacket.parse("0");
        assertThat(connect.namespace()).isEqualTo("/");
        assertThat(connect.payload().isMissingNode()).isTrue();
        assertThat(SocketPacket.parse("0/admin,{\"token\":\"x\"}")
                        .payload()
                        .path("token")
                        .asText())
                .isEqualTo("x");
        assertThat(SocketPacket.head(Type.BINARY_ACK, 2, "/custom", 7L)).isEqualTo("62-/custom,7");
        assertThat(SocketPacket.head(Type.EVENT, 0, "/", null)).isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "9",
                "x",
                "2",
                "2{}",
                "2[]",
                "2[{}]",
                "2[\"a\"",
                "2abc[\"a\"]",
                "3[1]",
                "31{}",
                "0[]",
                "0\"x\"",
                "1[]",
                "4{}",
                "5[\"a\"]",
                "5x-[\"a\"]",
                "5101-[\"a\"]",
                "21234567890123456[\"a\"]",
                "2[\"a\"]]x"
            })
    void an_invalid_packet_of_a_client_is_refused(String text) {
        assertThatThrownBy(() -> SocketPacket.parse(text)).isInstanceOf(PacketInvalid.class);
    }

    @Test
    void placeholders_of_one_attachment_share_its_bytes() throws Exception {
        String placeholder = "{\"_placeholder\":true,\"num\":0}";
        JsonNode payload = SocketPacket.parse("51-[\"e\"," + placeholder + "," + placeholder + "]")
                .payload();
        JsonNode joined = Attachments.join(payload, List.of(Buffer.buffer("large")));
        assertThat(joined.path(1).binaryValue()).isSameAs(joined.path(2).binaryValue());
    }

    @Test
    void bytes_replace_placeholders_in_both_directions() {
        JsonNode payload = SocketPacket.parse(
                        "52-[\"e\",[{\"_placeholder\":true,\"num\":1}],{\"a\":{\"_placeholder\":true,\"num\":0}}]")
                .payload();
        List<Buffer> bytes = List.of(Buffer.buffer("first"), Buffer.buffer("second"));
        JsonNode joined = Attachments.join(payload, bytes);
        assertThat(joined.path(1).path(0).isBinary()).isTrue();
        List<Buffer> taken = new ArrayList<>();
        JsonNode split = Attachments.split(joined, taken);
        assertThat(taken).containsExactly(Buffer.buffer("second"), Buffer.buffer("first"));
        assertThat(split.toString())
                .isEqualTo("[\"e\",[{\"_placeholder\":true,\"num\":0}],{\"a\":{\"_placeholder\":true,\"num\":1}}]");
        assertThatThrownBy(() -> Attachments.join(payload, List.of())).isInstanceOf(PacketInvalid.class);
    }
}
