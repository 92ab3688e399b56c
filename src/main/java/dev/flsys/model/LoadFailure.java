package dev.flsys.model;

import dev.flsys.problem.Problem;
import dev.flsys.project.FileStamp;
import java.time.Duration;

/**
 * A load that failed.
 *
 * @param stamp the file before the load
 * @param problem the reason
 * @param atNanos the time of the failure
 */
record LoadFailure(FileStamp stamp, Problem problem, long atNanos) {

    /** Whether a new load of {@code now} would fail again: the file is the same and the failure is recent. */
    boolean stillHolds(FileStamp now, long nowNanos, LoadTimes times) {
        Duration pause = problem.status() < 500 ? times.retryUnusable() : times.retryUnavailable();
        return stamp.equals(now) && nowNanos - atNanos < pause.toNanos();
    }
}
