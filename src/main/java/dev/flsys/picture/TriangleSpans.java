package dev.flsys.picture;

/**
 * The triangle filter for shrinking, split into spans. A span is the inputs between the centres of two outputs. Over a
 * span, the weights of the output on its left fall in a straight line, and those of the output on its right rise. So
 * two sums of a span serve both outputs: the plain sum of the inputs, and the placed sum, in which each input is
 * multiplied by its place, counted from 1 at the end of the span. An output is
 *
 * <pre>{@code rising * plain + risingStep * placed}</pre>
 *
 * of the span on its left, plus {@code falling * plain + fallingStep * placed} of the span on its right.
 *
 * <p>The lines have whole numbers, so they differ a little from Pillow's weights, which are rounded one by one. The
 * margin is the largest error of a sum. All factors are in units of 2^-{@link ResampleWeights#PRECISION_BITS}.
 *
 * @param starts {@code int[size + 2]}: the first input of each span, and the number of inputs; output 0 is between
 *     spans 0 and 1. A span has at most {@link #LONGEST} inputs
 * @param lowest {@code int[3 * size]}, like all that follow, with equal values for red, green and blue: one half minus
 *     the largest error
 * @param rising factor of the plain sum on the left
 * @param risingStep factor of the placed sum on the left
 * @param falling factor of the plain sum on the right
 * @param fallingStep factor of the placed sum on the right
 * @param margins twice the largest error
 */
record TriangleSpans(
        int[] starts, int[] lowest, int[] rising, int[] risingStep, int[] falling, int[] fallingStep, int[] margins) {

    /** In a longer span, the error is too large to save much time. */
    static final int LONGEST = 64;

    private static final int LARGEST_INPUT = 255;

    /** Whether spans can be used for {@code in} inputs and {@code out} outputs. */
    static boolean apply(int in, int out) {
        return in > out && in / out < LONGEST - 1;
    }

    /** The spans of {@code weights} over {@code in} inputs. */
    static TriangleSpans of(int in, ResampleWeights weights) {
        int size = weights.size();
        double width = (double) in / size;
        int[] starts = new int[size + 2];
        for (int span = 0; span < size; span++) {
            starts[span + 1] = (int) Math.ceil((span + 0.5) * width - 0.5);
        }
        starts[size + 1] = in;
        int samples = size * RgbImage.CHANNELS;
        TriangleSpans spans = new TriangleSpans(
                starts,
                new int[samples],
                new int[samples],
                new int[samples],
                new int[samples],
                new int[samples],
                new int[samples]);
        for (int x = 0; x < size; x++) {
            Line rise = Line.through(weights, x, starts[x], starts[x + 1]);
            Line fall = Line.through(weights, x, starts[x + 1], starts[x + 2]);
            for (int i = x; i < samples; i += size) {
                spans.set(i, rise, fall);
            }
        }
        return spans;
    }

    private void set(int i, Line rise, Line fall) {
        int error = (rise.off + fall.off) * LARGEST_INPUT;
        lowest[i] = ResampleWeights.ROUND - error;
        rising[i] = rise.base;
        risingStep[i] = rise.step;
        falling[i] = fall.base;
        fallingStep[i] = fall.step;
        margins[i] = 2 * error;
    }

    /**
     * A line for the weights of an output over one span.
     *
     * @param off the sum of the absolute differences between the line and the weights
     */
    private record Line(int base, int step, int off) {

        static Line through(ResampleWeights weights, int x, int start, int end) {
            int n = end - start;
            if (n == 0) {
                return new Line(0, 0, 0);
            }
            // The slope between the first and the last weight, then the height that makes the sum right.
            int step = n == 1 ? 0 : Math.round((weights.of(x, start) - weights.of(x, end - 1)) / (n - 1f));
            int sum = 0;
            for (int i = start; i < end; i++) {
                sum += weights.of(x, i) - step * (end - i);
            }
            int base = Math.round((float) sum / n);
            int off = 0;
            for (int i = start; i < end; i++) {
                off += Math.abs(weights.of(x, i) - step * (end - i) - base);
            }
            return new Line(base, step, off);
        }
    }
}
