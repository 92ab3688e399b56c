package dev.flsys.simulation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.access.Caller;
import dev.flsys.access.SessionId;
import dev.flsys.flower.command.CommandText;
import dev.flsys.flower.observer.ClientAnswers;
import dev.flsys.flower.observer.ObservationSummary;
import dev.flsys.flower.observer.RoundCosts;
import dev.flsys.flower.observer.RunSettings;
import dev.flsys.flower.observer.StoppedBy;
import dev.flsys.flower.progress.EarlierTraining;
import dev.flsys.flower.progress.Round;
import dev.flsys.flower.superlink.RunAtSuperLink;
import dev.flsys.problem.Batch;
import dev.flsys.simulation.failure.Explanation;
import dev.flsys.simulation.list.RunLabels;
import dev.flsys.simulation.list.RunSummary;
import dev.flsys.simulation.list.Sparkline;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationProblem;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.simulation.models.ModelFiles;
import dev.flsys.simulation.record.Resources;
import dev.flsys.simulation.record.SimulationRecord;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The bodies of {@code /api/simulations/}. Unknown members are left out. */
public final class SimulationAnswers {

    private SimulationAnswers() {}

    /** An accepted simulation: its {@code place} in the queue, and the token of its session. */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "AcceptedSimulation")
    public record Accepted(
            @JsonProperty("simulation_id") SimulationId simulationId,
            SimulationState status,
            @Nullable Integer place,
            String session) {

        public static Accepted of(StartTicket ticket, String session) {
            return new Accepted(ticket.id(), ticket.state(), ticket.place() > 0 ? ticket.place() : null, session);
        }
    }

    /** The state of a simulation after a request to stop it. */
    @RegisterForReflection
    @Schema(name = "StoppingSimulation")
    public record Stopping(
            @JsonProperty("simulation_id") SimulationId simulationId,

            @Schema(description = "stopping, or a final state", examples = "stopping")
            String status) {

        public static Stopping of(SimulationRecord record) {
            return new Stopping(record.id(), record.stopStatus());
        }
    }

    /** A page of simulations, and the number of all simulations that the search found. */
    @Schema(name = "SimulationList")
    public record Listing(List<Item> simulations, int total) {

        /**
         * The answer for a page.
         *
         * @param details whether the simulations have their parameters and metrics
         * @param sparkline name of the metric whose points they have; empty for none
         */
        public static Listing of(
                SimulationLibrary.Page page,
                Caller caller,
                Simulations simulations,
                boolean details,
                String sparkline) {
            List<Item> items = page.runs().stream()
                    .map(run -> {
                        SessionId owner = new SessionId(run.owner());
                        return Item.of(
                                run, caller.mayUse(owner), simulations.mayRead(caller, owner), details, sparkline);
                    })
                    .toList();
            return new Listing(items, page.total());
        }
    }

    /** The ids of several simulations. */
    @RegisterForReflection
    @Schema(name = "SimulationIds")
    public record Ids(
            @Schema(required = true, minItems = 1, maxItems = 1_000)
            List<String> ids,

            @Schema(description = "Whether the copies of their models are deleted, too.", defaultValue = "true")
            Boolean models) {

        /**
         * Whether the copies of the models are to be deleted.
         *
         * @throws SimulationProblem if {@code models} is neither true nor false
         */
        static boolean withModels(@Nullable JsonNode body) {
            JsonNode models = body == null ? null : body.get("models");
            if (models != null && !models.isBoolean()) {
                throw SimulationProblem.invalidQuery("'models' is true or false.");
            }
            return models == null || models.booleanValue();
        }

        /** @throws SimulationProblem if {@code body} has no list {@code ids} of 1 to {@code max} texts */
        static List<String> read(@Nullable JsonNode body, int max) {
            JsonNode ids = body == null ? null : body.get("ids");
            if (ids == null || !ids.isArray() || ids.isEmpty() || ids.size() > max) {
                throw SimulationProblem.invalidQuery("The body is {\"ids\": [...]} with 1 to " + max + " ids.");
            }
            Set<String> distinct = new LinkedHashSet<>();
            for (JsonNode id : ids) {
                if (!id.isTextual()) {
                    throw SimulationProblem.invalidQuery("Each id is a text.");
                }
                distinct.add(id.textValue());
            }
            return List.copyOf(distinct);
        }
    }

    /**
     * The records of several simulations.
     *
     * @param found the records by id
     * @param costs the costs of the observed simulations by id; null if they were not asked for, or none was observed
     * @param failed the ids of the simulations that cannot be read, with the reasons
     * @param leftOut the ids that did not fit into the answer
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "SeveralSimulations")
    public record Several(
            Map<String, Whole> found,
            @Nullable Map<String, RoundCosts.All> costs,
            Map<String, Batch.Failure> failed,
            @JsonProperty("left_out") List<String> leftOut) {

        static Several of(Batch<SimulationBatchResource.Read> batch) {
            Map<String, Whole> records = new LinkedHashMap<>();
            Map<String, RoundCosts.All> costs = new LinkedHashMap<>();
            batch.found().forEach((id, read) -> {
                records.put(id, read.record());
                if (read.costs() != null) {
                    costs.put(id, read.costs());
                }
            });
            return new Several(records, costs.isEmpty() ? null : costs, batch.failed(), batch.leftOut());
        }
    }

    /** The ids of deleted simulations, the others with the reasons, and the bytes that were freed. */
    @RegisterForReflection
    @Schema(name = "DeletedSimulations")
    public record Deleted(
            List<String> deleted,
            Map<String, String> refused,
            @JsonProperty("freed_bytes") long freedBytes) {

        public static Deleted of(SimulationLibrary.Deletion deletion) {
            return new Deleted(deletion.deleted(), deletion.refused(), deletion.freedBytes());
        }
    }

    /**
     * The part of a simulation that all callers may see. {@code own}: the caller may stop it and follow it live;
     * {@code readable}: the caller may read its record and its log. Only readable simulations have labels, parameters
     * and metrics.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "SimulationSummary")
    public record Item(
            SimulationId id,
            SimulationState state,
            Instant requested,
            @Nullable Instant started,
            @Nullable Instant ended,
            @JsonProperty("exit_code") @Nullable Integer exitCode,
            boolean own,
            boolean readable,
            @JsonUnwrapped Labels labels,
            @Nullable Map<String, JsonNode> parameters,
            @Nullable Map<String, RunSummary.Metric> metrics,

            @Schema(description = "At most 32 rounds of the metric that sparkline names.") @Nullable Sparkline sparkline,

            @Schema(description = "Whether the observer plays faults in this run.")
            @JsonProperty("what_if")
            @JsonInclude(JsonInclude.Include.NON_DEFAULT)
            boolean whatIf) {

        public static Item of(RunSummary run, boolean own, boolean readable, boolean details, String sparkline) {
            return new Item(
                    new SimulationId(run.id()),
                    SimulationState.named(run.state()),
                    run.requested(),
                    run.started(),
                    run.ended(),
                    run.exitCode(),
                    own,
                    readable,
                    Labels.of(run.labels(), false),
                    details && readable ? run.parameters() : null,
                    details && readable ? run.metrics() : null,
                    readable ? run.sparklines().get(sparkline) : null,
                    run.whatIf());
        }
    }

    /** The labels that a user added to a simulation. Empty and false members are left out. */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    public record Labels(
            @Nullable String name,
            @Nullable String notes,
            @Nullable List<String> tags,
            boolean pinned,
            boolean archived) {

        public static Labels of(RunLabels labels, boolean notes) {
            return new Labels(
                    labels.name(), notes ? labels.notes() : null, labels.tags(), labels.pinned(), labels.archived());
        }
    }

    /** A change of {@link Labels}: members that are left out stay unchanged, null removes a label. */
    @Schema(additionalProperties = Schema.False.class)
    public record LabelsPatch(
            @Schema(nullable = true, maxLength = 200) String name,
            @Schema(nullable = true, maxLength = 10_000) String notes,

            @Schema(nullable = true, maxItems = 20) List<String> tags,

            @Schema(nullable = true) Boolean pinned,
            @Schema(nullable = true) Boolean archived) {}

    /** The record of a simulation for callers that may read it, without the members that only the service needs. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Simulation")
    public record Whole(
            SimulationId id,
            SimulationState state,
            @JsonUnwrapped Labels labels,
            @Nullable Integer place,
            @Nullable String message,
            @Nullable String detail,
            @Nullable Explanation explanation,
            @JsonProperty("log_seq") @Nullable Long logSeq,
            JsonNode parameters,
            @Nullable String command,
            Instant requested,
            @Nullable Instant started,
            @Nullable Instant ended,
            @JsonProperty("exit_code") @Nullable Integer exitCode,
            @JsonProperty("total_rounds") @Nullable Integer totalRounds,
            List<Round> rounds,
            @JsonProperty("earlier_trainings") @Nullable List<EarlierTraining> earlier,
            List<ModelFiles.Now> models,
            @JsonProperty("flower_run") @Nullable RunAtSuperLink flowerRun,
            @Nullable Resources resources,
            @JsonProperty("eta_seconds") @Nullable Long etaSeconds,
            SimulationRecord.@Nullable Origin experiment,
            @JsonProperty("run_settings") @Nullable RunSettings settings,
            SimulationRecord.@Nullable Parent parent,
            @Nullable ObservationSummary observed,
            @JsonProperty("stopped_by") @Nullable StoppedBy stoppedBy,

            @Schema(description = "Whether the observer plays faults in this run.")
            @JsonProperty("what_if")
            @JsonInclude(JsonInclude.Include.NON_DEFAULT)
            boolean whatIf) {

        public static Whole of(SimulationRecord record, RunLabels labels, int place, List<ModelFiles.Now> models) {
            return of(record, labels, place, models, null);
        }

        /**
         * The answer for one simulation.
         *
         * @param etaSeconds the estimated remaining seconds; null if they are not known
         */
        public static Whole of(
                SimulationRecord record,
                RunLabels labels,
                int place,
                List<ModelFiles.Now> models,
                @Nullable Long etaSeconds) {
            List<String> command = record.launched().command();
            return new Whole(
                    record.id(),
                    record.state(),
                    Labels.of(labels, true),
                    place > 0 ? place : null,
                    record.report().message(),
                    record.report().detail(),
                    record.report().explanation(),
                    record.report().logSeq(),
                    record.request().parameters(),
                    command == null ? null : CommandText.of(command),
                    record.times().requested(),
                    record.times().started(),
                    record.times().ended(),
                    record.report().exitCode(),
                    record.training().totalRounds(),
                    Objects.requireNonNullElse(record.training().rounds(), List.of()),
                    record.training().earlier(),
                    models,
                    record.flowerRun(),
                    record.resources(),
                    etaSeconds,
                    record.request().experiment(),
                    record.request().settings(),
                    record.request().parent(),
                    record.training().observed(),
                    record.training().stoppedBy(),
                    record.request().simulatesFaults());
        }
    }

    /**
     * The record of a simulation, and the parts of its observation that were asked for.
     *
     * @param clients the clients of its rounds; null if they were not asked for
     * @param checkpoints the latest round first; null if they were not asked for
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "SimulationWithObservation")
    public record Detailed(
            @JsonUnwrapped Whole record,
            ClientAnswers.@Nullable All clients,
            @Nullable List<CheckpointAnswers.One> checkpoints) {}
}
