package dev.flsys.simulation.log;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.flsys.flower.progress.Round;
import dev.flsys.simulation.failure.Explanation;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event for the session that started a simulation. The components are the members of the event's data. {@code seq}
 * counts all events of a simulation from 1.
 */
@RegisterForReflection
public sealed interface SimulationEvent {

    /** The event's name in the live protocol. */
    @JsonIgnore
    String event();

    /** The process runs. {@code command} is its command line, for people to read. */
    @RegisterForReflection
    record Started(
            @JsonProperty("simulation_id") SimulationId simulationId, long seq, String command, SimulationState status)
            implements SimulationEvent {

        public static final String NAME = "simulation_started";

        @Override
        public String event() {
            return NAME;
        }
    }

    /**
     * A change other than the end: of its {@code place} in the queue, from 1, or of {@code detail}, which is
     * {@value SimulationRecord#STALLED} while the simulation is silent.
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

        public static final String NAME = "simulation_status";

        @Override
        public String event() {
            return NAME;
        }
    }

    /**
     * One line of output, without its end and with its ANSI colours. A very long line is sent in pieces. Each piece but
     * the last has {@code continues}. A line with {@code replaces} takes the place of the last such event before it: it
     * is the same line of a progress bar. A client that resumed after the replaced event shows this event as a new
     * line.
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

        public static final String NAME = "simulation_log";

        @Override
        public String event() {
            return NAME;
        }
    }

    /** A round of training has ended. */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RoundEnded(
            @JsonProperty("simulation_id") SimulationId simulationId,
            long seq,
            @JsonProperty("total_rounds") @Nullable Integer totalRounds,
            @JsonUnwrapped Round round)
            implements SimulationEvent {

        public static final String NAME = "simulation_round";

        @Override
        public String event() {
            return NAME;
        }
    }

    /** The last event of a simulation that completed. */
    @RegisterForReflection
    record Complete(
            @JsonProperty("simulation_id") SimulationId simulationId,
            long seq,
            String message,
            @JsonProperty("exit_code") int exitCode)
            implements SimulationEvent {

        public static final String NAME = "simulation_complete";

        @Override
        public String event() {
            return NAME;
        }
    }

    /**
     * The last event of a simulation that failed, was stopped or was interrupted. {@code message} is only the sentence
     * of the contract. {@code detail} is the reason in one line. {@code explanation} is its cause with the next step.
     * {@code logSeq} is the number of the {@link Log} event with the line that {@code detail} quotes.
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
            @Nullable Explanation explanation,
            @JsonProperty("log_seq") @Nullable Long logSeq)
            implements SimulationEvent {

        public static final String NAME = "simulation_error";

        /** The exit code for an error of the service, and for a simulation without an exit code. */
        public static final int NO_EXIT_CODE = -1;

        /** The sentence of the contract. */
        public static String message(int exitCode) {
            return "模拟失败，退出码 " + exitCode + "。";
        }

        @Override
        public String event() {
            return NAME;
        }
    }
}
