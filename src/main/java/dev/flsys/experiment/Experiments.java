package dev.flsys.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.access.Caller;
import dev.flsys.access.SessionId;
import dev.flsys.platform.shutdown.ShutdownOrder;
import dev.flsys.problem.Problem;
import dev.flsys.project.FlowerProject;
import dev.flsys.simulation.SimulationRuns;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.record.SimulationRecord;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Accepts, lists, changes and deletes experiments. Thread-safe.
 *
 * <p>The file has more than 200 lines because it is the entry of the room: each operation checks its caller here.
 */
@ApplicationScoped
public class Experiments {

    private static final Logger LOG = Logger.getLogger(Experiments.class);
    private static final int MAX_ACTIVE = 50;
    private static final long STEP_MILLIS = 250;
    /** The time limit for the end of the timer. A start of a run may wait for the options of the script. */
    private static final long STOP_SECONDS = 10;
    /**
     * The time for the check of all settings. Settings that are not checked within it are checked when their runs
     * start.
     */
    private static final Duration CHECK_TIME = Duration.ofSeconds(10);

    private final SimulationRuns runs;
    private final ExperimentStore store;
    private final ActiveExperiments active;
    private final ExperimentRunner runner;
    private final RunResults results;
    private final Clock clock = Clock.tickMillis(ZoneOffset.UTC);
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("flsys-experiment", true));

    @Inject
    Experiments(SimulationRuns runs, FlowerProject project, ObjectMapper json) {
        this.runs = runs;
        this.store = new ExperimentStore(project, json);
        this.active = new ActiveExperiments(runs, store, clock);
        this.runner = new ExperimentRunner(runs, active, clock);
        this.results = new RunResults(runs);
    }

    void start(@Observes StartupEvent event) {
        var unused = timer.scheduleWithFixedDelay(this::advanceAll, STEP_MILLIS, STEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Catches all exceptions, because an exception would end the timer. */
    private void advanceAll() {
        try {
            runner.advance();
        } catch (RuntimeException failed) {
            LOG.warn("The experiments cannot continue now", failed);
        }
    }

    /** Stops the starts of further runs, before the simulations end. */
    void stop(@Observes @Priority(ShutdownOrder.EXPERIMENTS) ShutdownDelayInitiatedEvent event)
            throws InterruptedException {
        end();
    }

    /** Stops the starts if {@link ShutdownDelayInitiatedEvent} was not sent, as in development mode. */
    void stop(@Observes @Priority(ShutdownOrder.EXPERIMENTS) ShutdownEvent event) throws InterruptedException {
        end();
    }

    private void end() throws InterruptedException {
        timer.shutdown();
        if (!timer.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("A run of an experiment is still being started");
        }
    }

    /**
     * Accepts an experiment and stores it.
     *
     * @throws Problem if the body is refused, or a run could not start with its parameters. Also if too many
     *     experiments have not ended, or another service runs this project's simulations
     */
    Experiment create(SessionId owner, @Nullable JsonNode body) {
        ExperimentRequest request = ExperimentRequest.read(body);
        runs.requireHere();
        requireRoom();
        Grid grid = request.grid(request.seed() == null ? 0 : new SeedOption(request.seed()).firstSeed(runs.options()));
        check(grid);
        requireRoom();
        Instant now = clock.instant();
        Experiment experiment = Experiment.create(ExperimentId.next(now), owner, request.name(), grid, now);
        active.add(experiment);
        return experiment;
    }

    private void requireRoom() {
        if (active.active() >= MAX_ACTIVE) {
            throw ExperimentProblem.tooMany(MAX_ACTIVE);
        }
    }

    private void check(Grid grid) {
        Instant deadline = clock.instant().plus(CHECK_TIME);
        for (int setting = 0; setting < grid.settings() && clock.instant().isBefore(deadline); setting++) {
            runs.check(grid.parametersOf(setting * grid.repeats()));
        }
    }

    /**
     * An experiment for a caller that reads it. The cells whose run was deleted have the state {@code deleted}.
     *
     * @throws ExperimentProblem if no experiment has the id, or simulations are private and it is not the caller's
     */
    Experiment find(Caller caller, ExperimentId id) {
        Experiment found = active.find(id).orElseThrow(ExperimentProblem::unknown);
        if (!mayRead(caller, found)) {
            throw ExperimentProblem.unreadableByCaller();
        }
        return seen(found);
    }

    boolean mayRead(Caller caller, Experiment experiment) {
        return runs.mayRead(caller, experiment.session());
    }

    private Experiment seen(Experiment experiment) {
        return experiment.deleted(run -> runs.changed(run).isEmpty(), clock.instant());
    }

    /** The experiments of a list. The cells whose run is not among {@code stored} have the state {@code deleted}. */
    private Experiment listed(Experiment experiment, Set<SimulationId> stored) {
        return experiment.deleted(run -> !stored.contains(run), clock.instant());
    }

    /** The ids of all experiments, the latest first. */
    List<ExperimentId> ids() {
        return store.ids();
    }

    /**
     * The experiments of {@code ids}, without those that cannot be read. The cells whose run was deleted have the state
     * {@code deleted}.
     */
    Stream<Experiment> readAll(List<ExperimentId> ids) {
        Set<SimulationId> stored = ids.isEmpty() ? Set.of() : runs.ids();
        return ids.stream().flatMap(id -> active.find(id).stream()).map(each -> listed(each, stored));
    }

    /** The same as {@link ExperimentTime#of}. */
    Optional<Double> estimateRemaining(Experiment experiment) {
        return new ExperimentTime(runs, clock).of(experiment);
    }

    /** The result so far. */
    ExperimentResult result(Experiment experiment, ResultQuery query) {
        return ExperimentResult.of(experiment, results::of, query);
    }

    Experiment pause(Caller caller, ExperimentId id) {
        return change(caller, id, each -> each.paused(null, clock.instant()));
    }

    Experiment resume(Caller caller, ExperimentId id) {
        return change(caller, id, each -> each.resumed(clock.instant()));
    }

    /** Starts no further cell, and asks the runs to end. */
    Experiment stop(Caller caller, ExperimentId id) {
        Experiment stopped = change(caller, id, each -> each.stopped(clock.instant()));
        active.stopRuns(stopped);
        return stopped;
    }

    /**
     * Starts cells again that ended without success.
     *
     * @param body see {@link RetryRequest}
     */
    Experiment retry(Caller caller, ExperimentId id, @Nullable JsonNode body) {
        return change(caller, id, each -> {
            RetryRequest request = RetryRequest.read(body, each.cells().size());
            return each.retried(request.of(seen(each).cells()), clock.instant());
        });
    }

    /** @throws Problem if no experiment has the id, it is not the caller's, or it does not allow the change */
    private Experiment change(Caller caller, ExperimentId id, UnaryOperator<Experiment> change) {
        requireOwn(caller, id);
        runs.requireHere();
        return seen(active.change(id, change));
    }

    private Experiment requireOwn(Caller caller, ExperimentId id) {
        Experiment found = active.find(id).orElseThrow(ExperimentProblem::unknown);
        if (!caller.mayUse(found.session())) {
            throw ExperimentProblem.unchangeableByCaller();
        }
        return found;
    }

    /**
     * The result of a deletion.
     *
     * @param deleted ids of the deleted runs
     * @param refused the other runs, with the reasons
     * @param freedBytes size of the deleted files of runs
     */
    record Deletion(List<String> deleted, Map<String, String> refused, long freedBytes) {}

    /**
     * Deletes an experiment that has ended.
     *
     * @param withRuns whether its runs are deleted, too, including runs of earlier attempts; pinned runs remain
     */
    Deletion delete(Caller caller, ExperimentId id, boolean withRuns) {
        Experiment found = requireOwn(caller, id);
        runs.requireHere();
        if (found.isOpen()) {
            throw ExperimentProblem.notEnded();
        }
        List<String> deleted = new ArrayList<>();
        Map<String, String> refused = new LinkedHashMap<>();
        long freed = 0;
        for (SimulationId run : withRuns ? runsOf(id) : List.<SimulationId>of()) {
            try {
                if (runs.isPinned(run)) {
                    refused.put(run.value(), "It is pinned.");
                } else {
                    freed += runs.delete(caller, run);
                    deleted.add(run.value());
                }
            } catch (Problem reason) {
                refused.put(run.value(), reason.detail());
            }
        }
        active.delete(id);
        LOG.infof("Experiment %s was deleted with %d runs", id, deleted.size());
        return new Deletion(deleted, refused, freed);
    }

    private List<SimulationId> runsOf(ExperimentId id) {
        return runs.all()
                .filter(run -> {
                    SimulationRecord.Origin origin = run.request().experiment();
                    return origin != null && origin.id().equals(id.value());
                })
                .map(SimulationRecord::id)
                .toList();
    }

    /** Number of experiments in {@code state}, which has not ended. Reads no file. */
    long count(ExperimentState state) {
        return active.count(state);
    }
}
