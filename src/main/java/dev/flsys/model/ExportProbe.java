package dev.flsys.model;

/** The fixed input on which an exported model is compared with the Python model. */
public final class ExportProbe {

    /** Pictures in the input. */
    public static final int BATCH = 2;

    /** Largest difference, relative to the largest output where that is above 1; that of {@code export_model.py}. */
    private static final double TOLERANCE = 1e-4;

    private ExportProbe() {}

    /**
     * {@code [2][3][S][S]} in one array, values from -2 to 2, as a normalised picture has: a hash of the index (the first
     * rounds of xxHash32's finisher), computed by {@code probe} in {@code export_model.py} too.
     *
     * @param imageSize S, pixels
     */
    public static float[] input(int imageSize) {
        float[] values = new float[BATCH * 3 * imageSize * imageSize];
        for (int index = 0; index < values.length; index++) {
            long mixed = index * 2654435761L & 0xFFFFFFFFL;
            mixed = (mixed ^ mixed >> 15) * 2246822519L & 0xFFFFFFFFL;
            mixed ^= mixed >> 13;
            values[index] = (float) (mixed / (double) (1 << 30) - 2);
        }
        return values;
    }

    /**
     * One way to run an exported model.
     *
     * @param <E> what it throws
     */
    @FunctionalInterface
    public interface Runner<E extends Exception> {

        /**
         * @param pictures {@code [batch][3][S][S]}
         * @return {@code [batch][outputs]}
         */
        float[] run(float[] pictures, int batch) throws E;
    }

    /**
     * Whether {@code runner} answers as the Python model did, for the probe, for half of it, and for it twice: an ONNX
     * graph may have the batch of the example built in.
     *
     * @param imageSize S, pixels
     * @throws E if the runner does
     */
    public static <E extends Exception> boolean agrees(Exported exported, int imageSize, Runner<E> runner) throws E {
        float[] probe = input(imageSize);
        for (int batch : new int[] {BATCH, BATCH / 2, BATCH * 2}) {
            float[] pictures = new float[probe.length / BATCH * batch];
            for (int index = 0; index < pictures.length; index++) {
                pictures[index] = probe[index % probe.length];
            }
            if (!agree(exported, runner.run(pictures, batch), batch)) {
                return false;
            }
        }
        return true;
    }

    private static boolean agree(Exported exported, float[] answers, int batch) {
        if (answers.length != batch * exported.outputs()) {
            return false;
        }
        double scale = 1;
        double difference = 0;
        for (int index = 0; index < answers.length; index++) {
            int picture = index / exported.outputs() % BATCH;
            float expected = exported.probeOutput().get(picture).get(index % exported.outputs());
            scale = Math.max(scale, Math.abs(expected));
            difference = Math.max(difference, Math.abs(answers[index] - expected));
        }
        // NaN compares false
        return difference <= TOLERANCE * scale;
    }
}
