package dev.flsys.simulation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.flsys.flower.progress.Round;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a simulation tells the session that started it. The components are the members of the event's data.
 *
 * <p>{@code seq} counts all events of a simulation from 1.
 */
@RegisterForReflection
public sealed interface SimulationEvent {

    /** The event's name in the live protocol. */
    @JsonIgnore
    String event();

    /** Position among the simulation's events, from 1. */
    long seq();

    /** The process is there. {@code command} is what was started, for people to read. */
    @RegisterForReflection
    record Started(
            @JsonProperty("simulation_id") SimulationId simulationId, long seq, String command, SimulationState status)
            implements SimulationEvent {
        @Override
        public String event() {
            return "simulation_started";
        }
    }

    /**
     * Something about where it is changed, but not its end: it waits at another {@code place}, from 1, or it is silent
     * ({@code detail} {@value SimulationRecord#STALLED}), or no longer is.
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Status(
            @JsonProperty("simulation_id") SimulationId simulationId,
            long seq,
            SimulationState status,
            @Nullable Integer place,
            @Nullable String detail,
            String message)
            implements SimulationEvent {
        @Override
        public String event() {
            return "simulation_status";
        }
    }

    /**
     * One line of output, without its end, ANSI colours kept. A very long line is told in pieces; each but the last has
     * {@code continues}. One that {@code replaces} takes the place of the last such event before it: it is the same
     * line, as of a progress bar. A client that does not have that event, as it resumed after it, shows this one all
     * the same.
     */
    @RegisterForReflection
    record Log(
            @JsonProperty("simulation_id") SimulationId simulationId,
            long seq,
            String message,
            Instant timestamp,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean continues,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean replaces)
            implements SimulationEvent {

        Log(SimulationId simulationId, long seq, String message, Instant timestamp, boolean continues) {
            this(simulationId, seq, message, timestamp, continues, false);
        }

        @Override
        public String event() {
            return "simulation_log";
        }
    }

    /** A round of training ended, as Flower's own lines tell. */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RoundEnded(
            @JsonProperty("simulation_id") SimulationId simulationId,
            long seq,
            @JsonProperty("total_rounds") @Nullable Integer totalRounds,
            @JsonUnwrapped Round round)
            implements SimulationEvent {
        @Override
        public String event() {
            return "simulation_round";
        }
    }

    /** It ended well; nothing comes after it. */
    @RegisterForReflection
    record Complete(
            @JsonProperty("simulation_id") SimulationId simulationId,
            long seq,
            String message,
            @JsonProperty("exit_code") int exitCode)
            implements SimulationEvent {
        @Override
        public String event() {
            return "simulation_complete";
        }
    }

    /**
     * It failed or was stopped; nothing comes after it. {@code exitCode} is -1 for an error of the service's own.
     * {@code message} is the sentence of the contract alone; {@code detail} is the reason in one line,
     * {@code explanation} its cause in plain words with the next step, and {@code logSeq} the number of the {@link Log}
     * event of the line that {@code detail} quotes.
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Failed(
            @JsonProperty("simulation_id") SimulationId simulationId,
            long seq,
            String message,
            @JsonProperty("exit_code") int exitCode,
            SimulationState status,
            @Nullable String detail,
            @Nullable String explanation,
            @JsonProperty("log_seq") @Nullable Long logSeq)
            implements SimulationEvent {
        @Override
        public String event() {
            return "simulation_error";
        }
    }
}
