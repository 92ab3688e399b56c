package dev.flsys.picture;

/**
 * Shortens rows by {@link TriangleSpans}. It computes the sums from the row's beginning to each pixel. The sum of a
 * span is the difference of two of them, and each output is four products of such sums. If a result is so near to the
 * next whole number that Pillow could round it differently, the weighted sum is computed.
 *
 * <p>Each loop does one simple step, because the JVM's compilers turn such loops into vector instructions.
 */
final class ShrunkRows implements RowResize {

    private static final int CHANNELS = RgbImage.CHANNELS;

    // The three channels share a long. Sums of a span fit: 255 * 64 * 65 / 2 < 2^21. Sums from the row's beginning
    // overflow into the next channel, but the difference of two of them is still right, modulo 2^64.
    private static final int FIELD = 21;
    private static final int MASK = (1 << FIELD) - 1;

    private static final int BITS = ResampleWeights.PRECISION_BITS;
    private static final int FRACTION = (1 << BITS) - 1;
    private static final int NEXT = 1 << BITS;

    private final Picture picture;
    private final ResampleWeights weights;
    private final TriangleSpans spans;
    private final int[] pixels;
    /** For each pixel, the sum of all pixels before it, and the sum of these sums. */
    private final long[] sums;

    private final long[] sumsOfSums;
    /** For each span, the plain sum and the placed sum: all of red, then green, then blue. */
    private final int[] plain;

    private final int[] placed;
    // The same for the spans on the left and on the right of each output.
    private final int[] leftPlain;
    private final int[] leftPlaced;
    private final int[] rightPlain;
    private final int[] rightPlaced;
    private final int[] low;
    private final int[] doubts;

    ShrunkRows(Picture picture, ResampleWeights weights) {
        this.picture = picture;
        this.weights = weights;
        this.spans = TriangleSpans.of(picture.width(), weights);
        this.pixels = new int[picture.width()];
        this.sums = new long[picture.width() + 1];
        this.sumsOfSums = new long[picture.width() + 1];
        this.plain = new int[(weights.size() + 1) * CHANNELS];
        this.placed = new int[(weights.size() + 1) * CHANNELS];
        int samples = weights.size() * CHANNELS;
        this.leftPlain = new int[samples];
        this.leftPlaced = new int[samples];
        this.rightPlain = new int[samples];
        this.rightPlaced = new int[samples];
        this.low = new int[samples];
        this.doubts = new int[samples];
    }

    @Override
    public void read(int y, int[] row) {
        picture.read(y, pixels);
        sumUp(pixels, sums, sumsOfSums);
        takeApart(spans.starts(), sums, sumsOfSums, plain, placed);
        distribute(plain, leftPlain, rightPlain);
        distribute(placed, leftPlaced, rightPlaced);
        // Starts from the lowest value. Intermediate overflow is harmless, because the results are below 2^30.
        System.arraycopy(spans.lowest(), 0, low, 0, low.length);
        addProducts(low, leftPlain, spans.rising(), leftPlaced, spans.risingStep());
        addProducts(low, rightPlain, spans.falling(), rightPlaced, spans.fallingStep());
        round(low, row);
        doubt(low, spans.margins(), doubts);
        for (int i = 0; i < doubts.length; i++) {
            if (doubts[i] != 0) {
                row[i] = WeightedRows.sample(weights, pixels, i);
            }
        }
    }

    private static void sumUp(int[] pixels, long[] sums, long[] sumsOfSums) {
        long sum = 0;
        long sumOfSums = 0;
        for (int x = 0; x < pixels.length; x++) {
            int pixel = pixels[x];
            sum += (pixel >>> 24)
                    | ((long) (pixel & 0xff0000) << (FIELD - 16))
                    | ((long) (pixel & 0xff00) << (2 * FIELD - 8));
            sumOfSums += sum;
            sums[x + 1] = sum;
            sumsOfSums[x + 1] = sumOfSums;
        }
    }

    private static void takeApart(int[] starts, long[] sums, long[] sumsOfSums, int[] plain, int[] placed) {
        int spans = starts.length - 1;
        for (int span = 0; span < spans; span++) {
            int start = starts[span];
            int end = starts[span + 1];
            long sum = sums[end] - sums[start];
            // The first pixel is added most often, the last one once.
            long byPlace = sumsOfSums[end] - sumsOfSums[start] - (end - start) * sums[start];
            plain[span] = (int) sum & MASK;
            plain[spans + span] = (int) (sum >>> FIELD) & MASK;
            plain[2 * spans + span] = (int) (sum >>> (2 * FIELD));
            placed[span] = (int) byPlace & MASK;
            placed[spans + span] = (int) (byPlace >>> FIELD) & MASK;
            placed[2 * spans + span] = (int) (byPlace >>> (2 * FIELD));
        }
    }

    /** Copies, because compilers make no vector instructions for a loop that reads {@code [i]} and {@code [i + 1]}. */
    private static void distribute(int[] ofSpans, int[] left, int[] right) {
        int size = left.length / CHANNELS;
        for (int channel = 0; channel < CHANNELS; channel++) {
            System.arraycopy(ofSpans, channel * (size + 1), left, channel * size, size);
            System.arraycopy(ofSpans, channel * (size + 1) + 1, right, channel * size, size);
        }
    }

    private static void addProducts(int[] sums, int[] plain, int[] factors, int[] placed, int[] steps) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += plain[i] * factors[i] + placed[i] * steps[i];
        }
    }

    private static void round(int[] low, int[] row) {
        for (int i = 0; i < low.length; i++) {
            row[i] = low[i] >> BITS;
        }
    }

    /** Sets {@code doubts} to non-zero where the true sum may reach the next whole number. */
    private static void doubt(int[] low, int[] margins, int[] doubts) {
        for (int i = 0; i < low.length; i++) {
            doubts[i] = ((low[i] & FRACTION) + margins[i]) & NEXT;
        }
    }
}
