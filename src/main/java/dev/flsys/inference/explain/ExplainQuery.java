package dev.flsys.inference.explain;

import java.util.Optional;

/**
 * The query of an explanation.
 *
 * @param label the class to explain; empty for the predicted one
 * @param grid rows and columns of the map; empty for the default
 * @param patch side of the square that covers the picture, pixels of the network's input; empty for the default
 */
record ExplainQuery(Optional<String> label, Optional<Integer> grid, Optional<Integer> patch) {}
