package dev.flsys.picture.resize;

/**
 * The inputs of each output along one axis, and their weights.
 *
 * @param first {@code int[size]}: the first input of each output
 * @param count {@code int[size]}: the number of inputs of each output
 * @param fixed {@code int[size * stride]}: their weights, the first {@code count} of every {@code stride}, in fixed
 *     point with {@link #PRECISION_BITS} bits after the point
 * @param stride weights reserved for each output
 */
record ResampleWeights(int[] first, int[] count, int[] fixed, int stride) {

    /** As in Pillow: 32 bits minus 8 of a sample and 2 for overflow. */
    static final int PRECISION_BITS = 32 - 8 - 2;

    /** One half. A weighted sum starts with it, so that the result is rounded. */
    static final int ROUND = 1 << (PRECISION_BITS - 1);

    /** The 8-bit sample of a sum. Weights are never negative, so only rounding above 255 needs clipping. */
    static int clip(int sum) {
        return Math.min(sum >> PRECISION_BITS, 255);
    }

    /** The weight of input {@code i} in output {@code x}. */
    int of(int x, int i) {
        int k = i - first[x];
        return k < 0 || k >= count[x] ? 0 : fixed[x * stride + k];
    }

    /** One more than the last input of output {@code x}. */
    int end(int x) {
        return first[x] + count[x];
    }

    /** Number of outputs. */
    int size() {
        return first.length;
    }

    /**
     * The triangle filter over {@code in} inputs for {@code out} outputs. It uses doubles in the order of Pillow's
     * {@code precompute_coeffs}, because the last bit depends on that order.
     */
    static ResampleWeights bilinear(int in, int out) {
        return bilinear(in, out, 0, out);
    }

    /** The part of {@link #bilinear(int, int)} for {@code part} outputs, beginning with the output {@code begin}. */
    static ResampleWeights bilinear(int in, int out, int begin, int part) {
        double scale = (double) in / out;
        double support = Math.max(scale, 1.0);
        int stride = (int) Math.ceil(support) * 2 + 1;
        int[] first = new int[part];
        int[] count = new int[part];
        int[] fixed = new int[Math.multiplyExact(part, stride)];
        double[] weights = new double[stride];
        double shrink = 1.0 / support;
        for (int x = 0; x < part; x++) {
            double center = (begin + x + 0.5) * scale;
            int from = Math.max((int) (center - support + 0.5), 0);
            int n = Math.min((int) (center + support + 0.5), in) - from;
            double sum = 0;
            for (int k = 0; k < n; k++) {
                double distance = Math.abs((k + from - center + 0.5) * shrink);
                weights[k] = distance < 1.0 ? 1.0 - distance : 0.0;
                sum += weights[k];
            }
            for (int k = 0; k < n; k++) {
                double weight = sum == 0 ? weights[k] : weights[k] / sum;
                fixed[x * stride + k] = (int) (0.5 + weight * (1 << PRECISION_BITS));
            }
            first[x] = from;
            count[x] = n;
        }
        return new ResampleWeights(first, count, fixed, stride);
    }
}
