package dev.flsys.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.socketio.SocketPacket.Type;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketsTest {

    @Test
    void a_payload_of_texts_and_bytes_is_read_as_it_was_written() {
        List<EnginePacket> packets = EnginePacket.parsePayload("4hello\u001e2\u001ebAQIDBA==\u001e4模拟");
        assertThat(packets).hasSize(4);
        assertThat(packets.get(0)).isEqualTo(EnginePacket.message("hello"));
        assertThat(packets.get(1).type()).isEqualTo(EnginePacket.Type.PING);
        assertThat(packets.get(2).bytes()).isEqualTo(Buffer.buffer(new byte[] {1, 2, 3, 4}));
        assertThat(EnginePacket.payload(packets)).isEqualTo("4hello\u001e2\u001ebAQIDBA==\u001e4模拟");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "abc", "4a\u001e", "\u001e4a", "b!!!", "b====", "９"})
    void what_is_no_payload_is_refused(String payload) {
        assertThatThrownBy(() -> EnginePacket.parsePayload(payload)).isInstanceOf(PacketInvalid.class);
    }

    @Test
    void a_payload_of_very_many_packets_is_refused() {
        assertThatThrownBy(() -> EnginePacket.parsePayload("4\u001e".repeat(10_001) + "4"))
                .isInstanceOf(PacketInvalid.class);
    }

    @Test
    void packets_of_socket_io_are_read_in_all_their_parts() {
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
    void what_is_no_packet_of_a_client_is_refused(String text) {
        assertThatThrownBy(() -> SocketPacket.parse(text)).isInstanceOf(PacketInvalid.class);
    }

    @Test
    void bytes_are_put_in_for_placeholders_and_taken_out_again() {
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
