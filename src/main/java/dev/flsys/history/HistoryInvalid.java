package dev.flsys.history;

import org.jspecify.annotations.Nullable;

/** A history file that holds no usable training history (500). */
public final class HistoryInvalid extends HistoryProblem {

    /**
     * @param source name of the file, without its folder
     * @param reason a sentence about the error
     */
    HistoryInvalid(String source, String reason) {
        this(source, reason, null);
    }

    HistoryInvalid(String source, String reason, @Nullable Throwable cause) {
        super(
                500,
                "Invalid training history",
                "The training history in '" + source + "' cannot be used: " + reason,
                cause);
    }
}
