package dev.flsys.engine;

import dev.flsys.problem.Problem;
import org.jspecify.annotations.Nullable;

/** There is such a model, but it cannot be executed (400): it does not load, or it is not a classifier of one input. */
public final class ModelUnusable extends Problem {

    private static final String TITLE = "Model unusable";

    public ModelUnusable(String detail) {
        super(400, TITLE, detail);
    }

    public ModelUnusable(String detail, @Nullable Throwable cause) {
        super(400, TITLE, detail, cause);
    }
}
