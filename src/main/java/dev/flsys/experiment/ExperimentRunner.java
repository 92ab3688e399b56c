package dev.flsys.experiment;

import dev.flsys.problem.Problem;
import dev.flsys.simulation.SimulationRuns;
import dev.flsys.simulation.StartTicket;
import dev.flsys.simulation.record.SimulationRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Starts the waiting cells of experiments and follows their runs, step by step. For one thread. Other threads may
 * change the {@link ActiveExperiments} meanwhile.
 */
final class ExperimentRunner {

    private static final Logger LOG = Logger.getLogger(ExperimentRunner.class);
    private static final int BAD_REQUEST = 400;
    private static final int CONFLICT = 409;
    /** The pause after a start that is refused temporarily, for example because the queue is full. */
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(2);

    private final SimulationRuns runs;
    private final ActiveExperiments active;
    private final Clock clock;

    /** Used only by the thread of {@link #advance}. */
    private Instant nextStart = Instant.MIN;

    ExperimentRunner(SimulationRuns runs, ActiveExperiments active, Clock clock) {
        this.runs = runs;
        this.active = active;
        this.clock = clock;
    }

    /** Takes all steps that are possible now. Must be called at short intervals. */
    void advance() {
        if (!runs.runsSimulations()) {
            active.forget();
            return;
        }
        active.load();
        follow();
        start();
        active.saveUnsaved();
    }

    /** Notes which runs have ended. */
    private void follow() {
        for (Experiment each : active.all()) {
            each.cellsIn(CellState.RUNNING).forEach(cell -> follow(each, cell));
        }
    }

    private void follow(Experiment experiment, Cell cell) {
        Cell now = cell.followed(runs.find(Objects.requireNonNull(cell.run())));
        if (now.state() == CellState.RUNNING) {
            return;
        }
        active.changeIf(experiment.id(), cell, present -> present.with(now, clock.instant()));
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

    /** The experiment whose turn it is. It has the fewest runs; if several have, it is the one that waits longest. */
    private Optional<Experiment> next() {
        List<Experiment> all = active.all();
        Map<ExperimentId, Long> running = new HashMap<>();
        all.forEach(
                each -> running.put(each.id(), each.cellsIn(CellState.RUNNING).count()));
        if (running.values().stream().mapToLong(Long::longValue).sum() >= runs.maxRunning()) {
            return Optional.empty();
        }
        return all.stream()
                .filter(each -> each.next().isPresent())
                .min(Comparator.comparing(each -> Objects.requireNonNull(running.get(each.id()))));
    }

    private void start(Experiment experiment, Cell cell) {
        int attempt = cell.attempt() + 1;
        StartTicket ticket;
        try {
            ticket = runs.submit(SimulationRecord.Request.of(
                    experiment.owner(),
                    experiment.grid().parametersOf(cell.number()),
                    new SimulationRecord.Origin(experiment.id().value(), cell.number(), attempt)));
        } catch (Problem refused) {
            onRefusal(experiment, cell, refused);
            return;
        } catch (RuntimeException failed) {
            LOG.warnf(failed, "A run of experiment %s cannot be started now", experiment.id());
            nextStart = clock.instant().plus(RETRY_PAUSE);
            return;
        }
        try {
            active.begun(
                    experiment,
                    present -> present.with(
                            present.cells().get(cell.number()).begun(attempt, ticket.id()), clock.instant()));
        } finally {
            ticket.begin();
        }
        if (!active.isWanted(experiment.id())) {
            runs.stop(ticket.id());
        }
    }

    private void onRefusal(Experiment experiment, Cell cell, Problem refused) {
        switch (refused.status()) {
            case BAD_REQUEST ->
                active.changeIf(
                        experiment.id(),
                        cell,
                        present -> present.with(cell.ended(CellState.FAILED, refused.detail()), clock.instant()));
            case CONFLICT ->
                active.changeIf(experiment.id(), cell, present -> present.paused(refused.detail(), clock.instant()));
            default -> nextStart = clock.instant().plus(RETRY_PAUSE);
        }
    }
}
