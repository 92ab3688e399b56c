package dev.flsys.history;

import dev.flsys.problem.Problem;
import org.jspecify.annotations.Nullable;

/** A history file was found and read, and no training history can be made of it (500). */
public final class HistoryInvalid extends Problem {

    /**
     * @param source name of the file, without its folder
     * @param reason a sentence that says what is wrong with it
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
