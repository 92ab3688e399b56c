package dev.flsys.process;

import java.time.Duration;

/** What is left of a tree whose starter is gone. */
public final class MarkedProcesses {

    private MarkedProcesses() {}

    /** Kills every process that inherited {@code marker}, and its group. Finds none where there is no {@code /proc}. */
    public static void end(String marker) {
        new ProcessTree(null, ChildProcess.hasOwnGroup(), marker).end(Duration.ZERO);
    }
}
