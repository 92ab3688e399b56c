package dev.flsys.tracking;

import java.io.IOException;

/** A failure to read a run, for which the tool is not the reason. */
final class RunUnreadable extends IOException {

    private static final long serialVersionUID = 1;

    RunUnreadable(Exception cause) {
        super("it cannot be read: " + cause.getMessage(), cause);
    }
}
