package dev.flsys.simulation.failure;

import org.jspecify.annotations.Nullable;

/**
 * The reason of a simulation's end.
 *
 * @param detail the reason in one line, without absolute paths
 * @param explanation its cause and the next step; null if there is nothing to add
 * @param logSeq number of the event with the line that {@code detail} quotes; null if it quotes none
 */
public record Reason(
        String detail,
        @Nullable Explanation explanation,
        @Nullable Long logSeq) {

    public Reason(String detail) {
        this(detail, null, null);
    }

    public Reason(String detail, @Nullable Explanation explanation) {
        this(detail, explanation, null);
    }

    /** The reason of the service itself, in its own sentence. */
    public static Reason ofService(String detail) {
        return new Reason(detail, FailureReasons.ofService(detail));
    }
}
