package dev.flsys.process;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The processes of a tree that an earlier service started, found by their marker. */
public final class MarkedProcesses {

    private MarkedProcesses() {}

    /**
     * Kills every process that inherited {@code marker}, its group, and the group of {@code child} if that group is
     * still the same. Without {@code /proc} it finds none.
     */
    public static void end(String marker, @Nullable ProcessIdentity child) {
        ProcessTree.leftBehind(child, ChildProcess.hasOwnGroup(), marker).end(Duration.ZERO);
    }
}
