package dev.flsys.flower.observer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of the observer in a run: {@code plan.json}. A member that is null is no task.
 *
 * @param steering the rules at the start
 * @param checkpoints which checkpoints are kept
 * @param resume the checkpoint with which the training starts
 * @param whatIf the faults to simulate
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ObserverPlan(
        @Nullable Steering steering,
        @Nullable Checkpoints checkpoints,
        @Nullable Resume resume,
        @JsonProperty("what_if") @Nullable WhatIf whatIf) {

    /**
     * The checkpoints that are kept.
     *
     * @param last the number of last rounds whose checkpoints are kept, at least 1; the checkpoint of the best round is
     *     kept, too
     * @param metric the metric that decides which round is the best; null for the default metric
     * @param maxBytes bytes of all checkpoints of the run
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Checkpoints(
            int last,
            @Nullable String metric,
            @JsonProperty("max_bytes") long maxBytes) {}

    /**
     * The checkpoint with which a training starts.
     *
     * @param arrays absolute path of the file with the arrays
     * @param state absolute path of the file with the state of the strategy; null if there is none
     * @param round the round of the checkpoint; the training starts with the next one
     * @param rounds number of rounds that the training runs
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Resume(String arrays, @Nullable String state, int round, int rounds) {}
}
