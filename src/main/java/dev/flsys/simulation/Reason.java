package dev.flsys.simulation;

import org.jspecify.annotations.Nullable;

/**
 * Why a simulation ended as it did.
 *
 * @param detail the reason in one line, without absolute paths
 * @param explanation its cause in plain words and the next step; null where there is nothing to add
 * @param logSeq the number of the event of the line that {@code detail} quotes; null if it quotes none
 */
record Reason(
        String detail,
        @Nullable String explanation,
        @Nullable Long logSeq) {

    Reason(String detail) {
        this(detail, null, null);
    }

    Reason(String detail, @Nullable String explanation) {
        this(detail, explanation, null);
    }
}
