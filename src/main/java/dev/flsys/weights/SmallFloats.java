package dev.flsys.weights;

import java.math.BigDecimal;
import java.math.MathContext;

/** Floating point numbers of 8 and 16 bits. */
public final class SmallFloats {

    private static final int HALF_BIAS = 15;
    private static final int HALF_FRACTION = 10;
    /** Digits that are enough for any number of binary16. */
    private static final int HALF_DIGITS = 5;

    private SmallFloats() {}

    /** IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction. */
    public static double half(short bits) {
        int exponent = bits >> HALF_FRACTION & 0x1f;
        int fraction = bits & 0x3ff;
        double size = exponent == 0x1f
                ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
                : exponent == 0
                        ? Math.scalb((double) fraction, halfUnit(exponent))
                        : Math.scalb((double) (fraction + 0x400), halfUnit(exponent));
        return bits < 0 ? -size : size;
    }

    /** The power of two of the last bit of the fraction. */
    private static int halfUnit(int exponent) {
        return Math.max(exponent, 1) - HALF_BIAS - HALF_FRACTION;
    }

    /**
     * The double with the fewest digits that is the binary16 of {@code bits} when rounded: 0.1, not 0.0999755859375.
     */
    static double shortestHalf(short bits) {
        double value = half(bits);
        if (!Double.isFinite(value)) {
            return value;
        }
        double away = Math.scalb(0.5, halfUnit(bits >> HALF_FRACTION & 0x1f));
        // The next smaller number is half as far from a power of two.
        double nearer = (bits & 0x3ff) == 0 ? away / 2 : away;
        for (int digits = 1; digits < HALF_DIGITS; digits++) {
            double rounded =
                    new BigDecimal(value).round(new MathContext(digits)).doubleValue();
            if (Math.abs(rounded - value) < (Math.abs(rounded) < Math.abs(value) ? nearer : away)) {
                return rounded;
            }
        }
        return new BigDecimal(value).round(new MathContext(HALF_DIGITS)).doubleValue();
    }

    /** OCP 8-bit floating point, E4M3: 1 bit of sign, 4 of exponent with a bias of 7, 3 of fraction; no infinity. */
    public static double eight(byte bits) {
        int exponent = bits >> 3 & 0xf;
        int fraction = bits & 7;
        double size = (bits & 0x7f) == 0x7f
                ? Double.NaN
                : exponent == 0
                        ? Math.scalb((double) fraction, -9)
                        : Math.scalb((double) (fraction + 8), exponent - 10);
        return bits < 0 ? -size : size;
    }
}
