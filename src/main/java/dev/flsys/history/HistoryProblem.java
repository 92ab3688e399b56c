package dev.flsys.history;

import dev.flsys.problem.Problem;
import org.jspecify.annotations.Nullable;

/** A training history that the service cannot give. */
public class HistoryProblem extends Problem {

    HistoryProblem(int status, String title, String detail, @Nullable Throwable cause) {
        super(status, title, detail, cause);
    }

    /** No simulation wrote the model, and HISTORY_SUBDIR is not set. */
    static HistoryProblem notConfigured() {
        return new HistoryProblem(
                501,
                "Training histories are not configured",
                "No simulation of FLSys wrote this model, and HISTORY_SUBDIR is not set."
                        + " Set HISTORY_SUBDIR to the folder of the project that holds the history .json files.",
                null);
    }

    /** @param shown the file or folder as clients may see it, never an absolute path */
    static HistoryProblem unreadable(String shown, Exception cause) {
        return new HistoryProblem(
                500,
                "Unreadable training history",
                "'" + shown + "' cannot be read; give the user that runs FLSys access to it.",
                cause);
    }
}
