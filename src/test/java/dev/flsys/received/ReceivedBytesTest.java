package dev.flsys.received;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReceivedBytesTest {

    private final ReceivedBytes received = new ReceivedBytes();
    private final Random random = new Random(3);

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void pieces_of_all_sizes_are_in_the_result_in_their_order() {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int i = 0; i < 3_000; i++) {
            byte[] piece = bytes(random.nextInt(i % 7 == 0 ? 10_000 : 100));
            expected.writeBytes(piece);
            received.add(Unpooled.wrappedBuffer(piece));
        }

        assertThat(received.length()).isEqualTo(expected.size());
        assertThat(ByteBufUtil.getBytes(received.take())).isEqualTo(expected.toByteArray());
        assertThat(received.length()).isZero();
        assertThat(received.take().readableBytes()).isZero();
    }

    @Test
    void a_large_piece_is_not_copied() {
        byte[] large = bytes(ReceivedBytes.SMALL);
        received.add(Unpooled.wrappedBuffer(large));

        assertThat(received.take().array()).isSameAs(large);
    }

    @Test
    void small_pieces_share_blocks() {
        for (int i = 0; i < 100_000; i++) {
            received.add(Unpooled.wrappedBuffer(bytes(1)));
        }

        assertThat(received.take().nioBufferCount()).isLessThan(10);
    }

    @Test
    void the_bytes_of_a_stream_are_those_of_its_buffer() throws Exception {
        ByteBuf bytes = Unpooled.wrappedBuffer(bytes(10));

        ByteBuf same = ReceivedStream.bytes(new ReceivedStream(bytes));

        assertThat(same.array()).isSameAs(bytes.array());
        assertThat(new ReceivedStream(bytes).readAllBytes()).isEqualTo(bytes.array());
        assertThat(bytes.readableBytes()).isEqualTo(10);
        assertThat(ByteBufUtil.getBytes(ReceivedStream.bytes(new ByteArrayInputStream(bytes.array()))))
                .isEqualTo(bytes.array());
    }
}
