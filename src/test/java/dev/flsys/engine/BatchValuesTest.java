package dev.flsys.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchValuesTest {

    private static final BatchValues JOINED =
            BatchValues.concatenate(List.of(BatchValues.of(1, 2, 3), BatchValues.of(), BatchValues.of(4, 5)));

    private static float[] written(BatchValues values) {
        ByteBuffer target = ByteBuffer.allocateDirect(4 * values.count()).order(ByteOrder.nativeOrder());
        values.writeTo(target);
        float[] floats = new float[values.count()];
        target.flip().asFloatBuffer().get(floats);
        return floats;
    }

    @Test
    void joined_values_keep_their_order() {
        assertThat(JOINED.count()).isEqualTo(5);
        assertThat(JOINED.array()).containsExactly(1, 2, 3, 4, 5);
        assertThat(written(JOINED)).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void a_part_may_begin_and_end_within_joined_values() {
        assertThat(JOINED.slice(2, 4).array()).containsExactly(3, 4);
        assertThat(written(JOINED.slice(1, 5))).containsExactly(2, 3, 4, 5);
        assertThat(JOINED.slice(3, 5).slice(1, 2).array()).containsExactly(5);
    }

    @Test
    void a_complete_array_is_not_copied() {
        float[] values = {1, 2};

        assertThat(BatchValues.of(values).array()).isSameAs(values);
    }
}
