package dev.flsys.model;

import dev.flsys.problem.Problem;
import java.util.OptionalInt;

/** Models cannot be looked up or loaded now: too much is waiting for it, or the service is going down (503). */
public final class ModelsBusy extends Problem {

    ModelsBusy(String detail) {
        super(503, "Models busy", detail);
    }

    @Override
    public OptionalInt retryAfterSeconds() {
        return OptionalInt.of(1);
    }
}
