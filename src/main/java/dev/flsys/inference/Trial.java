package dev.flsys.inference;

/**
 * What became of a {@link TrialInference}.
 *
 * @param end how it ended
 * @param detail the model that answered, or why none did, for people
 */
public record Trial(End end, String detail) {

    /** How a trial ended. */
    public enum End {
        /** A model answered. */
        ANSWERED,
        /** Pictures are read and engines start; no model is in memory to be tried. */
        NO_MODEL,
        /** The queue is full, so it was not tried. */
        NO_PLACE,
        /** Pictures are not read, engines do not start, or no model that is in memory answers. */
        FAILED
    }
}
