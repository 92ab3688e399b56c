package dev.flsys.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.engine.BatchValues;
import dev.flsys.picture.RgbImage;
import dev.flsys.picture.resize.Preprocessing;
import dev.flsys.picture.resize.ResizeRule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PictureValuesTest {

    private static final Preprocessing LEVELS = Preprocessing.levels(2, Optional.empty(), 3);
    private static final float[] FIRST = {1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12};

    private final PictureValues first = values(1);
    private final PictureValues second = values(101);

    @Test
    void values_follow_those_that_are_in_the_buffer_already() {
        ByteBuffer target = ByteBuffer.allocateDirect(2 * first.count() * Float.BYTES + Float.BYTES)
                .order(ByteOrder.nativeOrder());

        target.putFloat(-1);
        first.writeTo(target);
        second.writeTo(target);

        assertThat(target.hasRemaining()).isFalse();
        float[] written = new float[25];
        target.flip().asFloatBuffer().get(written);
        assertThat(written).startsWith(-1, 1, 4, 7, 10, 2).endsWith(103, 106, 109, 112);
    }

    @Test
    void values_are_written_again_in_a_second_call() {
        assertThat(first.array()).containsExactly(FIRST);
        assertThat(first.array()).containsExactly(FIRST);
    }

    @Test
    void parts_of_a_batch_are_pictures_or_parts_of_them() {
        BatchValues both = BatchValues.concatenate(List.of(first, second));

        assertThat(both.slice(0, 12)).isSameAs(first);
        assertThat(both.slice(12, 24)).isSameAs(second);
        assertThat(both.slice(8, 14).array()).containsExactly(3, 6, 9, 12, 101, 104);
    }

    /** The levels of two pixels a side, which rise by 1. */
    private static PictureValues values(int first) {
        byte[] pixels = new byte[12];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (first + i);
        }
        RgbImage picture = new RgbImage(2, 2, pixels);
        return new PictureValues(LEVELS, LEVELS.resized(picture, ResizeRule.NEWEST));
    }
}
