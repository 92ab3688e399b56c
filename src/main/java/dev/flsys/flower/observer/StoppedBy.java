package dev.flsys.flower.observer;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * The rule that ended a run before its last round.
 *
 * @param rule {@code requested}, {@code target}, {@code patience}, {@code time}, {@code bytes} or {@code epsilon}
 * @param detail the values that fulfilled it; null if they are not known
 * @param round the last round
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StoppedBy(String rule, @Nullable String detail, int round) {

    /** The rule of a user's request to end after the present round. */
    public static final String REQUESTED = "requested";

    /** The reason as a sentence. */
    public String sentence() {
        String reason =
                switch (rule) {
                    case REQUESTED -> "as requested";
                    case "target" -> "because a metric reached its target";
                    case "patience" -> "because a metric did not improve any more";
                    case "time" -> "because the budget of time is used up";
                    case "bytes" -> "because the budget of bytes is used up";
                    case "epsilon" -> "because the privacy budget is used up";
                    default -> "because of the rule " + rule;
                };
        boolean explained = detail != null && !rule.equals(REQUESTED);
        String end = explained ? ": " + detail : "";
        return "It ended after round " + round + ", " + reason + end + (end.endsWith(".") ? "" : ".");
    }
}
