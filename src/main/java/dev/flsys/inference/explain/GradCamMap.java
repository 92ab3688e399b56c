package dev.flsys.inference.explain;

import dev.flsys.picture.SeenRegion;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * A Grad-CAM: how much each part of a picture adds to the score of a class, computed from the feature maps of the last
 * convolution.
 *
 * @param method {@code gradcam}
 * @param methods the methods that the model allows
 * @param predicted the most likely label of the picture
 * @param explained the label whose score is explained
 * @param probability of that label for the picture, 0 to 1
 * @param map rows from the top, each with its cells from the left, at least 0, in units of the score. The cells are
 *     those of the feature maps
 * @param size side of the picture that the network sees, pixels
 * @param width of the decoded picture, pixels
 * @param height of the decoded picture, pixels
 * @param region the part of the decoded picture that the map covers, in its pixels
 */
@RegisterForReflection
public record GradCamMap(
        String method,
        List<String> methods,
        String predicted,
        String explained,
        double probability,
        List<List<Double>> map,
        int size,
        int width,
        int height,
        SeenRegion region)
        implements Explanation {

    public GradCamMap {
        methods = List.copyOf(methods);
        map = List.copyOf(map);
    }
}
