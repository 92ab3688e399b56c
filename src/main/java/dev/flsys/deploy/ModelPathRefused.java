package dev.flsys.deploy;

import dev.flsys.problem.Problem;

/** What is at a path cannot be deployed, whatever it holds (400). */
public final class ModelPathRefused extends Problem {

    ModelPathRefused(String detail) {
        super(400, "Model path refused", detail);
    }
}
