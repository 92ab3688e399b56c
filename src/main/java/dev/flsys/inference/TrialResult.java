package dev.flsys.inference;

/**
 * The outcome of a {@link TrialInference}.
 *
 * @param end the end of the trial
 * @param detail the name of the model that answered, or a sentence with the reason why none answered
 */
public record TrialResult(End end, String detail) {

    /** The ends of a trial. */
    public enum End {
        /** A model answered. */
        ANSWERED,
        /** Pictures are read and engines start, but no model is in memory. */
        NO_MODEL,
        /** The queue is full, so the trial did not run. */
        NO_PLACE,
        /** Pictures are not read, engines do not start, or no model in memory answers. */
        FAILED
    }
}
