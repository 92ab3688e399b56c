package dev.flsys.process;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is left of a tree whose starter is gone. */
public final class MarkedProcesses {

    private MarkedProcesses() {}

    /**
     * Kills every process that inherited {@code marker}, and its group, and the group of {@code child} if it still is
     * that. Finds none where there is no {@code /proc}.
     */
    public static void end(String marker, @Nullable ProcessIdentity child) {
        ProcessTree.leftBehind(child, ChildProcess.hasOwnGroup(), marker).end(Duration.ZERO);
    }
}
