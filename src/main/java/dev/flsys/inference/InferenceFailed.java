package dev.flsys.inference;

import dev.flsys.problem.Problem;

/** A model runs, but not to an answer that the labels fit (500). */
public final class InferenceFailed extends Problem {

    InferenceFailed(String detail) {
        super(500, "Inference failed", detail);
    }
}
