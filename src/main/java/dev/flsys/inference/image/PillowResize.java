package dev.flsys.inference.image;

import java.util.Arrays;

/**
 * Pillow's {@code Image.resize(size, BILINEAR)} of 8-bit RGB, bit for bit: a triangle filter that widens when shrinking
 * (antialiasing), first along rows, then along columns, each in fixed point with a rounded 8-bit result.
 *
 * <p>Source: Pillow's {@code libImaging/Resample.c}. Thread-safe.
 */
public final class PillowResize {

    private static final int CHANNELS = RgbImage.CHANNELS;
    private static final int ROUND = 1 << (ResampleWeights.PRECISION_BITS - 1);

    private PillowResize() {}

    /**
     * A picture of another size.
     *
     * @param width of the result, pixels, at least 1
     * @param height of the result, rows, at least 1
     * @return {@code image} itself if it has that size already
     */
    public static RgbImage resize(RgbImage image, int width, int height) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("No picture has " + width + "x" + height + " pixels");
        }
        if (width == image.width() && height == image.height()) {
            return image;
        }
        int firstRow = 0;
        int rows = image.height();
        ResampleWeights vertical = null;
        if (height != image.height()) {
            vertical = ResampleWeights.bilinear(image.height(), height);
            // Rows that no output row draws from need not be resized along their length.
            firstRow = vertical.first()[0];
            rows = vertical.first()[height - 1] + vertical.count()[height - 1] - firstRow;
        }
        byte[] pixels = image.pixels();
        if (width != image.width()) {
            ResampleWeights horizontal = ResampleWeights.bilinear(image.width(), width);
            pixels = alongRows(pixels, image.width(), firstRow, rows, horizontal);
        } else {
            firstRow = 0;
        }
        if (vertical != null) {
            int skipped = width != image.width() ? firstRow : 0;
            pixels = alongColumns(pixels, width * CHANNELS, skipped, vertical);
        }
        return new RgbImage(width, height, pixels);
    }

    private static byte[] alongRows(byte[] in, int inWidth, int firstRow, int rows, ResampleWeights weights) {
        int outWidth = weights.size();
        byte[] out = new byte[Math.multiplyExact(Math.multiplyExact(outWidth, rows), CHANNELS)];
        for (int y = 0; y < rows; y++) {
            row(in, (firstRow + y) * inWidth * CHANNELS, out, y * outWidth * CHANNELS, weights);
        }
        return out;
    }

    private static void row(byte[] in, int inRow, byte[] out, int outRow, ResampleWeights weights) {
        int[] first = weights.first();
        int[] count = weights.count();
        int[] fixed = weights.fixed();
        int stride = weights.stride();
        int to = outRow;
        for (int x = 0; x < first.length; x++) {
            int from = inRow + first[x] * CHANNELS;
            int weight = x * stride;
            int end = weight + count[x];
            int red = ROUND;
            int green = ROUND;
            int blue = ROUND;
            for (; weight < end; weight++, from += CHANNELS) {
                int factor = fixed[weight];
                red += (in[from] & 0xff) * factor;
                green += (in[from + 1] & 0xff) * factor;
                blue += (in[from + 2] & 0xff) * factor;
            }
            out[to++] = clip(red);
            out[to++] = clip(green);
            out[to++] = clip(blue);
        }
    }

    /** @param skipped rows of the picture that {@code in} leaves out at its top */
    private static byte[] alongColumns(byte[] in, int rowBytes, int skipped, ResampleWeights weights) {
        int outHeight = weights.size();
        byte[] out = new byte[Math.multiplyExact(rowBytes, outHeight)];
        int[] sums = new int[rowBytes];
        for (int y = 0; y < outHeight; y++) {
            Arrays.fill(sums, ROUND);
            int from = (weights.first()[y] - skipped) * rowBytes;
            for (int k = 0; k < weights.count()[y]; k++, from += rowBytes) {
                add(sums, in, from, weights.fixed()[y * weights.stride() + k]);
            }
            for (int i = 0, to = y * rowBytes; i < rowBytes; i++, to++) {
                out[to] = clip(sums[i]);
            }
        }
        return out;
    }

    private static void add(int[] sums, byte[] in, int from, int factor) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += (in[from + i] & 0xff) * factor;
        }
    }

    /** Weights are never negative, so only the upper end can be passed, by rounding. */
    private static byte clip(int sum) {
        return (byte) Math.min(sum >> ResampleWeights.PRECISION_BITS, 255);
    }
}
