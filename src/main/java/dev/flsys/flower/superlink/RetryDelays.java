package dev.flsys.flower.superlink;

import java.time.Duration;

/** Pauses between attempts. Each is twice as long as the pause before, up to a maximum. For one thread. */
final class RetryDelays {

    private final Duration first;
    private final Duration longest;
    private Duration next;

    RetryDelays(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
        this.next = first;
    }

    Duration next() {
        Duration pause = next;
        Duration doubled = pause.multipliedBy(2);
        next = doubled.compareTo(longest) < 0 ? doubled : longest;
        return pause;
    }

    /** Begins with the shortest pause again. */
    void reset() {
        next = first;
    }
}
