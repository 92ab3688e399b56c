package dev.flsys.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.flsys.problem.Problem;
import dev.flsys.received.ReceivedBytes;
import flsys.wire.ModelInferRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageReaderTest {

    private final CountedMemory memory = new CountedMemory(1 << 20);
    private final MessageReader reader = new MessageReader(100_000, memory);

    @Test
    void messages_are_the_same_however_their_bytes_arrive() {
        Random random = new Random(1);
        List<byte[]> sent = new ArrayList<>();
        Buffer all = Buffer.buffer();
        for (int size : new int[] {0, 1, 5, 70_000, 0, 0, 3, 100_000}) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            sent.add(bytes);
            all.appendByte((byte) 0).appendInt(size).appendBytes(bytes);
        }
        for (int piece : new int[] {1, 2, 7, 4096, all.length()}) {
            List<byte[]> read = new ArrayList<>();
            for (int at = 0; at < all.length(); at += piece) {
                reader.add(all.slice(at, Math.min(all.length(), at + piece)));
                for (var message = reader.poll(); message != null; message = reader.poll()) {
                    assertThat(message.compressed()).isFalse();
                    read.add(ByteBufUtil.getBytes(message.bytes()));
                }
            }

            assertThat(read).usingRecursiveComparison().isEqualTo(sent);
            assertThat(reader.isWithin()).isFalse();
            reader.release();
            assertThat(memory.taken()).isZero();
        }
    }

    @Test
    void the_memory_of_a_message_grows_with_its_bytes_and_not_with_its_announced_length() {
        reader.add(Buffer.buffer().appendByte((byte) 1).appendInt(100_000).appendBytes(new byte[10]));

        assertThat(reader.poll()).isNull();
        assertThat(reader.isWithin()).isTrue();
        assertThat(memory.taken()).isLessThanOrEqualTo(16 * 1024);
        reader.close();
        assertThat(memory.taken()).isZero();
    }

    @Test
    void a_message_over_the_limit_is_refused_by_its_length_alone() {
        for (int length : new int[] {100_001, -1}) {
            MessageReader own = new MessageReader(100_000, memory);
            own.add(Buffer.buffer().appendByte((byte) 0).appendInt(length));

            assertThatThrownBy(own::poll)
                    .isInstanceOfSatisfying(Problem.class, refused -> assertThat(refused.status())
                            .isEqualTo(413))
                    .hasMessageContaining(Long.toString(Integer.toUnsignedLong(length)));
        }
    }

    @Test
    void a_message_without_room_is_refused_for_now() {
        assertThat(memory.take((1 << 20) - 50_000)).isTrue();
        reader.add(Buffer.buffer().appendByte((byte) 0).appendInt(60_000).appendBytes(new byte[60_000]));

        assertThatThrownBy(reader::poll).isInstanceOfSatisfying(Problem.class, refused -> assertThat(refused.status())
                .isEqualTo(503));
    }

    @Test
    void a_message_with_another_flag_is_refused() {
        reader.add(Buffer.buffer(new byte[] {2, 0, 0, 0, 0}));

        assertThatThrownBy(reader::poll).isInstanceOfSatisfying(Problem.class, refused -> assertThat(refused.status())
                .isEqualTo(400));
    }

    @Test
    void the_tensor_of_a_large_message_is_aligned_outside_the_heap() {
        byte[] data = new byte[900_000];
        new Random(3).nextBytes(data);
        byte[] message = ModelInferRequest.newBuilder()
                .setModelName("m")
                .addRawInputContents(ByteString.copyFrom(data))
                .build()
                .toByteArray();
        MessageReader own = new MessageReader(1 << 20, memory);
        for (int round = 0; round < 2; round++) {
            own.add(Buffer.buffer().appendByte((byte) 0).appendInt(message.length));
            for (int at = 0; at < message.length; at += 16_384) {
                assertThat(own.poll()).isNull();
                own.add(Buffer.buffer(Arrays.copyOfRange(message, at, Math.min(message.length, at + 16_384))));
            }

            ByteBuf bytes = Objects.requireNonNull(own.poll()).bytes();

            assertThat(ByteBufUtil.getBytes(bytes)).isEqualTo(message);
            assertThat(bytes.isDirect()).isTrue();
            ByteBuffer tensor =
                    bytes.slice(message.length - data.length, data.length).nioBuffer();
            assertThat(tensor.alignmentOffset(tensor.position(), ReceivedBytes.ALIGNMENT))
                    .isZero();
            own.reuse();
            own.release();
        }
    }
}
