package dev.flsys.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import flsys.wire.ModelInferRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LargeFieldTest {

    @Test
    void the_first_byte_of_a_tensor_is_found() {
        byte[] data = new byte[100_000];
        new Random(1).nextBytes(data);
        byte[] message = ModelInferRequest.newBuilder()
                .setModelName("some/model")
                .setId("7")
                .addRawInputContents(ByteString.copyFrom(new byte[50]))
                .addRawInputContents(ByteString.copyFrom(data))
                .build()
                .toByteArray();
        ByteBuf start = Unpooled.wrappedBuffer(message, 0, 2_000).slice();

        int found = LargeField.start(start);

        assertThat(message.length - found).isEqualTo(data.length);
        assertThat(start.readerIndex()).isZero();
    }

    @Test
    void a_message_without_a_field_beyond_its_first_bytes_has_none() {
        byte[] whole = ModelInferRequest.newBuilder().setModelName("m").build().toByteArray();

        assertThat(LargeField.start(Unpooled.wrappedBuffer(whole))).isZero();
        assertThat(LargeField.start(Unpooled.EMPTY_BUFFER)).isZero();
    }

    @Test
    void any_bytes_give_an_index_within_them() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);

            assertThat(LargeField.start(Unpooled.wrappedBuffer(bytes))).isBetween(0, bytes.length);
        }
    }
}
