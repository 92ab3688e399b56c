package dev.flsys.engine.file;

import dev.flsys.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The problem that a model exists but cannot be used (400). It does not load, or it is not a classifier with one input.
 */
public final class ModelUnusable extends Problem {

    private static final String TITLE = "Model unusable";

    public ModelUnusable(String detail) {
        super(400, TITLE, detail);
    }

    public ModelUnusable(String detail, @Nullable Throwable cause) {
        super(400, TITLE, detail, cause);
    }
}
