package dev.flsys.history;

import dev.flsys.problem.Problem;

/** HISTORY_SUBDIR is not set, so models that no simulation of ours wrote have no training history (501). */
public final class HistoryNotConfigured extends Problem {

    HistoryNotConfigured() {
        super(
                501,
                "Training histories are not configured",
                "No simulation of FLSys wrote this model, and HISTORY_SUBDIR is not set."
                        + " Set HISTORY_SUBDIR to the folder of the project that holds the history .json files.");
    }
}
