package dev.flsys.model;

import java.time.Duration;

/**
 * The times that loading keeps to.
 *
 * @param look how often at most a loaded model's file is looked at when the model is asked for
 * @param settle how long a changed file has to stay as it is before it is loaded
 * @param deadline how long a load may take, without the export by Python before it
 * @param retryUnusable how long a file that turned out unusable is not tried again while it stays as it is
 * @param retryUnavailable the same for a failure that was not the file's fault
 */
record LoadTimes(Duration look, Duration settle, Duration deadline, Duration retryUnusable, Duration retryUnavailable) {

    /** What the service uses. */
    static LoadTimes of(LoadTimeout timeout) {
        return new LoadTimes(
                Duration.ofSeconds(1),
                Duration.ofMillis(300),
                timeout.longest(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1));
    }
}
