package dev.flsys.model.serving;

import java.time.Duration;

/**
 * Intervals and deadlines of loads.
 *
 * @param check least time between two checks of a loaded model's file
 * @param complete the time for which a changed file that is complete by its own format must stay unchanged before its
 *     load
 * @param settle the time for which another changed file must stay unchanged before its load
 * @param deadline longest time of a load, without the export by Python before it
 * @param retryUnusable the time after which an unusable, unchanged file is tried again
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
