package dev.flsys.history.rounds;

import org.jspecify.annotations.Nullable;

/** The problem that a history file contains no usable training history (500). */
public final class HistoryInvalid extends HistoryProblem {

    private final boolean another;

    /**
     * @param source name of the file, without its folder
     * @param reason a sentence about the error
     */
    public HistoryInvalid(String source, String reason) {
        this(source, reason, null);
    }

    public HistoryInvalid(String source, String reason, @Nullable Throwable cause) {
        this(source, reason, cause, false);
    }

    private HistoryInvalid(String source, String reason, @Nullable Throwable cause, boolean another) {
        super(
                500,
                "Invalid training history",
                "The training history in '" + source + "' cannot be used: " + reason,
                cause);
        this.another = another;
    }

    /** The file has no rounds. It may be a file of another kind. */
    public static HistoryInvalid noRounds(String source, String reason) {
        return new HistoryInvalid(source, reason, null, true);
    }

    /** Whether the file may be one of another kind. */
    public boolean isAnotherKind() {
        return another;
    }
}
