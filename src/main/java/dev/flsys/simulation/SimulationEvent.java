package dev.flsys.simulation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/**
 * What a simulation tells the session that started it. The components are the members of the event's data.
 *
 * <p>{@code seq} counts all events of a simulation from 1.
 */
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

    /** One line of output, without its end, ANSI colours kept. */
    @RegisterForReflection
    record Log(@JsonProperty("simulation_id") SimulationId simulationId, long seq, String message, Instant timestamp)
            implements SimulationEvent {
        @Override
        public String event() {
            return "simulation_log";
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
     * It failed or was stopped; nothing comes after it. {@code exitCode} is -1 for an error of the service's own, and {@code
     * detail} says more where there is more to say.
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Failed(
            @JsonProperty("simulation_id") SimulationId simulationId,
            long seq,
            String message,
            @JsonProperty("exit_code") int exitCode,
            SimulationState status,
            String detail)
            implements SimulationEvent {
        @Override
        public String event() {
            return "simulation_error";
        }
    }
}
