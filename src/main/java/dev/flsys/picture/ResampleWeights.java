package dev.flsys.picture;

/**
 * Which inputs along one axis make up each output, and with which weights.
 *
 * @param first {@code int[size]}: the first input of each output
 * @param count {@code int[size]}: how many inputs from there on
 * @param fixed {@code int[size * stride]}: their weights, the first {@code count} of every {@code stride}, in fixed
 *     point with {@link #PRECISION_BITS} bits after the point
 * @param stride weights reserved for each output
 */
record ResampleWeights(int[] first, int[] count, int[] fixed, int stride) {

    /** Pillow's: 32 bits less 8 of a pixel and 2 to spare. */
    static final int PRECISION_BITS = 32 - 8 - 2;

    /** One half, from which a weighted sum begins, to be rounded. */
    static final int ROUND = 1 << (PRECISION_BITS - 1);

    /** The 8-bit sample of a sum. Weights are never negative, so only the upper end can be passed, by rounding. */
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
     * The triangle filter over {@code in} inputs for {@code out} outputs; all weights are non-negative. In doubles and
     * in the order of Pillow's {@code precompute_coeffs}, on which the last bit depends.
     */
    static ResampleWeights bilinear(int in, int out) {
        double scale = (double) in / out;
        double support = Math.max(scale, 1.0);
        int stride = (int) Math.ceil(support) * 2 + 1;
        int[] first = new int[out];
        int[] count = new int[out];
        int[] fixed = new int[Math.multiplyExact(out, stride)];
        double[] weights = new double[stride];
        double shrink = 1.0 / support;
        for (int x = 0; x < out; x++) {
            double center = (x + 0.5) * scale;
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
