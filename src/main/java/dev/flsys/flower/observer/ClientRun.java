package dev.flsys.flower.observer;

import org.jspecify.annotations.Nullable;

/**
 * A call of a client, as its own process measured it.
 *
 * @param round its round; null if it is not known
 * @param seconds NaN if they are not known
 * @param cpuSeconds NaN if they are not known
 * @param peakMemoryBytes {@link ClientRow#UNKNOWN} if it is not known
 * @param error null if there was none
 */
record ClientRun(
        @Nullable String message,
        @Nullable Integer round,
        String phase,
        @Nullable String node,
        @Nullable String partition,
        double seconds,
        double cpuSeconds,
        long peakMemoryBytes,
        @Nullable String error) {}
