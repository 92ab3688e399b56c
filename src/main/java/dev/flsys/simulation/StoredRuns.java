package dev.flsys.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.access.Caller;
import dev.flsys.access.SessionId;
import dev.flsys.flower.options.StartOptions;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The simulations of the project, for rooms that start and find them. */
@ApplicationScoped
class StoredRuns implements SimulationRuns {

    /** The caller for other rooms, which have checked their own callers. */
    private static final Caller ROOM = new Caller(Optional.empty(), true);

    private final Simulations simulations;
    private final SimulationStore store;
    private final SimulationLibrary library;

    @Inject
    StoredRuns(Simulations simulations, SimulationStore store, SimulationLibrary library) {
        this.simulations = simulations;
        this.store = store;
        this.library = library;
    }

    @Override
    public boolean runsSimulations() {
        return simulations.runsSimulations();
    }

    @Override
    public void requireHere() {
        simulations.requireLeadership();
    }

    @Override
    public int maxRunning() {
        return simulations.maxRunning();
    }

    @Override
    public StartOptions options() {
        return simulations.options();
    }

    @Override
    public void check(JsonNode parameters) {
        simulations.check(parameters);
    }

    @Override
    public StartTicket submit(SimulationRecord.Request request) {
        return simulations.submit(request);
    }

    @Override
    public void stop(SimulationId id) {
        simulations.stop(ROOM, id);
    }

    @Override
    public Optional<SimulationRecord> find(SimulationId id) {
        return simulations.active(id).or(() -> store.find(id));
    }

    @Override
    public Stream<SimulationRecord> all() {
        return store.latestFirst();
    }

    @Override
    public Set<SimulationId> ids() {
        return Set.copyOf(store.ids());
    }

    @Override
    public Optional<FileTime> changed(SimulationId id) {
        try {
            return Optional.of(Files.getLastModifiedTime(store.file(id)));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    @Override
    public boolean mayRead(Caller caller, SessionId owner) {
        return simulations.mayRead(caller, owner);
    }

    @Override
    public boolean isPinned(SimulationId id) {
        return library.labels(id).pinned();
    }

    @Override
    public long delete(Caller caller, SimulationId id) {
        return library.delete(caller, id, true);
    }
}
