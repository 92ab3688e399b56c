package dev.flsys.simulation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.access.SessionId;
import dev.flsys.flower.progress.Round;
import dev.flsys.flower.superlink.RunAtSuperLink;
import dev.flsys.process.ProcessIdentity;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A simulation at one moment, as {@code simulation.json} holds it.
 *
 * @param id its name
 * @param owner the session that started it
 * @param parameters what the session asked for, as it asked
 * @param state where it is
 * @param requested when it was asked for
 * @param started when its process started
 * @param ended when it reached a final state
 * @param command what was started, one argument each
 * @param marker what its processes are recognised by, see {@link dev.flsys.process.Launch}
 * @param process its process, once there was one
 * @param exitCode the process' exit code; -1 where the service itself failed
 * @param message the contract's sentence about its end; null before, and for those that ended before this was stored
 * @param detail why it ended as it did, in one line, where that is not plain; {@value #STALLED} while it is silent,
 *     {@value #UNREACHABLE} while its SuperLink is
 * @param explanation the cause in plain words, with the next step; null where there is none
 * @param logSeq the number of the event of the line that {@code detail} quotes; null if it quotes none
 * @param totalRounds how many rounds it has, where it told
 * @param rounds the rounds that ended, as Flower's output told them
 * @param models the model files it wrote; null until it has ended, and where that is not known
 * @param flowerRun its run at a SuperLink, once that has it; null for a process of the service's own
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record SimulationRecord(
        SimulationId id,
        String owner,
        JsonNode parameters,
        SimulationState state,
        Instant requested,
        @Nullable Instant started,
        @Nullable Instant ended,
        @Nullable List<String> command,
        String marker,
        @Nullable ProcessIdentity process,
        @JsonProperty("exit_code") @Nullable Integer exitCode,
        @Nullable String message,
        @Nullable String detail,
        @Nullable String explanation,
        @JsonProperty("log_seq") @Nullable Long logSeq,
        @JsonProperty("total_rounds") @Nullable Integer totalRounds,
        @Nullable List<Round> rounds,
        @Nullable List<WrittenModel> models,
        @JsonProperty("flower_run") @Nullable RunAtSuperLink flowerRun) {

    /** The {@code detail} of one that runs and has been silent for longer than SIMULATION_STALL_AFTER. */
    public static final String STALLED = "stalled";

    /** The {@code detail} of one whose SuperLink does not answer. */
    public static final String UNREACHABLE = "unreachable";

    static SimulationRecord queued(
            SimulationId id, SessionId owner, JsonNode parameters, Instant requested, String marker) {
        return new SimulationRecord(
                id,
                owner.value(),
                parameters,
                SimulationState.QUEUED,
                requested,
                null,
                null,
                null,
                marker,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** The state to tell after it was asked to end: {@code stopping}, or the final one that it is in. */
    public String stopStatus() {
        return state.isFinal() ? state.wireName() : "stopping";
    }

    SimulationRecord starting() {
        return with(
                SimulationState.STARTING,
                started,
                ended,
                command,
                process,
                exitCode,
                null,
                totalRounds,
                rounds,
                models);
    }

    /** It is being handed over to a SuperLink by {@code command}. */
    SimulationRecord handedOver(List<String> command) {
        return with(state, started, ended, command, process, exitCode, detail, totalRounds, rounds, models);
    }

    SimulationRecord running(List<String> command, @Nullable ProcessIdentity process, Instant now) {
        return with(SimulationState.RUNNING, now, null, command, process, null, null, null, null, null);
    }

    /** The same, at a SuperLink. */
    SimulationRecord at(RunAtSuperLink run) {
        return new SimulationRecord(
                id,
                owner,
                parameters,
                state,
                requested,
                started,
                ended,
                command,
                marker,
                process,
                exitCode,
                message,
                detail,
                explanation,
                logSeq,
                totalRounds,
                rounds,
                models,
                run);
    }

    /** The same state, and what there is to say of it. */
    SimulationRecord detailed(@Nullable String detail) {
        return with(state, started, ended, command, process, exitCode, detail, totalRounds, rounds, models);
    }

    SimulationRecord progressed(@Nullable Integer totalRounds, List<Round> rounds) {
        return with(
                state, started, ended, command, process, exitCode, detail, totalRounds, List.copyOf(rounds), models);
    }

    SimulationRecord wrote(@Nullable List<WrittenModel> models) {
        return with(state, started, ended, command, process, exitCode, detail, totalRounds, rounds, models);
    }

    SimulationRecord ended(Outcome outcome, Instant now) {
        Reason reason = outcome.reason();
        return new SimulationRecord(
                id,
                owner,
                parameters,
                outcome.state(),
                requested,
                started,
                now,
                command,
                marker,
                process,
                outcome.exitCode(),
                outcome.message(),
                reason == null ? null : reason.detail(),
                reason == null ? null : reason.explanation(),
                reason == null ? null : reason.logSeq(),
                totalRounds,
                rounds,
                models,
                flowerRun);
    }

    /** The same simulation: its name, its owner, and what was asked for stay. */
    private SimulationRecord with(
            SimulationState state,
            @Nullable Instant started,
            @Nullable Instant ended,
            @Nullable List<String> command,
            @Nullable ProcessIdentity process,
            @Nullable Integer exitCode,
            @Nullable String detail,
            @Nullable Integer totalRounds,
            @Nullable List<Round> rounds,
            @Nullable List<WrittenModel> models) {
        return new SimulationRecord(
                id,
                owner,
                parameters,
                state,
                requested,
                started,
                ended,
                command,
                marker,
                process,
                exitCode,
                message,
                detail,
                explanation,
                logSeq,
                totalRounds,
                rounds,
                models,
                flowerRun);
    }
}
