package dev.flsys.simulation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.access.Caller;
import dev.flsys.access.SessionId;
import dev.flsys.simulation.command.CommandText;
import dev.flsys.simulation.progress.Round;
import dev.flsys.simulation.superlink.RunAtSuperLink;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The bodies of {@code /api/simulations/}. What is not known is left out. */
final class SimulationAnswers {

    private SimulationAnswers() {}

    /** A simulation was taken on; {@code place} among those that wait, and the token of the session that it belongs to. */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Accepted(
            @JsonProperty("simulation_id") SimulationId simulationId,
            SimulationState status,
            @Nullable Integer place,
            String session) {

        static Accepted of(Simulations.Ticket ticket, String session) {
            return new Accepted(ticket.id(), ticket.state(), ticket.place() > 0 ? ticket.place() : null, session);
        }
    }

    /** The state of a simulation that was asked to end: {@code stopping}, or a final one. */
    @RegisterForReflection
    public record Stopping(@JsonProperty("simulation_id") SimulationId simulationId, String status) {

        static Stopping of(SimulationRecord record) {
            return new Stopping(record.id(), record.stopStatus());
        }
    }

    /** Simulations, the latest first. */
    public record Listing(List<Item> simulations) {

        static Listing of(List<SimulationRecord> records, Caller caller) {
            return new Listing(
                    records.stream().map(record -> Item.of(record, caller)).toList());
        }
    }

    /** What anybody who may call the API sees of a simulation; {@code own} tells whether the caller may see all of it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Item(
            SimulationId id,
            SimulationState state,
            Instant requested,
            @Nullable Instant started,
            @Nullable Instant ended,
            @JsonProperty("exit_code") @Nullable Integer exitCode,
            boolean own) {

        static Item of(SimulationRecord record, Caller caller) {
            return new Item(
                    record.id(),
                    record.state(),
                    record.requested(),
                    record.started(),
                    record.ended(),
                    record.exitCode(),
                    caller.mayUse(new SessionId(record.owner())));
        }
    }

    /** What the simulation's session sees of it: {@link SimulationRecord} without what only the service needs. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Whole(
            SimulationId id,
            SimulationState state,
            @Nullable Integer place,
            @Nullable String message,
            @Nullable String detail,
            @Nullable String explanation,
            @JsonProperty("log_seq") @Nullable Long logSeq,
            JsonNode parameters,
            @Nullable String command,
            Instant requested,
            @Nullable Instant started,
            @Nullable Instant ended,
            @JsonProperty("exit_code") @Nullable Integer exitCode,
            @JsonProperty("total_rounds") @Nullable Integer totalRounds,
            List<Round> rounds,
            List<WrittenModel> models,
            @JsonProperty("flower_run") @Nullable RunAtSuperLink flowerRun) {

        static Whole of(SimulationRecord record, int place) {
            List<String> command = record.command();
            return new Whole(
                    record.id(),
                    record.state(),
                    place > 0 ? place : null,
                    record.message(),
                    record.detail(),
                    record.explanation(),
                    record.logSeq(),
                    record.parameters(),
                    command == null ? null : CommandText.of(command),
                    record.requested(),
                    record.started(),
                    record.ended(),
                    record.exitCode(),
                    record.totalRounds(),
                    Objects.requireNonNullElse(record.rounds(), List.of()),
                    Objects.requireNonNullElse(record.models(), List.of()),
                    record.flowerRun());
        }
    }
}
