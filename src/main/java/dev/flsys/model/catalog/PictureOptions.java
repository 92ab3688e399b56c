package dev.flsys.model.catalog;

import java.util.List;
import java.util.Optional;

/**
 * The conversion of a picture to the input of a network, in the terms of torchvision.
 *
 * @param imageSize S, the side of the square that the network sees, pixels, 1 to 4096
 * @param resize {@code Resize(resize)} of the shorter side, followed by {@code CenterCrop(S)}; empty for
 *     {@code Resize((S, S))}, which does not keep the proportions
 * @param mean the mean that is subtracted from values of 0 to 1. It is one value for all channels, or one each for red,
 *     green and blue. Empty if it is not set
 * @param std the standard deviations by which the differences are divided, each above 0; as many as {@code mean}
 */
public record PictureOptions(
        int imageSize, Optional<Integer> resize, Optional<List<Float>> mean, Optional<List<Float>> std) {

    public PictureOptions {
        mean = mean.map(List::copyOf);
        std = std.map(List::copyOf);
    }

    /** {@code Resize((imageSize, imageSize))} and the default normalisation. */
    public static PictureOptions of(int imageSize) {
        return new PictureOptions(imageSize, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
