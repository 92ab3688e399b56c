package dev.flsys.simulation;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a simulation is in its life. */
public enum SimulationState {
    /** Waits for its turn. */
    QUEUED,
    /** Gets its Python and its process. */
    STARTING,
    /** Its process runs. */
    RUNNING,
    /** Ended by itself with exit code 0. */
    COMPLETED,
    /** Ended otherwise, or could not start. */
    FAILED,
    /** Ended because it was asked to. */
    STOPPED,
    /** Left behind by a service that was killed. */
    INTERRUPTED;

    /** Whether nothing more happens. */
    public boolean isFinal() {
        return switch (this) {
            case QUEUED, STARTING, RUNNING -> false;
            case COMPLETED, FAILED, STOPPED, INTERRUPTED -> true;
        };
    }

    /** The name in the protocol. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
