package dev.flsys.model;

import dev.flsys.problem.Problem;
import dev.flsys.project.FileStamp;
import java.time.Duration;

/**
 * A load that failed.
 *
 * @param stamp the file as it was
 * @param problem why
 * @param atNanos when
 */
record LoadFailure(FileStamp stamp, Problem problem, long atNanos) {

    /** Whether trying {@code now} again would only fail again: the file is the same and the failure is recent. */
    boolean stillHolds(FileStamp now, long nowNanos, LoadTimes times) {
        Duration pause = problem.status() < 500 ? times.retryUnusable() : times.retryUnavailable();
        return stamp.equals(now) && nowNanos - atNanos < pause.toNanos();
    }
}
