package dev.flsys.simulation.list;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A simulation in a list.
 *
 * @param owner the session that started it
 * @param state the wire name of its state
 * @param parameters the parameters with one value that is not long, by name
 * @param metrics the numbers of its rounds, by name
 * @param sparklines the points of the first {@value Sparkline#METRICS} metrics, by name
 * @param experiment id of the experiment that it belongs to; null for a single start
 * @param whatIf whether the observer simulates faults in it
 */
public record RunSummary(
        String id,
        String owner,
        String state,
        Instant requested,
        @Nullable Instant started,
        @Nullable Instant ended,
        @Nullable Integer exitCode,
        Map<String, JsonNode> parameters,
        Map<String, Metric> metrics,
        Map<String, Sparkline> sparklines,
        RunLabels labels,
        @Nullable String experiment,
        boolean whatIf) {

    /** The most parameters and the most metrics of a summary. */
    public static final int MAX = 200;

    /** The longest text of a parameter, in characters. */
    public static final int MAX_LENGTH = 1_000;

    /**
     * A metric over the rounds.
     *
     * @param last value of the last round that has it
     * @param rounds number of rounds that have it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "SeriesSummary")
    public record Metric(double last, double min, double max, int rounds) {

        /** The metric of one round. */
        public static Metric of(double value) {
            return new Metric(value, value, value, 1);
        }

        /** This metric with the value of another round. */
        public Metric then(double value) {
            return new Metric(value, Math.min(min, value), Math.max(max, value), rounds + 1);
        }
    }

    /** The seconds that it ran; null before its end. */
    @Nullable Double seconds() {
        return started == null || ended == null
                ? null
                : Duration.between(started, ended).toMillis() / 1_000.0;
    }

    /** The same simulation without parameters, metrics and labels, for callers that may not read it. */
    public RunSummary withoutContent() {
        return new RunSummary(
                id,
                owner,
                state,
                requested,
                started,
                ended,
                exitCode,
                Map.of(),
                Map.of(),
                Map.of(),
                RunLabels.NONE,
                experiment,
                false);
    }
}
