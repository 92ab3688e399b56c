package dev.flsys.openinference;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FloatElementsTest {

    /** Three numbers in two pieces, the first of which ends within a number. */
    private static FloatElements elements() {
        ByteBuf all = Unpooled.buffer().writeFloatLE(1.5f).writeFloatLE(-2).writeFloatLE(Float.NaN);
        return new FloatElements(Unpooled.wrappedBuffer(all.readSlice(6), all));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void numbers_across_pieces_are_written_in_the_order_of_the_target(boolean little) {
        ByteBuffer target =
                ByteBuffer.allocateDirect(20).order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        target.position(4);

        elements().writeTo(target);

        assertThat(target.position()).isEqualTo(16);
        assertThat(target.limit()).isEqualTo(20);
        assertThat(target.getFloat(4)).isEqualTo(1.5f);
        assertThat(target.getFloat(8)).isEqualTo(-2);
        assertThat(target.getFloat(12)).isNaN();
    }

    @Test
    void a_part_begins_and_ends_at_a_number() {
        assertThat(elements().count()).isEqualTo(3);
        assertThat(elements().slice(1, 2).array()).containsExactly(-2);
    }

    private static ByteBuf outsideTheHeap(int offset, boolean readOnly) {
        ByteBuffer all = ByteBuffer.allocateDirect(256).alignedSlice(64).order(ByteOrder.LITTLE_ENDIAN);
        all.position(offset).putFloat(1.5f).putFloat(-2).flip().position(offset);
        return Unpooled.wrappedBuffer(readOnly ? all.asReadOnlyBuffer() : all);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aligned_numbers_outside_the_heap_are_used_where_they_are(boolean readOnly) {
        for (int offset : new int[] {0, 64}) {
            FloatBuffer numbers = Objects.requireNonNull(new FloatElements(outsideTheHeap(offset, readOnly)).inPlace());

            assertThat(numbers.isDirect()).isTrue();
            assertThat(numbers.remaining()).isEqualTo(2);
            assertThat(numbers.get(numbers.position())).isEqualTo(1.5f);
            assertThat(numbers.get(numbers.position() + 1)).isEqualTo(-2);
        }
    }

    @Test
    void other_numbers_have_to_be_copied() {
        assertThat(elements().inPlace()).isNull();
        assertThat(new FloatElements(outsideTheHeap(4, false)).inPlace()).isNull();
        assertThat(new FloatElements(outsideTheHeap(1, false)).inPlace()).isNull();
        assertThat(new FloatElements(Unpooled.wrappedBuffer(new byte[8])).inPlace())
                .isNull();
    }
}
