package dev.flsys.model;

import dev.flsys.problem.Problem;

/** Models cannot be looked up or loaded now: too much is waiting for it, or the service is going down (503). */
public final class ModelsBusy extends Problem {

    ModelsBusy(String detail) {
        super(503, "Models busy", detail, 1);
    }
}
