package dev.flsys.simulation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.access.Caller;
import dev.flsys.flower.command.CommandText;
import dev.flsys.flower.progress.Round;
import dev.flsys.flower.superlink.RunAtSuperLink;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The bodies of {@code /api/simulations/}. Unknown members are left out. */
final class SimulationAnswers {

    private SimulationAnswers() {}

    /** A simulation was accepted: its {@code place} among those that wait, and the token of its session. */
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

    /** The state of a simulation after a request to stop it. */
    @RegisterForReflection
    public record Stopping(
            @JsonProperty("simulation_id") SimulationId simulationId,

            @Schema(description = "stopping, or a final state", examples = "stopping")
            String status) {

        static Stopping of(SimulationRecord record) {
            return new Stopping(record.id(), record.stopStatus());
        }
    }

    /** Simulations, the latest first. */
    public record Listing(List<Item> simulations) {

        static Listing of(List<SimulationRecord> records, Caller caller, Simulations simulations) {
            return new Listing(records.stream()
                    .map(record ->
                            Item.of(record, Simulations.isOwn(caller, record), simulations.mayRead(caller, record)))
                    .toList());
        }
    }

    /**
     * The part of a simulation that all callers may see. {@code own}: the caller may stop it and follow it live;
     * {@code readable}: the caller may read its record and its log.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Item(
            SimulationId id,
            SimulationState state,
            Instant requested,
            @Nullable Instant started,
            @Nullable Instant ended,
            @JsonProperty("exit_code") @Nullable Integer exitCode,
            boolean own,
            boolean readable) {

        static Item of(SimulationRecord record, boolean own, boolean readable) {
            return new Item(
                    record.id(),
                    record.state(),
                    record.times().requested(),
                    record.times().started(),
                    record.times().ended(),
                    record.report().exitCode(),
                    own,
                    readable);
        }
    }

    /** The record of a simulation for callers that may read it, without the members that only the service needs. */
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
            List<ModelFiles.Now> models,
            @JsonProperty("flower_run") @Nullable RunAtSuperLink flowerRun) {

        static Whole of(SimulationRecord record, int place, List<ModelFiles.Now> models) {
            List<String> command = record.launched().command();
            return new Whole(
                    record.id(),
                    record.state(),
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
                    models,
                    record.flowerRun());
        }
    }
}
