package dev.flsys.history.rounds;

import dev.flsys.problem.Problem;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The problem that the service cannot return a training history. */
public class HistoryProblem extends Problem {

    private static final int RETRY_SECONDS = 5;

    public HistoryProblem(int status, String title, String detail, @Nullable Throwable cause) {
        super(status, title, detail, cause);
    }

    private HistoryProblem(int status, String title, String detail, int retrySeconds) {
        super(status, title, detail, retrySeconds);
    }

    /** Too many histories are being read. */
    public static HistoryProblem busy() {
        return new HistoryProblem(
                503,
                "Too many histories are being read",
                "Reading the history must wait for others, because large ones need much memory. Ask again.",
                RETRY_SECONDS);
    }

    /**
     * No simulation wrote the model, there is no history beside its weights, and HISTORY_SUBDIR is not set.
     *
     * @param unreadable files that may be the history, in formats that FLSys does not read
     */
    public static HistoryProblem notConfigured(List<String> unreadable) {
        return new HistoryProblem(
                501,
                "Training histories are not configured",
                "No simulation of FLSys wrote this model, no history is beside its weights, and HISTORY_SUBDIR is not set."
                        + " Set HISTORY_SUBDIR to the folder of the project that holds the history files."
                        + unreadable.stream()
                                .limit(1)
                                .map(name -> " " + HistoryFormat.remedyFor(name))
                                .collect(Collectors.joining()),
                null);
    }

    /** The simulation of a kept model was deleted, or logged no rounds. */
    public static HistoryProblem noRounds() {
        return new HistoryProblem(
                404,
                "No training history",
                "The simulation that wrote this model was deleted, or its output has no rounds.",
                null);
    }

    /**
     * The history that flsys.toml names does not exist.
     *
     * @param shown the file or folder of the setting, as clients may see it
     */
    public static HistoryProblem notThere(String shown) {
        return new HistoryProblem(
                404,
                "No training history",
                "There is no file or folder '" + shown
                        + "' in the project, which 'history' in flsys.toml names for this"
                        + " model. Correct the path, which is relative to the project.",
                null);
    }

    /**
     * The requested file is not one of the project's histories.
     *
     * @param name the file, as the client wrote it
     */
    public static HistoryProblem noFile(String name) {
        return new HistoryProblem(
                404,
                "No training history",
                "'" + name.replaceAll("\\p{Cntrl}", "?")
                        + "' is none of the history files of the project. GET /api/training_histories lists them.",
                null);
    }

    /**
     * A file or a folder cannot be read.
     *
     * @param shown the file or folder as clients may see it, never an absolute path
     */
    public static HistoryProblem unreadable(String shown, Exception cause) {
        return new HistoryProblem(
                500,
                "Unreadable training history",
                "'" + shown + "' cannot be read; give the user that runs FLSys access to it.",
                cause);
    }
}
