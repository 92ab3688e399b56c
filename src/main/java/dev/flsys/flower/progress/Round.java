package dev.flsys.flower.progress;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A round of training from Flower's output. Unknown values are null and left out of the JSON.
 *
 * @param round from 1; 0 is the evaluation before the first round
 * @param loss the loss of the server's evaluation, or else of the clients' evaluation, or else of their training
 * @param accuracy from the same sources; a fraction or percent as printed
 * @param results clients that returned weights
 * @param failures clients that failed to train
 * @param evaluateFailures clients that failed to evaluate
 * @param seconds from its first line to the line that ended it; null if the times of its lines are not known
 * @param metrics all finite numbers by name; names of client metrics begin with {@code train_} or {@code eval_}
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Round(
        int round,
        @Nullable Double loss,
        @Nullable Double accuracy,
        @Nullable Integer results,
        @Nullable Integer failures,
        @JsonProperty("evaluate_failures") @Nullable Integer evaluateFailures,
        @Nullable Double seconds,
        Map<String, Double> metrics) {

    public Round {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }

    /** A round whose lines have no times. */
    public Round(
            int round,
            @Nullable Double loss,
            @Nullable Double accuracy,
            @Nullable Integer results,
            @Nullable Integer failures,
            @Nullable Integer evaluateFailures,
            Map<String, Double> metrics) {
        this(round, loss, accuracy, results, failures, evaluateFailures, null, metrics);
    }

    /** Whether a client failed in training or evaluation, or no client trained. */
    public boolean hasFailures() {
        return isLost() || (failures != null && failures > 0) || (evaluateFailures != null && evaluateFailures > 0);
    }

    /** Whether no client trained: all of them failed, or the strategy chose none. */
    public boolean isLost() {
        return results != null && results == 0;
    }

    /** Whether the strategy chose no client to train. */
    public boolean hasNobody() {
        return isLost() && (failures == null || failures == 0);
    }
}
