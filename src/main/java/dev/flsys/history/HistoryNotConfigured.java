package dev.flsys.history;

import dev.flsys.problem.Problem;

/** HISTORY_SUBDIR is not set, so there are no training histories (501). */
public final class HistoryNotConfigured extends Problem {

    HistoryNotConfigured() {
        super(
                501,
                "Training histories are not configured",
                "HISTORY_SUBDIR is not set. Set it to the folder of the project that holds the history .json files.");
    }
}
