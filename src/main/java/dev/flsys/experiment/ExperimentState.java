package dev.flsys.experiment;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The state of an experiment. */
public enum ExperimentState {
    /** Its waiting cells are started one after another. */
    RUNNING,
    /** No further cell is started. Runs that have begun continue. */
    PAUSED,
    /** Ended on request. */
    STOPPED,
    /** Each cell has ended, with or without success. */
    COMPLETED;

    /** Whether it starts no further cell until it is resumed or retried. */
    public boolean isEnded() {
        return switch (this) {
            case RUNNING, PAUSED -> false;
            case STOPPED, COMPLETED -> true;
        };
    }

    /** The name in the protocol. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
