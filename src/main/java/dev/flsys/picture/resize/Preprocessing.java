package dev.flsys.picture.resize;

import dev.flsys.picture.Canvas;
import dev.flsys.picture.ImageUnreadable;
import dev.flsys.picture.Picture;
import dev.flsys.picture.RgbImage;
import dev.flsys.picture.SeenRegion;
import java.nio.FloatBuffer;
import java.util.Optional;

/**
 * Converts a picture to the input of a network, like torchvision's {@code Resize((S, S))}, or {@code Resize(r)} and
 * {@code CenterCrop(S)}, then {@code ToTensor()} and {@code Normalize(mean, std)}. A network with one channel gets the
 * picture after {@code convert("L")}. Immutable and thread-safe.
 */
public final class Preprocessing {

    private static final int LEVELS = 256;

    private final int size;
    private final Optional<Integer> shorter;
    private final int channels;
    /** The value of each level of each channel: {@code float[channel * 256 + level]}. */
    private final float[] values;

    private Preprocessing(int size, Optional<Integer> shorter, int channels) {
        requireSide(size);
        shorter.ifPresent(Preprocessing::requireSide);
        if (channels != 1 && channels != RgbImage.CHANNELS) {
            throw new IllegalArgumentException("A network has 1 or 3 channels, not " + channels);
        }
        this.size = size;
        this.shorter = shorter;
        this.channels = channels;
        this.values = new float[channels * LEVELS];
    }

    /** {@code Resize((size, size))}, see {@link #Preprocessing(int, Optional, float[], float[])}. */
    public Preprocessing(int size, float[] mean, float[] std) {
        this(size, Optional.empty(), mean, std);
    }

    /**
     * @param size S, side of the square that the network sees, pixels, 1..4096
     * @param shorter r in {@code Resize(r)} of the shorter side, which {@code CenterCrop(S)} follows, 1..4096; empty
     *     for {@code Resize((S, S))}
     * @param mean for each channel, in units of 0..1: red, green and blue, or one value for a grey picture
     * @param std standard deviation for each channel, in the same units, not 0
     */
    public Preprocessing(int size, Optional<Integer> shorter, float[] mean, float[] std) {
        this(size, shorter, mean.length);
        if (std.length != channels) {
            throw new IllegalArgumentException("Mean and standard deviation have a value for each channel");
        }
        for (int c = 0; c < channels; c++) {
            if (!Float.isFinite(mean[c]) || !Float.isFinite(std[c]) || std[c] == 0) {
                throw new IllegalArgumentException("Mean and standard deviation are finite, and the latter not 0");
            }
            for (int level = 0; level < LEVELS; level++) {
                // torch computes in 32-bit floats and in this order.
                values[c * LEVELS + level] = (level / 255f - mean[c]) / std[c];
            }
        }
    }

    /** The preprocessing for a network whose input values are the levels of pixels, 0 to 255. */
    public static Preprocessing levels(int size, Optional<Integer> shorter, int channels) {
        Preprocessing levels = new Preprocessing(size, shorter, channels);
        for (int i = 0; i < levels.values.length; i++) {
            levels.values[i] = i % LEVELS;
        }
        return levels;
    }

    private static void requireSide(int pixels) {
        if (pixels < 1 || pixels > 4096) {
            throw new IllegalArgumentException("The input size is 1 to 4096 pixels, not " + pixels);
        }
    }

    /** Side of the square that the network sees, pixels. */
    public int size() {
        return size;
    }

    /**
     * The picture as the network sees it, before its values are normalised: {@code size} pixels a side. If the network
     * has one channel, red, green and blue of a pixel are equal.
     *
     * @throws ImageUnreadable if the sides of the picture are too different for {@code Resize(shorter)}
     */
    public RgbImage resized(Picture picture, ResizeRule rule) {
        Picture seen = channels == 1 ? new GreyPicture(picture) : picture;
        if (shorter.isEmpty()) {
            return PillowResize.resize(seen, size, size, rule);
        }
        SquareCrop cut = SquareCrop.of(picture.width(), picture.height(), shorter.get(), size);
        RgbImage part = PillowResize.resize(seen, cut.width(), cut.height(), cut.window(), rule);
        return cut.isPadded(size) ? Canvas.place(part, size, size, cut.left(), cut.top()) : part;
    }

    /**
     * The part of a picture of {@code width} x {@code height} pixels that becomes the square of {@link #resized}.
     *
     * @throws ImageUnreadable in the cases of {@link #resized}
     */
    public SeenRegion region(int width, int height) {
        if (shorter.isEmpty()) {
            return new SeenRegion(0, 0, width, height);
        }
        SquareCrop cut = SquareCrop.of(width, height, shorter.get(), size);
        double across = (double) width / cut.width();
        double down = (double) height / cut.height();
        return new SeenRegion(
                (cut.window().left() - cut.left()) * across,
                (cut.window().top() - cut.top()) * down,
                size * across,
                size * down);
    }

    /** The number of values of the input: {@code channels * size * size}. */
    public int count() {
        return channels * size * size;
    }

    /**
     * Normalises a picture to the input: all of red, then green, then blue, each row by row; or all of grey.
     *
     * @param resized the result of {@link #resized}
     * @param target receives {@link #count()} values from index 0 on; its position does not change
     */
    public void normalise(RgbImage resized, FloatBuffer target) {
        byte[] pixels = resized.pixels();
        int plane = size * size;
        if (channels == 1) {
            for (int i = 0; i < plane; i++) {
                target.put(i, values[pixels[i * RgbImage.CHANNELS] & 0xff]);
            }
            return;
        }
        for (int i = 0, at = 0; i < plane; i++) {
            target.put(i, values[pixels[at++] & 0xff]);
            target.put(plane + i, values[LEVELS + (pixels[at++] & 0xff)]);
            target.put(2 * plane + i, values[2 * LEVELS + (pixels[at++] & 0xff)]);
        }
    }
}
