package dev.flsys.inference;

import dev.flsys.problem.Problem;

/** A model takes longer to load than a request should wait; loading goes on (503). */
public final class ModelLoading extends Problem {

    private static final int RETRY_SECONDS = 5;

    ModelLoading(String step) {
        super(
                503,
                "Model loading",
                "The model is still being loaded" + (step.isEmpty() ? "." : ": " + step),
                RETRY_SECONDS);
    }
}
