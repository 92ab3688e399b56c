package dev.flsys.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.access.Caller;
import dev.flsys.access.SessionId;
import dev.flsys.problem.Problem;
import dev.flsys.simulation.list.RunLabels;
import dev.flsys.simulation.list.RunSearch;
import dev.flsys.simulation.list.RunSummary;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationProblem;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.simulation.models.RunModels;
import dev.flsys.simulation.record.RetentionLimits;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationSettings;
import dev.flsys.simulation.record.SimulationStore;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Lists the simulations of the project, labels them, and deletes those that have ended. Thread-safe. */
@ApplicationScoped
public class SimulationLibrary {

    private static final Logger LOG = Logger.getLogger(SimulationLibrary.class);

    /** The time after which changes by users and other services in the files are listed. */
    private static final Duration RECHECK = Duration.ofSeconds(1);

    private final Simulations simulations;
    private final SimulationStore store;
    private final RunIndex index;
    private final RunModels models;
    private final RetentionLimits limits;
    private final StoredExperiments experiments;

    @Inject
    SimulationLibrary(
            Simulations simulations,
            SimulationStore store,
            RunModels models,
            SimulationSettings settings,
            StoredExperiments experiments) {
        this.simulations = simulations;
        this.store = store;
        this.index = new RunIndex(store, RECHECK);
        this.models = models;
        this.limits = settings.keep();
        this.experiments = experiments;
    }

    /**
     * A page of a list.
     *
     * @param total number of simulations that the search found
     */
    record Page(int total, List<RunSummary> runs) {}

    /** Reads the records in the background: the first list needs all of them. */
    void start(@Observes StartupEvent event) {
        Thread reader = new Thread(this::read, "flsys-simulation-list");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try {
            store.ids().forEach(index::find);
        } catch (RuntimeException unreadable) {
            LOG.debugf(unreadable, "The stored simulations are read by the first list");
        }
        if (limits.deletesRuns()) {
            simulations.afterEach(this::limit);
        }
    }

    /**
     * Deletes the oldest simulations until SIMULATION_KEEP_RUNS and SIMULATION_KEEP_BYTES hold. Simulations that wait
     * or run, are pinned, or belong to a stored experiment are neither deleted nor counted. The same holds for a
     * simulation with a model that the service needs for its next start. The latest simulation remains.
     */
    synchronized void limit() {
        int number = 0;
        long bytes = 0;
        int deleted = 0;
        long freed = 0;
        Set<SimulationId> inUse = models.inUse();
        for (SimulationId id : store.ids()) {
            if (inUse.contains(id) || !mayBeDeletedByLimit(id)) {
                continue;
            }
            try {
                bytes += store.size(id);
                number++;
                if (number > 1 && (deleted > 0 || !limits.allowRuns(number, bytes))) {
                    freed += store.delete(id);
                    deleted++;
                }
            } catch (IOException | UncheckedIOException unwritable) {
                LOG.warnf(unwritable, "Simulation %s cannot be deleted", id);
            }
        }
        if (deleted > 0) {
            LOG.infof(
                    "%d older simulations were deleted (SIMULATION_KEEP_RUNS, SIMULATION_KEEP_BYTES): %d bytes",
                    deleted, freed);
        }
    }

    private boolean mayBeDeletedByLimit(SimulationId id) {
        return simulations.active(id).isEmpty()
                && index.find(id)
                        .filter(run -> SimulationState.named(run.state()).isFinal())
                        .filter(run -> run.experiment() == null || !experiments.contains(run.experiment()))
                        .isPresent()
                && !store.labels(id).pinned();
    }

    /**
     * The simulations that {@code search} finds. Those that the caller may not read have no parameters, metrics and
     * labels, and are searched without them.
     *
     * @param before only simulations before this id; all if it is empty
     * @param offset number of simulations to leave out
     */
    Page list(Caller caller, RunSearch search, String before, int offset, int limit) {
        List<SimulationId> all = store.ids();
        index.retain(all);
        List<SimulationId> ids = all.stream()
                .filter(id -> before.isEmpty() || id.value().compareTo(before) < 0)
                .toList();
        List<RunSummary> found = search.apply(index.all(ids, simulations.active())
                .map(run -> simulations.mayRead(caller, new SessionId(run.owner())) ? run : run.withoutContent()));
        return new Page(found.size(), found.stream().skip(offset).limit(limit).toList());
    }

    /** The labels of a simulation. */
    public RunLabels labels(SimulationId id) {
        return store.labels(id);
    }

    /**
     * Changes labels as {@link RunLabels#patched} describes.
     *
     * @throws dev.flsys.simulation.list.ListProblem if a value is refused
     * @throws SimulationProblem if no simulation has the id, or it is not the caller's, or it cannot be written
     */
    synchronized void label(Caller caller, SimulationId id, @Nullable JsonNode patch) {
        simulations.findToChange(caller, id);
        RunLabels labels = store.labels(id).patched(patch);
        try {
            store.saveLabels(id, labels);
            index.forget(id);
        } catch (IOException unwritable) {
            throw unchangeable(id, unwritable);
        }
    }

    /**
     * The result of a deletion.
     *
     * @param deleted ids of the deleted simulations
     * @param refused the others, with the reasons
     * @param freedBytes size of the deleted files
     */
    record Deletion(List<String> deleted, Map<String, String> refused, long freedBytes) {}

    /**
     * Deletes several simulations as {@link #delete}. A simulation that cannot be deleted does not prevent the deletion
     * of the others.
     */
    Deletion delete(Caller caller, List<String> ids, boolean withModels) {
        List<String> deleted = new ArrayList<>();
        Map<String, String> refused = new HashMap<>();
        long freed = 0;
        for (String id : ids) {
            try {
                freed += delete(caller, SimulationId.parse(id), withModels);
                deleted.add(id);
            } catch (Problem reason) {
                refused.put(id, reason.detail());
            }
        }
        return new Deletion(deleted, refused, freed);
    }

    /**
     * Deletes the record, the log and the labels of a simulation. The files that it wrote in the project remain.
     *
     * @param withModels whether the copies of its models are deleted, too
     * @return the bytes that were freed
     * @throws SimulationProblem if no simulation has the id, it is not the caller's, or it has not ended
     */
    synchronized long delete(Caller caller, SimulationId id, boolean withModels) {
        SimulationRecord record = simulations.findToChange(caller, id);
        if (!record.state().isFinal() || simulations.active(id).isPresent()) {
            throw SimulationProblem.notEnded();
        }
        try {
            long freed = withModels ? store.delete(id) : store.deleteExceptModels(id);
            LOG.infof("Simulation %s was deleted: %d bytes", id, freed);
            return freed;
        } catch (IOException unwritable) {
            throw unchangeable(id, unwritable);
        }
    }

    private static SimulationProblem unchangeable(SimulationId id, IOException unwritable) {
        LOG.warnf(unwritable, "The files of simulation %s cannot be changed", id);
        return SimulationProblem.unwritable(SimulationProblem.reason(unwritable).orElse("see the log of the service"));
    }
}
