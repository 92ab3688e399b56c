package dev.flsys.history;

import dev.flsys.problem.Problem;

/** A history file, or the folder it may be in, cannot be read (500). */
public final class HistoryUnreadable extends Problem {

    /** @param what the file or folder as it is shown to clients, never an absolute path */
    HistoryUnreadable(String what, Exception cause) {
        super(
                500,
                "Unreadable training history",
                "'" + what + "' cannot be read; give the user that runs FLSys access to it.",
                cause);
    }
}
