package dev.flsys.model.export;

import dev.flsys.engine.AnswerCheck;
import dev.flsys.engine.EngineModel;
import dev.flsys.engine.ForwardFailed;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Twelve fixed pictures and the answers of a model's TorchScript form. {@code export_model.py} makes the same pictures
 * in the same batches and stores the answers. The pictures are several kinds of noise and the ends of the range. They
 * reveal a graph that is correct only for its traced input. Thread-safe.
 *
 * @param channels C, 1 or 3
 * @param imageSize S, pixels
 * @param answers {@code [12][outputs]}; NaN agrees with no value
 */
record ExportProbe(int channels, int imageSize, List<List<Float>> answers) implements AnswerCheck {

    /** The number of pictures. */
    static final int PICTURES = 12;

    /** Largest difference, relative to the largest answer of the batch if that is above 1. */
    static final double TOLERANCE = 1e-5;

    /** The sizes of the batches, unless the pictures are too large for batches. */
    private static final int[] BATCHES = {2, 1, 4, 4, 1};

    /** 12 MiB of values; larger pictures are not served in batches either. */
    private static final int MAX_PIXELS_IN_BATCH = 1 << 20;

    private static final float END = 2.5f;
    /** The sum of four values from -2 to 2 has the variance 16/3. */
    private static final double NORMAL = Math.sqrt(3) / 4;

    private static final float LOUD = 50;

    /**
     * The values of a picture, {@code [C][S][S]} in one array. The number selects the kind:
     *
     * <ul>
     *   <li>0 and 1: uniform from -2 to 2, like normalised pictures
     *   <li>2 to 6: nearly normal
     *   <li>7: black
     *   <li>8: white
     *   <li>9: all values 0
     *   <li>10: black and white dots
     *   <li>11: nearly normal with a standard deviation of 50
     * </ul>
     *
     * @param number 0 to 11
     */
    static float[] picture(int number, int channels, int imageSize) {
        float[] values = new float[channels * imageSize * imageSize];
        long first = 4L * number * values.length;
        for (int i = 0; i < values.length; i++) {
            values[i] = value(number, first, i);
        }
        return values;
    }

    private static float value(int number, long first, int index) {
        switch (number) {
            case 0, 1:
                return (float) noise(first + index);
            case 7:
                return -END;
            case 8:
                return END;
            case 9:
                return 0;
            case 10:
                return noise(first + index) < 0 ? -END : END;
            default:
                long four = first + 4L * index;
                double sum = noise(four) + noise(four + 1) + noise(four + 2) + noise(four + 3);
                return (float) (sum * NORMAL) * (number == 11 ? LOUD : 1);
        }
    }

    /** A number from -2 to 2, a hash of the index: the first rounds of xxHash32's finisher. */
    private static double noise(long index) {
        long mixed = index * 2654435761L & 0xFFFFFFFFL;
        mixed = (mixed ^ mixed >> 15) * 2246822519L & 0xFFFFFFFFL;
        mixed ^= mixed >> 13;
        return mixed / (double) (1 << 30) - 2;
    }

    @Override
    public Optional<String> findDifference(EngineModel model) {
        int max = Math.max(1, MAX_PIXELS_IN_BATCH / (imageSize * imageSize));
        int first = 0;
        for (int wanted : BATCHES) {
            for (int end = first + wanted; first < end; first += Math.min(max, end - first)) {
                Optional<String> difference = difference(model, first, Math.min(max, end - first));
                if (difference.isPresent()) {
                    return difference;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> difference(EngineModel model, int first, int batch) {
        try {
            float[][] got = model.forward(pictures(first, batch), batch, channels, imageSize, imageSize);
            List<List<Float>> expected = answers.subList(first, first + batch);
            double difference = difference(got, expected);
            if (Double.isNaN(difference)) {
                return Optional.of("cannot be compared with TorchScript: not all answers are finite numbers");
            }
            return difference <= TOLERANCE
                    ? Optional.empty()
                    : Optional.of(
                            String.format(Locale.ROOT, "gives other answers than TorchScript, by %.1e", difference));
        } catch (ForwardFailed failed) {
            return Optional.of("fails on a batch of " + batch + ": " + failed.detail());
        }
    }

    private float[] pictures(int first, int batch) {
        int size = channels * imageSize * imageSize;
        float[] pictures = new float[batch * size];
        for (int i = 0; i < batch; i++) {
            System.arraycopy(picture(first + i, channels, imageSize), 0, pictures, i * size, size);
        }
        return pictures;
    }

    private static double difference(float[][] got, List<List<Float>> expected) {
        double scale = 1;
        double largest = 0;
        for (int row = 0; row < got.length; row++) {
            if (got[row].length != expected.get(row).size()) {
                return Double.POSITIVE_INFINITY;
            }
            for (int column = 0; column < got[row].length; column++) {
                double wanted = expected.get(row).get(column);
                scale = Math.max(scale, Math.abs(wanted));
                // NaN is returned
                largest = Math.max(largest, Math.abs(got[row][column] - wanted));
            }
        }
        return largest / scale;
    }
}
