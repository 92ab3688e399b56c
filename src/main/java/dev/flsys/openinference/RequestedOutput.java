package dev.flsys.openinference;

import java.util.Optional;

/**
 * An output that a request asks for.
 *
 * @param name the name of the output
 * @param binary whether its data is binary; empty if the request leaves it to {@code binary_data_output}
 * @param classes the number of best classes that replace the output; 0 for the output itself
 */
record RequestedOutput(String name, Optional<Boolean> binary, int classes) {}
