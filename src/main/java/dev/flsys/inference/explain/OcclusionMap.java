package dev.flsys.inference.explain;

import dev.flsys.picture.SeenRegion;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * An occlusion map: how much the probability of a class drops when a part of the picture is covered.
 *
 * @param method {@code occlusion}
 * @param methods the methods that the model allows
 * @param predicted the most likely label of the picture
 * @param explained the label whose probability is explained
 * @param probability the probability of that label for the picture, 0 to 1
 * @param drops rows from the top, each with its cells from the left: {@code probability} less the probability with a
 *     square over that cell. It is negative if the square makes the label more likely
 * @param size side of the picture that the network sees, pixels
 * @param patch side of the square, pixels of the picture that the network sees
 * @param width the width of the decoded picture, pixels
 * @param height the height of the decoded picture, pixels
 * @param region the part of the decoded picture that the map covers, in its pixels
 */
@RegisterForReflection
public record OcclusionMap(
        String method,
        List<String> methods,
        String predicted,
        String explained,
        double probability,
        List<List<Double>> drops,
        int size,
        int patch,
        int width,
        int height,
        SeenRegion region)
        implements Explanation {

    public OcclusionMap {
        methods = List.copyOf(methods);
        drops = List.copyOf(drops);
    }
}
