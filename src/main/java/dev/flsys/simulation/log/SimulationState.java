package dev.flsys.simulation.log;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.stream.Stream;

/** The state of a simulation. */
public enum SimulationState {
    /** Waits for its turn. */
    QUEUED,
    /** Its Python and its process are being prepared. */
    STARTING,
    /** Its process runs. */
    RUNNING,
    /** Ended by itself with success. */
    COMPLETED,
    /** Ended by itself without success, or could not start. */
    FAILED,
    /** Ended on request. */
    STOPPED,
    /** Left behind by a service that was killed. */
    INTERRUPTED;

    /**
     * The state of this wire name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static SimulationState named(String wireName) {
        return Stream.of(values())
                .filter(state -> state.wireName().equals(wireName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Not a state: " + wireName));
    }

    /** Whether no other state follows. */
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
