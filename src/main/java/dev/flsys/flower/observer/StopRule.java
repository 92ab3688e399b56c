package dev.flsys.flower.observer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A rule that ends a run after a round. It has one condition: {@code atLeast}, {@code atMost} or {@code noBetterFor} of
 * a metric, or a budget of {@code seconds}, {@code bytes} or {@code epsilon}.
 *
 * @param metric the name of a metric; null for a budget
 * @param atLeast the metric reaches this value from below
 * @param atMost the metric reaches this value from above
 * @param noBetterFor rounds in which the metric did not improve, at least 1
 * @param mode {@code max} or {@code min}: the better values of {@code noBetterFor}; null for the default of the metric
 * @param seconds time since the training began, greater than 0
 * @param bytes bytes of arrays that were sent and received, greater than 0
 * @param epsilon privacy budget, greater than 0
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StopRule(
        @Nullable String metric,
        @JsonProperty("at_least") @Nullable Double atLeast,
        @JsonProperty("at_most") @Nullable Double atMost,
        @JsonProperty("no_better_for") @Nullable Integer noBetterFor,
        @Nullable String mode,
        @Nullable Double seconds,
        @Nullable Long bytes,
        @Nullable Double epsilon) {

    private static final List<String> MEMBERS =
            List.of("metric", "at_least", "at_most", "no_better_for", "mode", "seconds", "bytes", "epsilon");
    private static final int MAX_METRIC_LENGTH = 200;
    private static final int MAX_ROUNDS = 1_000_000;

    public StopRule {
        long ofMetric =
                Stream.of(atLeast, atMost, noBetterFor).filter(Objects::nonNull).count();
        long budgets =
                Stream.of(seconds, bytes, epsilon).filter(Objects::nonNull).count();
        if (ofMetric + budgets != 1) {
            throw new RunSettingsInvalid(
                    "A rule has exactly one of at_least, at_most, no_better_for, seconds, bytes and epsilon.");
        }
        if ((metric != null) != (ofMetric == 1)) {
            throw new RunSettingsInvalid("A rule with at_least, at_most or no_better_for has the name of a 'metric',"
                    + " and a rule with a budget has none.");
        }
        if (metric != null && (metric.isBlank() || metric.length() > MAX_METRIC_LENGTH)) {
            throw new RunSettingsInvalid("'metric' of a rule is a name of 1 to " + MAX_METRIC_LENGTH + " characters.");
        }
        if (mode != null && (noBetterFor == null || !List.of("max", "min").contains(mode))) {
            throw new RunSettingsInvalid("'mode' of a rule is max or min, and belongs to no_better_for.");
        }
        if (noBetterFor != null && (noBetterFor < 1 || noBetterFor > MAX_ROUNDS)) {
            throw new RunSettingsInvalid("'no_better_for' of a rule is a whole number from 1 to " + MAX_ROUNDS + ".");
        }
        requireFinite("at_least", atLeast);
        requireFinite("at_most", atMost);
        requirePositive("seconds", seconds);
        requirePositive("bytes", bytes == null ? null : bytes.doubleValue());
        requirePositive("epsilon", epsilon);
    }

    /** @throws RunSettingsInvalid if it is no rule */
    static StopRule read(JsonNode rule) {
        Members members = Members.of(rule, "A rule", MEMBERS);
        return new StopRule(
                members.text("metric"),
                members.number("at_least"),
                members.number("at_most"),
                members.integer("no_better_for"),
                members.text("mode"),
                members.number("seconds"),
                members.whole("bytes"),
                members.number("epsilon"));
    }

    private static void requireFinite(String name, @Nullable Double value) {
        if (value != null && !Double.isFinite(value)) {
            throw new RunSettingsInvalid("'" + name + "' of a rule is a number.");
        }
    }

    private static void requirePositive(String name, @Nullable Double value) {
        if (value != null && !(value > 0 && Double.isFinite(value))) {
            throw new RunSettingsInvalid("'" + name + "' of a rule is greater than 0.");
        }
    }
}
