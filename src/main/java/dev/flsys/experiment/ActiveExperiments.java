package dev.flsys.experiment;

import dev.flsys.problem.Problem;
import dev.flsys.simulation.SimulationRuns;
import dev.flsys.simulation.record.SimulationRecord;
import java.io.IOException;
import java.time.Clock;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/**
 * The experiments that are not over, in memory and stored. A change by a caller is stored before it takes effect. A
 * change that a run causes takes effect at once, and is stored when the disk has room. Thread-safe.
 *
 * <p>The file has more than 200 lines because reading, changing, storing and forgetting share one lock.
 */
final class ActiveExperiments {

    private static final Logger LOG = Logger.getLogger(ActiveExperiments.class);

    private final SimulationRuns runs;
    private final ExperimentStore store;
    private final Clock clock;

    /** The experiments in the order of their last start; guarded by this. */
    private final Map<ExperimentId, Experiment> open = new LinkedHashMap<>();

    /** The experiments whose last change could not be stored yet; guarded by this. */
    private final Set<ExperimentId> unsaved = new HashSet<>();

    /** Whether the experiments of the project are in {@link #open}; guarded by this. */
    private boolean loaded;

    ActiveExperiments(SimulationRuns runs, ExperimentStore store, Clock clock) {
        this.runs = runs;
        this.store = store;
        this.clock = clock;
    }

    /** Forgets all experiments, because another service may change them while this one does not run the simulations. */
    synchronized void forget() {
        loaded = false;
        open.clear();
        unsaved.clear();
    }

    /** Reads the experiments that are not over, and finds the runs that their records lack. */
    synchronized void load() {
        if (loaded) {
            return;
        }
        store.clean();
        open.clear();
        for (ExperimentId id : store.ids()) {
            store.find(id).filter(Experiment::isOpen).ifPresent(found -> open.put(id, found));
        }
        if (!open.isEmpty()) {
            runs.all().forEach(this::adopt);
        }
        loaded = true;
        open.values().stream()
                .filter(each -> each.state() == ExperimentState.STOPPED)
                .toList()
                .forEach(this::stopRuns);
    }

    /** Stops the runs of an experiment, without waiting for their ends. */
    void stopRuns(Experiment experiment) {
        experiment.cellsIn(CellState.RUNNING).forEach(cell -> {
            try {
                runs.stop(Objects.requireNonNull(cell.run()));
            } catch (Problem gone) {
                LOG.debugf(gone, "A run of experiment %s cannot be stopped", experiment.id());
            }
        });
    }

    /** Gives a cell its run if the run was accepted and the service ended before it could store that. */
    private void adopt(SimulationRecord run) {
        SimulationRecord.Origin origin = run.request().experiment();
        Experiment experiment =
                origin == null || !ExperimentId.isValid(origin.id()) ? null : open.get(new ExperimentId(origin.id()));
        if (origin == null
                || experiment == null
                || origin.cell() < 0
                || origin.cell() >= experiment.cells().size()) {
            return;
        }
        Cell cell = experiment.cells().get(origin.cell());
        if (origin.attempt() > cell.attempt()) {
            put(experiment.with(cell.begun(origin.attempt(), run.id()), clock.instant()));
        }
    }

    /** The present experiment; empty if there is none. */
    Optional<Experiment> find(ExperimentId id) {
        synchronized (this) {
            Experiment present = open.get(id);
            if (present != null) {
                return Optional.of(present);
            }
        }
        return store.find(id);
    }

    /** Number of experiments that have not ended. */
    synchronized int active() {
        load();
        return (int)
                open.values().stream().filter(each -> !each.state().isEnded()).count();
    }

    /** Number of experiments in memory that are in {@code state}. Reads no file. */
    synchronized long count(ExperimentState state) {
        return open.values().stream().filter(each -> each.state() == state).count();
    }

    /**
     * Stores a new experiment.
     *
     * @throws ExperimentProblem if it cannot be written
     */
    synchronized void add(Experiment experiment) {
        load();
        save(experiment);
        open.put(experiment.id(), experiment);
    }

    /**
     * Changes an experiment, and stores it before the change counts.
     *
     * @throws ExperimentProblem if no experiment has the id, {@code change} refuses, or it cannot be written
     */
    synchronized Experiment change(ExperimentId id, UnaryOperator<Experiment> change) {
        load();
        Experiment before = find(id).orElseThrow(ExperimentProblem::unknown);
        Experiment after = change.apply(before);
        if (!after.equals(before)) {
            save(after);
            unsaved.remove(id);
            remember(after);
        }
        return after;
    }

    /**
     * Deletes the record of an experiment.
     *
     * @throws ExperimentProblem if no experiment has the id, it has not ended, or it cannot be deleted
     */
    synchronized void delete(ExperimentId id) {
        load();
        if (find(id).orElseThrow(ExperimentProblem::unknown).isOpen()) {
            throw ExperimentProblem.notEnded();
        }
        try {
            store.delete(id);
            open.remove(id);
            unsaved.remove(id);
        } catch (IOException unwritable) {
            LOG.warnf(unwritable, "Experiment %s cannot be deleted", id);
            throw ExperimentProblem.unwritable();
        }
    }

    private void save(Experiment experiment) {
        try {
            store.save(experiment);
        } catch (IOException unwritable) {
            LOG.warnf(unwritable, "Experiment %s cannot be stored", experiment.id());
            throw ExperimentProblem.unwritable();
        }
    }

    /** Changes an experiment that is open and has {@code cell}; another thread may have changed it meanwhile. */
    synchronized void changeIf(ExperimentId id, Cell cell, UnaryOperator<Experiment> change) {
        Experiment present = open.get(id);
        if (present != null && present.cells().get(cell.number()).equals(cell)) {
            put(change.apply(present));
        }
    }

    /**
     * Changes an experiment and makes it the one that started last. If it is no longer open, {@code known} is changed
     * instead.
     */
    synchronized void begun(Experiment known, UnaryOperator<Experiment> change) {
        Experiment present = open.getOrDefault(known.id(), known);
        open.remove(known.id());
        put(change.apply(present));
    }

    /** Whether the runs of an experiment are to continue: it was not stopped meanwhile. */
    synchronized boolean isWanted(ExperimentId id) {
        Experiment present = open.get(id);
        return present != null && present.state() != ExperimentState.STOPPED;
    }

    /** Notes a change, which is stored now or, if the disk is full, later. */
    private synchronized void put(Experiment experiment) {
        Experiment before = open.put(experiment.id(), experiment);
        if (before != null && before.state() != experiment.state()) {
            LOG.infof("Experiment %s: %s", experiment.id(), experiment.state().wireName());
        }
        unsaved.add(experiment.id());
        saveUnsaved();
    }

    /** Stores the changes that could not be stored before. */
    synchronized void saveUnsaved() {
        for (ExperimentId id : List.copyOf(unsaved)) {
            Experiment experiment = open.get(id);
            try {
                if (experiment != null) {
                    store.save(experiment);
                }
                unsaved.remove(id);
            } catch (IOException unwritable) {
                LOG.debugf(unwritable, "Experiment %s cannot be stored now", id);
                continue;
            }
            if (experiment != null) {
                remember(experiment);
            }
        }
    }

    /** Keeps an experiment in memory while it is not over. */
    private void remember(Experiment experiment) {
        if (experiment.isOpen()) {
            open.put(experiment.id(), experiment);
        } else {
            open.remove(experiment.id());
        }
    }

    /** The experiments in the order of their last start. */
    synchronized List<Experiment> all() {
        return List.copyOf(open.values());
    }
}
