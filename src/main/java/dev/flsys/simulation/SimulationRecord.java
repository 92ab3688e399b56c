package dev.flsys.simulation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.flsys.access.SessionId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A simulation at one moment, as {@code simulation.json} holds it.
 *
 * @param id its name
 * @param owner the session that started it
 * @param parameters what the session asked for, as options without dashes
 * @param state where it is
 * @param requested when it was asked for
 * @param started when its process started
 * @param ended when it reached a final state
 * @param command what was started, one argument each
 * @param marker what its processes are recognised by, see {@link dev.flsys.process.Launch}
 * @param exitCode the process' exit code; -1 where the service itself failed
 * @param detail why it ended as it did, where that is not plain
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SimulationRecord(
        SimulationId id,
        String owner,
        Map<String, List<String>> parameters,
        SimulationState state,
        Instant requested,
        @Nullable Instant started,
        @Nullable Instant ended,
        @Nullable List<String> command,
        String marker,
        @JsonProperty("exit_code") @Nullable Integer exitCode,
        @Nullable String detail) {

    /** Whether {@code session} started it. */
    public boolean isOwnedBy(SessionId session) {
        return owner.equals(session.value());
    }

    SimulationRecord starting() {
        return new SimulationRecord(
                id, owner, parameters, SimulationState.STARTING, requested, null, null, null, marker, null, null);
    }

    SimulationRecord running(List<String> command, Instant now) {
        return new SimulationRecord(
                id, owner, parameters, SimulationState.RUNNING, requested, now, null, command, marker, null, null);
    }

    SimulationRecord ended(SimulationState end, Instant now, @Nullable Integer exitCode, @Nullable String detail) {
        return new SimulationRecord(
                id, owner, parameters, end, requested, started, now, command, marker, exitCode, detail);
    }
}
