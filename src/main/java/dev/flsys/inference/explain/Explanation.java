package dev.flsys.inference.explain;

import java.util.List;

/** The explanation of a prediction. */
public sealed interface Explanation permits OcclusionMap, GradCamMap {

    /** The method, as queries name it. */
    String method();

    /** The methods that the model allows. */
    List<String> methods();
}
