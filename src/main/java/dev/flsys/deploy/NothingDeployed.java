package dev.flsys.deploy;

import dev.flsys.problem.Problem;

/** No model is behind {@code /predict} (503): none was named, or the named one did not load. */
public final class NothingDeployed extends Problem {

    NothingDeployed(String reason) {
        super(503, "Nothing deployed", reason);
    }
}
