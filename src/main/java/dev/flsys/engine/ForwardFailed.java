package dev.flsys.engine;

import dev.flsys.problem.Problem;

/** The failure of a loaded model on an input (500). */
public final class ForwardFailed extends Problem {

    ForwardFailed(String detail, Throwable cause) {
        super(500, "Inference failed", detail, cause);
    }

    ForwardFailed(String detail) {
        super(500, "Inference failed", detail);
    }
}
