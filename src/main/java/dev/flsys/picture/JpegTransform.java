package dev.flsys.picture;

/**
 * The inverse discrete cosine transform in integers, with the constants, scaling and rounding of libjpeg's accurate one
 * ({@code jidctint.c}), so that samples are the same to the last bit. The factorisation is that of Loeffler, Ligtenberg
 * and Moschytz, "Practical fast 1-D DCT algorithms with 11 multiplications", ICASSP 1989.
 */
final class JpegTransform {

    private static final int CONSTANT_BITS = 13;
    /** Extra precision between the passes. */
    private static final int BETWEEN_BITS = 2;

    private JpegTransform() {}

    /**
     * Turns the 64 coefficients at {@code at} into the samples of block ({@code x}, {@code y}) of the component's
     * plane.
     */
    static void inverse(short[] coefficients, int at, JpegComponent component, int x, int y) {
        int[] quantization = component.quantization;
        int[] work = new int[64];
        for (int i = 0; i < 64; i++) {
            work[i] = coefficients[at + i] * quantization[i];
        }
        for (int column = 0; column < 8; column++) {
            pass(work, column, 8, CONSTANT_BITS - BETWEEN_BITS);
        }
        byte[] plane = component.plane;
        int out = y * 8 * component.stride() + x * 8;
        for (int row = 0; row < 64; row += 8, out += component.stride()) {
            pass(work, row, 1, CONSTANT_BITS + BETWEEN_BITS + 3);
            for (int i = 0; i < 8; i++) {
                plane[out + i] = (byte) Math.max(0, Math.min(255, work[row + i] + 128));
            }
        }
    }

    /** Eight values, {@code step} apart, in place, divided by 2 to the {@code bits}. */
    private static void pass(int[] v, int at, int step, int bits) {
        int i1 = at + step;
        int i2 = i1 + step;
        int i3 = i2 + step;
        int i4 = i3 + step;
        int i5 = i4 + step;
        int i6 = i5 + step;
        int i7 = i6 + step;

        int rotated = (v[i2] + v[i6]) * fixed(0.541196100);
        int even2 = rotated - v[i6] * fixed(1.847759065);
        int even3 = rotated + v[i2] * fixed(0.765366865);
        int even0 = (v[at] + v[i4]) << CONSTANT_BITS;
        int even1 = (v[at] - v[i4]) << CONSTANT_BITS;
        int round = 1 << (bits - 1);
        int sum0 = even0 + even3 + round;
        int sum3 = even0 - even3 + round;
        int sum1 = even1 + even2 + round;
        int sum2 = even1 - even2 + round;

        int shared = (v[i7] + v[i3] + v[i5] + v[i1]) * fixed(1.175875602);
        int outer = (v[i7] + v[i1]) * -fixed(0.899976223);
        int inner = (v[i5] + v[i3]) * -fixed(2.562915447);
        int upper = (v[i7] + v[i3]) * -fixed(1.961570560) + shared;
        int lower = (v[i5] + v[i1]) * -fixed(0.390180644) + shared;
        int odd0 = v[i7] * fixed(0.298631336) + outer + upper;
        int odd1 = v[i5] * fixed(2.053119869) + inner + lower;
        int odd2 = v[i3] * fixed(3.072711026) + inner + upper;
        int odd3 = v[i1] * fixed(1.501321110) + outer + lower;

        v[at] = (sum0 + odd3) >> bits;
        v[i7] = (sum0 - odd3) >> bits;
        v[i1] = (sum1 + odd2) >> bits;
        v[i6] = (sum1 - odd2) >> bits;
        v[i2] = (sum2 + odd1) >> bits;
        v[i5] = (sum2 - odd1) >> bits;
        v[i3] = (sum3 + odd0) >> bits;
        v[i4] = (sum3 - odd0) >> bits;
    }

    private static int fixed(double factor) {
        return (int) (factor * (1 << CONSTANT_BITS) + 0.5);
    }
}
