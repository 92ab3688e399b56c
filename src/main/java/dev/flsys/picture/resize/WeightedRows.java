package dev.flsys.picture.resize;

import dev.flsys.picture.Picture;

/** Resizes rows by definition: each new sample is a weighted sum of old samples. */
final class WeightedRows implements RowResize {

    private final Picture picture;
    private final ResampleWeights weights;
    private final int[] pixels;

    WeightedRows(Picture picture, ResampleWeights weights) {
        this.picture = picture;
        this.weights = weights;
        this.pixels = new int[picture.width()];
    }

    @Override
    public void read(int y, int[] row) {
        picture.read(y, pixels);
        for (int i = 0; i < row.length; i++) {
            row[i] = sample(i);
        }
    }

    /** @param i index of the sample: all of red come first, then green, then blue */
    private int sample(int i) {
        int x = i % weights.size();
        int shift = 24 - i / weights.size() * 8;
        int[] fixed = weights.fixed();
        int from = weights.first()[x];
        int weight = x * weights.stride();
        int end = weight + weights.count()[x];
        int sum = ResampleWeights.ROUND;
        for (; weight < end; weight++, from++) {
            sum += (pixels[from] >>> shift & 0xff) * fixed[weight];
        }
        return ResampleWeights.clip(sum);
    }
}
