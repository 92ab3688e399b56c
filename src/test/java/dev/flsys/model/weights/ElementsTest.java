package dev.flsys.model.weights;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Values of IEEE 754 binary16 and of E4M3, by their bits. */
class ElementsTest {

    @Test
    void half_precision_has_the_values_of_ieee_754() {
        assertThat(Elements.half((short) 0x3c00)).isEqualTo(1);
        assertThat(Elements.half((short) 0xc000)).isEqualTo(-2);
        assertThat(Elements.half((short) 0x7bff)).isEqualTo(65504);
        assertThat(Elements.half((short) 0x0001)).isEqualTo(Math.scalb(1.0, -24));
        assertThat(Elements.half((short) 0x3555)).isEqualTo(0.333251953125);
        assertThat(Elements.half((short) 0xfc00)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Elements.half((short) 0x7e00)).isNaN();
    }

    @Test
    void eight_bits_have_the_values_of_e4m3() {
        assertThat(Elements.eight((byte) 0x38)).isEqualTo(1);
        assertThat(Elements.eight((byte) 0x7e)).isEqualTo(448);
        assertThat(Elements.eight((byte) 0x01)).isEqualTo(Math.scalb(1.0, -9));
        assertThat(Elements.eight((byte) 0xb8)).isEqualTo(-1);
        assertThat(Elements.eight((byte) 0x7f)).isNaN();
    }
}
