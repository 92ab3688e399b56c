package dev.flsys.simulation;

import dev.flsys.problem.Problem;

/** Too many wait for the start script to tell its options (503). */
public final class OptionsBusy extends Problem {

    private static final int RETRY_AFTER_SECONDS = 5;

    OptionsBusy() {
        super(
                503,
                "Options not known yet",
                "The start script has not told its options yet; ask again.",
                RETRY_AFTER_SECONDS);
    }
}
