package dev.flsys.model;

/** The fixed input on which an exported model is compared with the Python model. */
public final class ExportProbe {

    /** Pictures in the input. */
    public static final int BATCH = 2;

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
}
