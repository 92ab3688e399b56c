package dev.flsys.bench.load;

/** What a check of one answer finds. */
enum Verdict {
    GOOD,
    /** Another status than 200. */
    REFUSED,
    /** Not the JSON that is expected. */
    UNREADABLE,
    /** Outputs that no model gives for this input. */
    NO_MODELS_OUTPUT,
    /** Outputs of one model under the path of another. */
    MIXED,
    /** Outputs of a model that was replaced before the request was sent, or of one that comes only later. */
    WRONG_TIME,
    /** The connection was closed or reset before the answer was complete. */
    CUT_OFF
}
