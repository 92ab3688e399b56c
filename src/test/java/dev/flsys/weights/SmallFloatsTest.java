package dev.flsys.weights;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Values of IEEE 754 binary16 and of E4M3, by their bits. */
class SmallFloatsTest {

    @Test
    void half_precision_has_the_values_of_ieee_754() {
        assertThat(SmallFloats.half((short) 0x3c00)).isEqualTo(1);
        assertThat(SmallFloats.half((short) 0xc000)).isEqualTo(-2);
        assertThat(SmallFloats.half((short) 0x7bff)).isEqualTo(65504);
        assertThat(SmallFloats.half((short) 0x0001)).isEqualTo(Math.scalb(1.0, -24));
        assertThat(SmallFloats.half((short) 0x3555)).isEqualTo(0.333251953125);
        assertThat(SmallFloats.half((short) 0xfc00)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(SmallFloats.half((short) 0x7e00)).isNaN();
    }

    @Test
    void eight_bits_have_the_values_of_e4m3() {
        assertThat(SmallFloats.eight((byte) 0x38)).isEqualTo(1);
        assertThat(SmallFloats.eight((byte) 0x7e)).isEqualTo(448);
        assertThat(SmallFloats.eight((byte) 0x01)).isEqualTo(Math.scalb(1.0, -9));
        assertThat(SmallFloats.eight((byte) 0xb8)).isEqualTo(-1);
        assertThat(SmallFloats.eight((byte) 0x7f)).isNaN();
    }

    @Test
    void half_precision_has_the_digits_that_numpy_prints() {
        assertThat(SmallFloats.shortestHalf((short) 0x2e66)).isEqualTo(0.1);
        assertThat(SmallFloats.shortestHalf((short) 0xbb33)).isEqualTo(-0.9);
        assertThat(SmallFloats.shortestHalf((short) 0x3c00)).isEqualTo(1);
        assertThat(SmallFloats.shortestHalf((short) 0)).isZero();
        assertThat(SmallFloats.shortestHalf((short) 0x3555)).isEqualTo(0.3333);
        assertThat(SmallFloats.shortestHalf((short) 0x7c00)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void the_digits_of_every_number_are_nearer_to_it_than_to_any_other() {
        for (int bits = 0; bits < 0x7c00; bits++) {
            double value = SmallFloats.half((short) bits);
            double below = bits == 0 ? -1 : SmallFloats.half((short) (bits - 1));
            double above = SmallFloats.half((short) (bits + 1));

            assertThat(SmallFloats.shortestHalf((short) bits))
                    .as("%x", bits)
                    .isBetween((below + value) / 2, (Math.min(above, 1e5) + value) / 2);
        }
    }
}
