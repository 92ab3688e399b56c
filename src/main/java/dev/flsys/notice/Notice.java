package dev.flsys.notice;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.flsys.simulation.record.SimulationRecord;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run that ended or stalled.
 *
 * @param event the state of a run that ended, or {@code stalled}
 * @param text one sentence for people; chat programs show it
 * @param simulationId id of the run
 * @param state its state in the words of the API
 * @param exitCode exit code of its process; null if it has none
 * @param detail reason in one line; null if there is none
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Notice(
        String event,
        String text,
        @JsonProperty("simulation_id") String simulationId,
        String state,
        Instant requested,
        @Nullable Instant started,
        @Nullable Instant ended,
        @JsonProperty("exit_code") @Nullable Integer exitCode,
        @Nullable String detail) {

    /** The notice of {@code record}, which has ended or stalled. */
    static Notice of(SimulationRecord record) {
        String state = record.state().wireName();
        String event = record.state().isFinal() ? state : SimulationRecord.STALLED;
        String detail = record.report().detail();
        return new Notice(
                event,
                "Simulation " + record.id() + ": " + event
                        + (detail == null || detail.equals(event) ? "." : ". " + detail),
                record.id().value(),
                state,
                record.times().requested(),
                record.times().started(),
                record.times().ended(),
                record.report().exitCode(),
                detail);
    }
}
