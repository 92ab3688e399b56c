package dev.flsys.model;

import dev.flsys.problem.Problem;

/** A model file, or the Python that defines it, cannot be used (400). */
public final class ModelUnusable extends Problem {

    /** @param reason what is wrong with it, without absolute paths */
    public ModelUnusable(String reason) {
        super(400, "Model unusable", reason);
    }
}
