package dev.flsys.model.serving;

import java.time.Duration;

/**
 * Intervals and deadlines of loads.
 *
 * @param check least time between two checks of a loaded model's file
 * @param complete how long a changed file that is complete by its own format has to stay unchanged before it is loaded
 * @param settle how long another changed file has to stay unchanged before it is loaded
 * @param deadline longest time of a load, without the export by Python before it
 * @param retryUnusable how long an unusable file is not tried again while it is unchanged
 * @param retryUnavailable the same for a failure that was not the file's fault
 */
public record LoadTimes(
        Duration check,
        Duration complete,
        Duration settle,
        Duration deadline,
        Duration retryUnusable,
        Duration retryUnavailable) {

    /** The times of the service. */
    public static LoadTimes of(LoadTimeout timeout) {
        return new LoadTimes(
                Duration.ofMillis(20),
                Duration.ofMillis(20),
                Duration.ofMillis(300),
                timeout.longest(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1));
    }

    /** The number of reads of a file that may become complete, within {@link #settle}. */
    int readsOfIncomplete() {
        return (int) Math.max(1, settle.toNanos() / complete.toNanos());
    }
}
