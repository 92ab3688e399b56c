package dev.flsys.experiment;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The state of one cell of an experiment. */
public enum CellState {
    /** Has no run yet, or gets another one. */
    WAITING,
    /** Its run waits in the queue of simulations, or runs. */
    RUNNING,
    /** Its run ended with success. */
    COMPLETED,
    /** Its run failed or was refused. */
    FAILED,
    /** Its run was stopped, or the experiment was stopped before the run began. */
    STOPPED,
    /** The service ended during each of several attempts. */
    INTERRUPTED,
    /** The record of its run was deleted. */
    DELETED;

    /** Whether it waits or runs. */
    public boolean isOpen() {
        return switch (this) {
            case WAITING, RUNNING -> true;
            case COMPLETED, FAILED, STOPPED, INTERRUPTED, DELETED -> false;
        };
    }

    /** The state of this wire name; empty if there is none. */
    static Optional<CellState> named(String wireName) {
        return Stream.of(values())
                .filter(state -> state.wireName().equals(wireName))
                .findFirst();
    }

    /** The name in the protocol. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
