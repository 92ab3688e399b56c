package dev.flsys.simulation;

import dev.flsys.access.Caller;
import dev.flsys.flower.observer.ObservedRun;
import dev.flsys.simulation.execution.ObservedRuns;
import dev.flsys.simulation.list.RunLabels;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationLog;
import dev.flsys.simulation.log.SimulationProblem;
import dev.flsys.simulation.provenance.Provenance;
import dev.flsys.simulation.provenance.Provenances;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** All stored data of simulations, for rooms that send it to other tools. Thread-safe. */
@ApplicationScoped
public class RunSource {

    private static final Caller SERVICE = new Caller(Optional.empty(), true);

    private final Simulations simulations;
    private final SimulationStore store;
    private final Provenances provenances;
    private final ObservedRuns observed;

    @Inject
    RunSource(Simulations simulations, SimulationStore store, Provenances provenances, ObservedRuns observed) {
        this.simulations = simulations;
        this.store = store;
        this.provenances = provenances;
        this.observed = observed;
    }

    /** Whether this service runs the project's simulations, and so may write to their folders. */
    public boolean runsSimulations() {
        return simulations.runsSimulations();
    }

    /** Calls {@code listener} for each simulation that begins from now on. */
    public void listen(SimulationListener listener) {
        simulations.listen(listener);
    }

    /** The present record of a simulation; empty if there is none. */
    public Optional<SimulationRecord> record(SimulationId id) {
        return simulations.current(id);
    }

    /**
     * The present record of a simulation, for a caller that reads it.
     *
     * @throws SimulationProblem if no simulation has the id, or it is private and not the caller's
     */
    public SimulationRecord readable(Caller caller, SimulationId id) {
        return simulations.find(caller, id);
    }

    /**
     * The present record of a simulation, for a caller that sends it to another tool.
     *
     * @throws SimulationProblem if no simulation has the id, it is not the caller's, or another service on the project
     *     runs its simulations
     */
    public SimulationRecord own(Caller caller, SimulationId id) {
        SimulationRecord record = simulations.findToChange(caller, id);
        simulations.requireLeadership();
        return record;
    }

    /** The events of a simulation, whether it runs or has ended. */
    public SimulationLog log(SimulationId id) {
        return simulations.log(SERVICE, id);
    }

    /** The labels that a user added to a simulation. */
    public RunLabels labels(SimulationId id) {
        return store.labels(id);
    }

    /** The state of the project when a simulation started; empty if it is not stored. */
    public Optional<Provenance> provenance(SimulationId id) {
        return provenances.kept(store.path(id));
    }

    /** The observations of a simulation. For a running one, these are the observations that have been read so far. */
    public ObservedRun observed(SimulationId id) {
        return simulations.active(id).isPresent()
                ? observed.inMemory(id).orElseGet(() -> observed.read(id))
                : observed.read(id);
    }

    /** A file in the folder of a simulation, which is deleted with it. */
    public Path file(SimulationId id, String name) {
        return store.path(id).resolve(name);
    }

    /** The latest simulations that have a file of this name, the latest first. */
    public List<SimulationId> with(String name, int max) {
        return store.ids().stream()
                .filter(id -> Files.isRegularFile(file(id, name)))
                .limit(max)
                .toList();
    }
}
