package dev.flsys.engine;

/**
 * The feature maps of a network for one item, and the gradient of a score with respect to each of their values.
 *
 * @param channels the number of maps
 * @param height of a map
 * @param width of a map
 * @param features {@code float[channels * height * width]}
 * @param gradients in the order of {@code features}
 */
public record FeatureGradients(int channels, int height, int width, float[] features, float[] gradients) {

    /**
     * The Grad-CAM of the score: the sum of the maps, each weighted by the mean of its gradient. Negative sums become
     * 0. Row by row, {@code double[height * width]}.
     *
     * <p>Source: R. Selvaraju et al., "Grad-CAM", ICCV 2017 (arXiv 1610.02391), equations 1 and 2.
     */
    public double[] gradCam() {
        int size = height * width;
        double[] map = new double[size];
        for (int channel = 0; channel < channels; channel++) {
            double weight = 0;
            for (int i = 0; i < size; i++) {
                weight += gradients[channel * size + i];
            }
            weight /= size;
            for (int i = 0; i < size; i++) {
                map[i] += weight * features[channel * size + i];
            }
        }
        for (int i = 0; i < size; i++) {
            map[i] = Math.max(0, map[i]);
        }
        return map;
    }
}
