package dev.flsys.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.access.Caller;
import dev.flsys.problem.Batch;
import dev.flsys.simulation.log.SimulationId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The bodies of {@code /api/experiments/}. Unknown members are left out. */
final class ExperimentAnswers {

    private ExperimentAnswers() {}

    /** The body of a start, for the description of the API; {@link ExperimentRequest} reads it. */
    @Schema(name = "ExperimentStart", additionalProperties = Schema.False.class)
    public record Start(
            @Schema(required = true, minLength = 1, maxLength = 200)
            String name,

            @Schema(required = true, ref = "StartParameters")
            Object parameters,

            @Schema(minimum = "1", maximum = "1000", defaultValue = "1") @Nullable Integer repeats,

            @Nullable String seed) {}

    /** The body of a retry, for the description of the API; {@link RetryRequest} reads it. */
    @Schema(name = "ExperimentRetry", additionalProperties = Schema.False.class)
    public record Retry(List<Integer> cells, List<String> states) {}

    /** An accepted experiment: its number of runs, and the token of its session. */
    @RegisterForReflection
    @Schema(name = "AcceptedExperiment")
    public record Accepted(
            @JsonProperty("experiment_id") ExperimentId experimentId,
            ExperimentState status,
            int runs,
            String session) {}

    /** A page of experiments, and the number of all. */
    @RegisterForReflection
    @Schema(name = "ExperimentList")
    public record Listing(List<Item> experiments, int total) {}

    /**
     * Several experiments.
     *
     * @param found the experiments by id
     * @param failed the ids of the experiments that cannot be read, with the reasons
     * @param leftOut the ids that did not fit into the answer
     */
    @RegisterForReflection
    @Schema(name = "SeveralExperiments")
    public record Several(
            Map<String, Whole> found,
            Map<String, Batch.Failure> failed,
            @JsonProperty("left_out") List<String> leftOut) {}

    /**
     * An experiment in a list. {@code own}: the caller may change it; {@code readable}: the caller may read it. Only
     * readable experiments have a name and counts.
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "ExperimentSummary")
    public record Item(
            ExperimentId id,
            @Nullable String name,
            ExperimentState state,
            Instant created,
            @Nullable Instant ended,
            @Nullable Integer runs,
            @Nullable Map<String, Integer> counts,
            boolean own,
            boolean readable) {

        static Item of(Experiment experiment, Caller caller, Experiments experiments) {
            boolean readable = experiments.mayRead(caller, experiment);
            return new Item(
                    experiment.id(),
                    readable ? experiment.name() : null,
                    experiment.state(),
                    experiment.created(),
                    experiment.ended(),
                    readable ? experiment.cells().size() : null,
                    readable ? byState(experiment) : null,
                    caller.mayUse(experiment.session()),
                    readable);
        }
    }

    /**
     * An experiment with its progress.
     *
     * @param parameters as they were sent, without the seed
     * @param counts number of cells by state
     * @param etaSeconds seconds until the last run ends; null if they are not known
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Experiment")
    public record Whole(
            ExperimentId id,
            String name,
            ExperimentState state,
            @Nullable String reason,
            Instant created,
            @Nullable Instant ended,
            boolean own,
            JsonNode parameters,
            int repeats,
            @Nullable String seed,
            @JsonProperty("first_seed") @Nullable Long firstSeed,
            int runs,
            Map<String, Integer> counts,
            @JsonProperty("eta_seconds") @Nullable Double etaSeconds,
            List<Setting> settings,
            List<Run> cells) {

        static Whole of(Experiment experiment, Caller caller, Experiments experiments) {
            Grid grid = experiment.grid();
            return new Whole(
                    experiment.id(),
                    experiment.name(),
                    experiment.state(),
                    experiment.reason(),
                    experiment.created(),
                    experiment.ended(),
                    caller.mayUse(experiment.session()),
                    grid.parameters(),
                    grid.repeats(),
                    grid.seed(),
                    grid.seedOf(0),
                    experiment.cells().size(),
                    byState(experiment),
                    experiments.estimateRemaining(experiment).orElse(null),
                    IntStream.range(0, grid.settings())
                            .mapToObj(number -> new Setting(number, grid.variedIn(number)))
                            .toList(),
                    experiment.cells().stream().map(cell -> Run.of(cell, grid)).toList());
        }
    }

    /** The values that distinguish a setting. */
    @RegisterForReflection
    @Schema(name = "ExperimentSetting")
    public record Setting(int setting, JsonNode parameters) {}

    /**
     * A cell: a run of a setting.
     *
     * @param run the simulation; null before the first one
     * @param attempt number of its simulations so far
     * @param reason the reason why the cell failed
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "ExperimentCell")
    public record Run(
            int cell,
            int setting,
            int repeat,
            @Nullable Long seed,
            CellState state,
            @Nullable SimulationId run,
            int attempt,
            @Nullable String reason,
            @Nullable Double seconds) {

        static Run of(Cell cell, Grid grid) {
            return new Run(
                    cell.number(),
                    grid.settingOf(cell.number()),
                    grid.repeatOf(cell.number()),
                    grid.seedOf(cell.number()),
                    cell.state(),
                    cell.run(),
                    cell.attempt(),
                    cell.reason(),
                    cell.seconds());
        }
    }

    /** The ids of deleted runs, the other runs with the reasons, and the bytes that were freed. */
    @RegisterForReflection
    @Schema(name = "DeletedExperiment")
    public record Deleted(
            List<String> deleted,
            Map<String, String> refused,
            @JsonProperty("freed_bytes") long freedBytes) {

        static Deleted of(Experiments.Deletion deletion) {
            return new Deleted(deletion.deleted(), deletion.refused(), deletion.freedBytes());
        }
    }

    private static Map<String, Integer> byState(Experiment experiment) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        experiment.counts().forEach((state, number) -> counts.put(state.wireName(), number));
        return counts;
    }
}
