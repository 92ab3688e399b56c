package dev.flsys.inference.pool;

import java.util.Locale;

/** The kinds of requests that the metrics distinguish. */
public enum Operation {
    /** A picture for any model. */
    PICTURE,
    /** Rows of numbers for the deployed model. */
    PREDICT,
    /** The values that a network takes, for any model, as the Open Inference Protocol sends them. */
    TENSOR,
    /** A picture whose prediction is explained, for any model. */
    EXPLANATION;

    /** The value of the label {@code operation}. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
