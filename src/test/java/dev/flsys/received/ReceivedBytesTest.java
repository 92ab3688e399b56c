package dev.flsys.received;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReceivedBytesTest {

    private static final int BODY = ReceivedBytes.LARGE + 12_345;

    private final ReceivedBytes received = new ReceivedBytes();
    private final LargeBuffers buffers = new LargeBuffers(4 << 20, 4 << 20);
    private final ReceivedBytes large = new ReceivedBytes(buffers);
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

    private void addInPieces(byte[] body) {
        for (int from = 0; from < body.length; ) {
            int to = Math.min(body.length, from + 1 + random.nextInt(random.nextInt(5) == 0 ? 10 : 65_536));
            large.add(Unpooled.copiedBuffer(body, from, to - from));
            from = to;
        }
    }

    @Test
    void a_large_body_is_in_one_aligned_piece_outside_the_heap() {
        for (int aligned : new int[] {0, 1, 63, 64, 201, BODY - 4}) {
            byte[] body = bytes(BODY);
            large.expect(BODY, start -> aligned);
            addInPieces(body);

            assertThat(large.length()).isEqualTo(BODY);
            ByteBuf all = large.take();
            assertThat(ByteBufUtil.getBytes(all)).isEqualTo(body);
            assertThat(all.isDirect()).isTrue();
            assertThat(all.nioBufferCount()).isEqualTo(1);
            ByteBuffer data = all.slice(aligned, BODY - aligned).nioBuffer();
            assertThat(data.alignmentOffset(data.position(), ReceivedBytes.ALIGNMENT))
                    .isZero();
            large.reuse();
        }
    }

    @Test
    void the_first_bytes_decide_which_byte_is_aligned() {
        byte[] body = bytes(BODY);
        large.expect(BODY, start -> {
            assertThat(start.readableBytes()).isGreaterThanOrEqualTo(ReceivedBytes.ARRIVED);
            assertThat(start.getByte(start.readerIndex() + 5)).isEqualTo(body[5]);
            return 5;
        });
        addInPieces(body);

        assertThat(ByteBufUtil.getBytes(large.take())).isEqualTo(body);
    }

    @Test
    void an_announcement_alone_takes_no_block() {
        large.expect(4 << 20, start -> 0);
        large.add(Unpooled.wrappedBuffer(bytes(ReceivedBytes.ARRIVED - 1)));

        assertThat(buffers.take(4 << 20)).isNotNull();
    }

    @Test
    void bytes_beyond_the_expected_ones_are_kept() {
        byte[] body = bytes(BODY + 70_000);
        large.expect(BODY, start -> 0);
        addInPieces(body);

        assertThat(ByteBufUtil.getBytes(large.take())).isEqualTo(body);
    }

    @Test
    void fewer_bytes_than_expected_are_kept() {
        byte[] body = bytes(BODY / 2);
        large.expect(BODY, start -> 0);
        addInPieces(body);

        assertThat(ByteBufUtil.getBytes(large.take())).isEqualTo(body);
    }

    @Test
    void bytes_for_which_there_is_no_block_are_kept_in_pieces() {
        assertThat(buffers.take(4 << 20)).isNotNull();
        byte[] body = bytes(BODY);
        large.expect(BODY, start -> 0);
        addInPieces(body);

        ByteBuf all = large.take();

        assertThat(ByteBufUtil.getBytes(all)).isEqualTo(body);
        assertThat(all.nioBufferCount()).isGreaterThan(1);
    }

    @Test
    void the_block_of_an_incomplete_body_is_free_again() {
        large.expect(3 << 20, start -> 0);
        addInPieces(bytes(BODY));
        assertThat(buffers.take(3 << 20)).isNull();

        large.clear();

        assertThat(buffers.take(3 << 20)).isNotNull();
    }

    @Test
    void the_block_of_a_body_that_was_taken_is_free_only_when_its_reader_says_so() {
        byte[] body = bytes(3 << 20);
        large.expect(body.length, start -> 0);
        addInPieces(body);
        ByteBuf all = large.take();
        large.clear();
        assertThat(buffers.take(3 << 20)).isNull();
        assertThat(ByteBufUtil.getBytes(all)).isEqualTo(body);

        large.reuse();

        assertThat(buffers.take(3 << 20)).isNotNull();
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
