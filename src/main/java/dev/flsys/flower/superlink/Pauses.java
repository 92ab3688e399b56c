package dev.flsys.flower.superlink;

import java.time.Duration;

/**
 * Pauses between attempts, each twice as long as the one before, up to a longest. For one thread.
 *
 * @see RunFollower
 */
final class Pauses {

    private final Duration first;
    private final Duration longest;
    private Duration next;

    Pauses(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
        this.next = first;
    }

    /** The pause to make now. */
    Duration next() {
        Duration pause = next;
        Duration doubled = pause.multipliedBy(2);
        next = doubled.compareTo(longest) < 0 ? doubled : longest;
        return pause;
    }

    /** An attempt went well. */
    void reset() {
        next = first;
    }
}
