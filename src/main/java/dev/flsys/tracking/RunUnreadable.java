package dev.flsys.tracking;

import java.io.IOException;

/** A failure to read a run. The tool is not its cause. */
final class RunUnreadable extends IOException {

    private static final long serialVersionUID = 1;

    RunUnreadable(Exception cause) {
        super("it cannot be read: " + cause.getMessage(), cause);
    }
}
