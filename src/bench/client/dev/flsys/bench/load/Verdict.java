package dev.flsys.bench.load;

/** The result of the check of one answer. */
enum Verdict {
    GOOD,
    /** The status is not 200. */
    REFUSED,
    /** The body is not the expected JSON. */
    UNREADABLE,
    /** No model gives these outputs for this input. */
    NO_MODELS_OUTPUT,
    /** The outputs are of one model, the path is of another. */
    MIXED,
    /** The model was replaced before the request was sent, or was not deployed yet. */
    WRONG_TIME,
    /** The connection was closed or reset before the answer was complete. */
    CUT_OFF
}
