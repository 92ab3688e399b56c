package dev.flsys.python;

import dev.flsys.problem.Problem;

/** The problem that the project has no working Python, and none could be created (503). The next call tries again. */
public final class PythonUnavailable extends Problem {

    private static final int RETRY_AFTER_SECONDS = 60;

    /** @param reason the cause and the remedy, without absolute paths */
    public PythonUnavailable(String reason) {
        super(503, "Python unavailable", reason, RETRY_AFTER_SECONDS);
    }
}
