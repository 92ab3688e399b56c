package dev.flsys.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebSocketTextTest {

    private final EmbeddedChannel channel = new EmbeddedChannel(new WebSocketText.Frames());

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    private static ContinuationWebSocketFrame part(boolean last, byte... bytes) {
        return new ContinuationWebSocketFrame(last, 0, Unpooled.wrappedBuffer(bytes));
    }

    private void assertText(boolean last, String text) {
        TextWebSocketFrame frame = channel.readInbound();
        assertThat(frame.isFinalFragment()).isEqualTo(last);
        assertThat(frame.content().toString(StandardCharsets.UTF_8)).isEqualTo(text);
        frame.release();
    }

    @Test
    void the_first_fragment_with_content_begins_the_message() {
        channel.writeInbound(
                new TextWebSocketFrame(false, 0, ""),
                new PingWebSocketFrame(),
                part(false),
                part(false, (byte) 'a'),
                part(true, (byte) 'b'));
        assertThat(channel.<Object>readInbound()).isInstanceOf(PingWebSocketFrame.class);
        assertText(false, "a");
        assertThat(channel.<Object>readInbound()).isInstanceOf(ContinuationWebSocketFrame.class);
    }

    @Test
    void a_message_of_empty_fragments_is_empty() {
        channel.writeInbound(new TextWebSocketFrame(false, 0, ""), part(true));
        assertText(true, "");
        channel.writeInbound(new TextWebSocketFrame("next"));
        assertText(true, "next");
    }

    @Test
    void an_invalid_text_fails_with_the_code_of_its_kind() {
        channel.writeInbound(new TextWebSocketFrame(false, 0, "a"));
        assertThatThrownBy(() -> channel.writeInbound(part(true, (byte) 0xed, (byte) 0xa0, (byte) 0x80)))
                .isInstanceOfSatisfying(
                        CorruptedWebSocketFrameException.class, corrupted -> assertThat(corrupted.closeStatus())
                                .isEqualTo(WebSocketCloseStatus.INVALID_PAYLOAD_DATA));
    }

    @Test
    void a_character_may_be_in_two_fragments_and_binary_messages_may_hold_any_bytes() {
        byte[] cat = "猫".getBytes(StandardCharsets.UTF_8);
        channel.writeInbound(
                new TextWebSocketFrame(false, 0, Unpooled.wrappedBuffer(cat, 0, 1)),
                part(true, cat[1], cat[2]),
                new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {(byte) 0xff})));
        assertThat(channel.inboundMessages()).hasSize(3);
    }
}
