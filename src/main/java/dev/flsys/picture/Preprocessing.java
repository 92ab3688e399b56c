package dev.flsys.picture;

/**
 * Converts a picture to the input of a network, like torchvision's {@code Resize((S, S))}, {@code ToTensor()} and
 * {@code Normalize(mean, std)}. Immutable and thread-safe.
 */
public final class Preprocessing {

    private static final int CHANNELS = RgbImage.CHANNELS;
    private static final int LEVELS = 256;

    private final int size;
    /** The normalised value of each value of each channel: {@code float[channel * 256 + value]}. */
    private final float[] normalised = new float[CHANNELS * LEVELS];

    /**
     * @param size side of the square that the network sees, pixels, 1..4096
     * @param mean of red, green and blue, in units of 0..1
     * @param std standard deviation of red, green and blue, in the same units, not 0
     */
    public Preprocessing(int size, float[] mean, float[] std) {
        if (size < 1 || size > 4096) {
            throw new IllegalArgumentException("The input size is 1 to 4096 pixels, not " + size);
        }
        if (mean.length != CHANNELS || std.length != CHANNELS) {
            throw new IllegalArgumentException("Mean and standard deviation have one value for each of 3 channels");
        }
        this.size = size;
        for (int c = 0; c < CHANNELS; c++) {
            if (!Float.isFinite(mean[c]) || !Float.isFinite(std[c]) || std[c] == 0) {
                throw new IllegalArgumentException("Mean and standard deviation are finite, and the latter not 0");
            }
            for (int value = 0; value < LEVELS; value++) {
                // torch computes in 32-bit floats and in this order.
                normalised[c * LEVELS + value] = (value / 255f - mean[c]) / std[c];
            }
        }
    }

    /** Side of the square that the network sees, pixels. */
    public int size() {
        return size;
    }

    /** The picture as the network sees it, before its values are normalised: {@code size} pixels a side. */
    public RgbImage resized(Picture picture, ResizeRule rule) {
        return PillowResize.resize(picture, size, size, rule);
    }

    /** The input: {@code float[3 * size * size]}, all of red, then green, then blue, each row by row. */
    public float[] tensor(Picture picture, ResizeRule rule) {
        byte[] pixels = resized(picture, rule).pixels();
        int plane = size * size;
        float[] tensor = new float[CHANNELS * plane];
        for (int i = 0, at = 0; i < plane; i++) {
            tensor[i] = normalised[pixels[at++] & 0xff];
            tensor[plane + i] = normalised[LEVELS + (pixels[at++] & 0xff)];
            tensor[2 * plane + i] = normalised[2 * LEVELS + (pixels[at++] & 0xff)];
        }
        return tensor;
    }
}
