package dev.flsys.tracking;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The number of points of a run that a tool has received.
 *
 * @param rounds number of rounds of its log
 * @param costs number of rounds with costs
 * @param groups number of phases with clients
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
record Position(long rounds, long costs, long groups) {

    static final Position START = new Position(0, 0, 0);

    /** @throws IllegalArgumentException if a number is negative */
    Position {
        if (rounds < 0 || costs < 0 || groups < 0) {
            throw new IllegalArgumentException("A position is at least 0");
        }
    }
}
