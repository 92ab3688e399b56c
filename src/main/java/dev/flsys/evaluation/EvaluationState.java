package dev.flsys.evaluation;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The state of an evaluation. */
public enum EvaluationState {
    /** The evaluation waits for an earlier one. */
    QUEUED,
    RUNNING,
    COMPLETED,
    /** No model could be evaluated. */
    FAILED,
    STOPPED,
    /** The service ended before the evaluation. */
    INTERRUPTED;

    boolean isFinal() {
        return this != QUEUED && this != RUNNING;
    }

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    static EvaluationState of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
