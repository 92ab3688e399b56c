package dev.flsys.model.serving;

import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelOptions;
import dev.flsys.problem.Problem;
import dev.flsys.project.FileStamp;
import java.time.Duration;

/**
 * A load that failed.
 *
 * @param file the file before the load
 * @param problem the reason
 * @param atNanos the time of the failure
 */
record LoadFailure(ModelFile file, Problem problem, long atNanos) {

    /** Whether {@code now} has the same content and options as the file of the load. */
    boolean isOf(FileStamp now, ModelOptions options) {
        return file.stamp().equals(now) && file.options().answersLike(options);
    }

    /** Whether a new load would fail again: content and options are the same and the failure is recent. */
    boolean stillHolds(FileStamp now, ModelOptions options, long nowNanos, LoadTimes times) {
        Duration pause = problem.status() < 500 ? times.retryUnusable() : times.retryUnavailable();
        return isOf(now, options) && nowNanos - atNanos < pause.toNanos();
    }
}
