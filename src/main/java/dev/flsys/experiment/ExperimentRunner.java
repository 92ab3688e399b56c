package dev.flsys.experiment;

import dev.flsys.problem.Problem;
import dev.flsys.simulation.SimulationRecord;
import dev.flsys.simulation.SimulationRuns;
import dev.flsys.simulation.Simulations;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
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
 * Starts the waiting cells of experiments, follows their runs, and stores what has changed.
 *
 * <p>{@link #step} is for one thread. All other methods may be called by any thread meanwhile.
 */
final class ExperimentRunner {

    private static final Logger LOG = Logger.getLogger(ExperimentRunner.class);
    private static final int BAD_REQUEST = 400;
    private static final int CONFLICT = 409;
    /** After a start that is refused for now, such as by a full queue. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final SimulationRuns runs;
    private final ExperimentStore store;
    private final Clock clock;

    /** The experiments that are not over, in the order of their last start; guarded by this. */
    private final Map<ExperimentId, Experiment> open = new LinkedHashMap<>();

    /** Those whose last change could not be stored yet; guarded by this. */
    private final Set<ExperimentId> unsaved = new HashSet<>();

    /** Whether the experiments of the project are in {@link #open}; guarded by this. */
    private boolean loaded;

    /** Only for the thread of {@link #step}. */
    private Instant nextStart = Instant.MIN;

    ExperimentRunner(SimulationRuns runs, ExperimentStore store, Clock clock) {
        this.runs = runs;
        this.store = store;
        this.clock = clock;
    }

    /** Does what can be done now. To be called at short intervals. */
    void step() {
        if (!runs.areHere()) {
            forget();
            return;
        }
        load();
        follow();
        start();
        saveUnsaved();
    }

    /** Another service may change the experiments while this one does not run the simulations. */
    private synchronized void forget() {
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
        experiment.in(CellState.RUNNING).forEach(cell -> {
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

    /** Notes which runs have ended. */
    private void follow() {
        for (Experiment each : all()) {
            each.in(CellState.RUNNING).forEach(cell -> follow(each, cell));
        }
    }

    private void follow(Experiment experiment, Cell cell) {
        Cell now = cell.followed(runs.find(Objects.requireNonNull(cell.run())));
        if (now.state() == CellState.RUNNING) {
            return;
        }
        synchronized (this) {
            Experiment present = open.get(experiment.id());
            if (present != null && present.cells().get(cell.number()).equals(cell)) {
                put(present.with(now, clock.instant()));
            }
        }
    }

    /** Starts cells until as many runs of experiments are in the queue as may run at the same time. */
    private void start() {
        while (!clock.instant().isBefore(nextStart)) {
            Experiment experiment = next().orElse(null);
            if (experiment == null) {
                return;
            }
            start(experiment, experiment.next().orElseThrow());
        }
    }

    /** The experiment whose turn it is: the one with the fewest runs, and of these the one that waits longest. */
    private synchronized Optional<Experiment> next() {
        Map<ExperimentId, Long> active = new HashMap<>();
        open.forEach((id, each) -> active.put(id, each.in(CellState.RUNNING).count()));
        if (active.values().stream().mapToLong(Long::longValue).sum() >= runs.maxRunning()) {
            return Optional.empty();
        }
        return open.values().stream()
                .filter(each -> each.next().isPresent())
                .min(Comparator.comparing(each -> Objects.requireNonNull(active.get(each.id()))));
    }

    private void start(Experiment experiment, Cell cell) {
        int attempt = cell.attempt() + 1;
        Simulations.Ticket ticket;
        try {
            ticket = runs.submit(new SimulationRecord.Request(
                    experiment.owner(),
                    experiment.grid().parametersOf(cell.number()),
                    new SimulationRecord.Origin(experiment.id().value(), cell.number(), attempt)));
        } catch (Problem refused) {
            refused(experiment, cell, refused);
            return;
        } catch (RuntimeException failed) {
            LOG.warnf(failed, "A run of experiment %s cannot be started now", experiment.id());
            nextStart = clock.instant().plus(PATIENCE);
            return;
        }
        try {
            begun(experiment, cell, attempt, ticket);
        } finally {
            ticket.begin();
        }
        if (!isWanted(experiment.id())) {
            runs.stop(ticket.id());
        }
    }

    private synchronized void begun(Experiment experiment, Cell cell, int attempt, Simulations.Ticket ticket) {
        Experiment present = open.getOrDefault(experiment.id(), experiment);
        open.remove(experiment.id());
        put(present.with(present.cells().get(cell.number()).begun(attempt, ticket.id()), clock.instant()));
    }

    /** Whether its runs are to continue: it was not stopped meanwhile. */
    private synchronized boolean isWanted(ExperimentId id) {
        Experiment present = open.get(id);
        return present != null && present.state() != ExperimentState.STOPPED;
    }

    private void refused(Experiment experiment, Cell cell, Problem refused) {
        synchronized (this) {
            Experiment present = open.get(experiment.id());
            if (present == null || !present.cells().get(cell.number()).equals(cell)) {
                return;
            }
            if (refused.status() == BAD_REQUEST) {
                put(present.with(cell.ended(CellState.FAILED, refused.detail()), clock.instant()));
                return;
            }
            if (refused.status() == CONFLICT) {
                put(present.paused(refused.detail(), clock.instant()));
                return;
            }
        }
        nextStart = clock.instant().plus(PATIENCE);
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
     * @throws ExperimentProblem if there is none of that id, {@code change} refuses, or it cannot be written
     */
    synchronized Experiment change(ExperimentId id, UnaryOperator<Experiment> change) {
        load();
        Experiment before = find(id).orElseThrow(ExperimentProblem::unknown);
        Experiment after = change.apply(before);
        if (!after.equals(before)) {
            save(after);
            unsaved.remove(id);
            keep(after);
        }
        return after;
    }

    /**
     * Deletes the record of an experiment.
     *
     * @throws ExperimentProblem if there is none of that id, it has not ended, or it cannot be deleted
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

    /** Notes a change, which is stored now or, if the disk is full, later. */
    private synchronized void put(Experiment experiment) {
        Experiment before = open.put(experiment.id(), experiment);
        if (before != null && before.state() != experiment.state()) {
            LOG.infof("Experiment %s: %s", experiment.id(), experiment.state().wireName());
        }
        unsaved.add(experiment.id());
        saveUnsaved();
    }

    private synchronized void saveUnsaved() {
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
                keep(experiment);
            }
        }
    }

    /** Keeps an experiment in memory while it is not over. */
    private void keep(Experiment experiment) {
        if (experiment.isOpen()) {
            open.put(experiment.id(), experiment);
        } else {
            open.remove(experiment.id());
        }
    }

    private synchronized List<Experiment> all() {
        return List.copyOf(open.values());
    }
}
