package dev.flsys.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.access.Caller;
import dev.flsys.access.SessionId;
import dev.flsys.flower.options.StartOptions;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationProblem;
import dev.flsys.simulation.record.SimulationRecord;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The interface for a room that starts many simulations and finds them again. Thread-safe. */
public interface SimulationRuns {

    /**
     * Whether this service runs the project's simulations. Waits while it takes over the simulations of an earlier
     * service.
     */
    boolean runsSimulations();

    /**
     * Checks that this service runs the project's simulations.
     *
     * @throws SimulationProblem if it does not, with the reason
     */
    void requireHere();

    /** Number of simulations that run at the same time, at least 1. */
    int maxRunning();

    /** The same as {@link Simulations#options}. */
    StartOptions options();

    /**
     * Checks parameters as a start does.
     *
     * @throws dev.flsys.problem.Problem if they are refused
     */
    void check(JsonNode parameters);

    /**
     * Accepts a simulation, which starts after {@link StartTicket#begin()}.
     *
     * @throws dev.flsys.problem.Problem in the cases of {@link Simulations#submit}
     */
    StartTicket submit(SimulationRecord.Request request);

    /** Asks a simulation to end and returns at once. A simulation that has ended stays unchanged. */
    void stop(SimulationId id);

    /** The present record of a simulation; empty if there is none, or it cannot be read. */
    Optional<SimulationRecord> find(SimulationId id);

    /** The stored records of all simulations, the latest first. Each one is read when the stream reaches it. */
    Stream<SimulationRecord> all();

    /** The ids of all stored simulations, from one reading of their folder. */
    Set<SimulationId> ids();

    /** The time at which the stored record of a simulation was last replaced; empty if there is none. */
    Optional<FileTime> changed(SimulationId id);

    /** Whether the caller may read the simulations of the session {@code owner}. */
    boolean mayRead(Caller caller, SessionId owner);

    /** Whether the user pinned a simulation, so that it is only deleted by its own id. */
    boolean isPinned(SimulationId id);

    /**
     * Deletes a simulation that has ended.
     *
     * @return the bytes that were freed
     * @throws SimulationProblem if no simulation has the id, it is not the caller's, or it has not ended
     */
    long delete(Caller caller, SimulationId id);
}
