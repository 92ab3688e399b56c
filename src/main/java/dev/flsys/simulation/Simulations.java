package dev.flsys.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.access.Caller;
import dev.flsys.access.SessionId;
import dev.flsys.flower.LaunchPlan;
import dev.flsys.flower.ProjectCommands;
import dev.flsys.flower.SuperLinkCommands;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.flower.observer.ObservedRun;
import dev.flsys.flower.observer.RunSettings;
import dev.flsys.flower.observer.Steering;
import dev.flsys.flower.options.StartOptions;
import dev.flsys.model.catalog.ModelCatalog;
import dev.flsys.platform.shutdown.ShutdownOrder;
import dev.flsys.project.ContentHashes;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.ProjectPython;
import dev.flsys.simulation.checkpoint.Checkpoint;
import dev.flsys.simulation.execution.CurrentUsage;
import dev.flsys.simulation.execution.ObservedRuns;
import dev.flsys.simulation.execution.RunSteering;
import dev.flsys.simulation.execution.Simulation;
import dev.flsys.simulation.execution.SimulationRecorder;
import dev.flsys.simulation.execution.TaskFactory;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationLog;
import dev.flsys.simulation.log.SimulationProblem;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.simulation.models.ModelFiles;
import dev.flsys.simulation.models.RunCheckpoints;
import dev.flsys.simulation.models.RunModels;
import dev.flsys.simulation.provenance.Provenances;
import dev.flsys.simulation.record.Outcome;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationSettings;
import dev.flsys.simulation.record.SimulationStore;
import dev.flsys.telemetry.LogField;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Accepts, queues, runs and stops simulations. Thread-safe.
 *
 * <p>This class is longer than others because it is the only entry of its room. Most of its methods check the caller
 * and call one of the classes behind it.
 */
@ApplicationScoped
public class Simulations {

    private static final String SEE_LOG = "the service's log has the reason";
    private static final Logger LOG = Logger.getLogger(Simulations.class);
    /** The time that the end of all simulations may take beyond the grace period when the service stops. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

    private final SimulationSettings settings;
    private final SimulationStore store;
    private final RunModels kept;
    private final RunCheckpoints checkpoints;
    private final ModelFiles models;
    private final LaunchPlan plan;
    private final ProjectLeadership leadership;
    private final ObservedRuns observed;
    private final RunSteering steering;
    private final SimulationQueue queue;
    private final StartChecks checks;
    private final Clock clock = Clock.tickMillis(ZoneOffset.UTC);
    private final List<SimulationListener> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> afterEach = new CopyOnWriteArrayList<>();
    private final ThreadFactory threads = LogField.threads("flsys-simulation");
    private final ExecutorService executor = Executors.newCachedThreadPool(threads);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(threads);

    @Inject
    Simulations(
            SimulationSettings settings,
            FlowerProject project,
            ProjectPython python,
            ModelCatalog catalog,
            SimulationStore store,
            ContentHashes hashes,
            Provenances provenances,
            RunModels kept,
            ObservedRuns observed) {
        this.settings = settings;
        this.store = store;
        this.kept = kept;
        this.checkpoints = kept.checkpoints();
        this.models = new ModelFiles(catalog, project, hashes, kept);
        this.plan = new ProjectCommands(settings.command(), project, python);
        SuperLinkCommands remote = new SuperLinkCommands(settings.command(), project, python);
        this.observed = observed;
        this.steering = new RunSteering(observed, settings);
        TaskFactory tasks = new TaskFactory(
                settings, plan, remote, store, provenances, models, observed, checkpoints, executor, clock);
        this.queue =
                new SimulationQueue(settings.maxRunning(), settings.maxQueued(), executor, tasks::create, this::onOver);
        this.leadership = new ProjectLeadership(
                new ProjectLock(project), queue, store, kept, clock, () -> executor.execute(this::onOver));
        this.checks = new StartChecks(plan, settings.superlink().map(name -> remote), executor);
    }

    /** Calls {@code listener} for each simulation that begins from now on. */
    public void listen(SimulationListener listener) {
        listeners.add(listener);
    }

    /**
     * Runs {@code task} after the end of each simulation, and now if this service runs the project's simulations. If
     * this service begins to run them later, the task also runs at that time.
     */
    void afterEach(Runnable task) {
        afterEach.add(task);
        if (leadership.holdsLock()) {
            run(task);
        }
    }

    private void onOver() {
        run(kept::limit);
        afterEach.forEach(Simulations::run);
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException unreadable) {
            LOG.warn("The limits on stored simulations cannot be applied now", unreadable);
        }
    }

    /**
     * Accepts a simulation and stores it as queued. It starts after {@link StartTicket#begin()}, so its owner can get
     * the id before the first event.
     *
     * @param data the parameters as {@link StartParameters} reads them
     * @throws dev.flsys.flower.command.ParametersInvalid if they are wrong
     * @throws dev.flsys.flower.command.StartScriptMissing if there is no start script
     * @throws SimulationProblem if too many wait, or another service runs this project's simulations
     */
    public StartTicket submit(SessionId owner, JsonNode data) {
        return submit(SimulationRecord.Request.of(owner.value(), data, null));
    }

    /** The same as {@link #submit(SessionId, JsonNode)}, for a simulation that may be a run of an experiment. */
    StartTicket submit(SimulationRecord.Request request) {
        return submit(request, id -> {});
    }

    /**
     * Accepts a simulation that continues another one, with the same parameters and simulated faults. Otherwise the
     * same as {@link #submit(SessionId, JsonNode)}.
     *
     * @throws SimulationProblem in the cases of {@link #find} and {@link #submit(SessionId, JsonNode)}, if the
     *     simulation has not ended, or has no such checkpoint
     */
    StartTicket resume(Caller caller, SessionId owner, SimulationId id, ResumeRequest wanted) {
        SimulationRecord parent = find(caller, id);
        if (!parent.state().isFinal() || active(id).isPresent()) {
            throw SimulationProblem.notEndedForResume();
        }
        settings.requireResumable();
        Checkpoint checkpoint = checkpoints.require(id, wanted.fromRound());
        SimulationRecord.Request request = parent.request()
                .resumed(owner, new SimulationRecord.Parent(id.value(), checkpoint.round(), wanted.rounds()));
        return submit(request, child -> checkpoints.start(child, checkpoint));
    }

    /** The checkpoints of a simulation, the latest round first, for a caller that reads it; see {@link #find}. */
    CheckpointAnswers.All checkpoints(Caller caller, SimulationId id) {
        find(caller, id);
        return CheckpointAnswers.All.of(checkpoints.list(id), models.keptIds());
    }

    private StartTicket submit(SimulationRecord.Request request, Consumer<SimulationId> prepare) {
        JsonNode data = request.parameters();
        StartParameters parameters = StartParameters.read(data);
        plan.requireScript();
        leadership.require();
        settings.requireObserved(request.settings());
        checks.check(parameters);
        int place = queue.reserve();
        try {
            Simulation simulation = Simulation.create(request, parameters, store);
            prepare(simulation, prepare);
            return new StartTicket(simulation.id(), SimulationState.QUEUED, place, () -> begin(simulation, place));
        } catch (RuntimeException unwritable) {
            queue.release();
            SimulationProblem.reason(unwritable)
                    .ifPresentOrElse(
                            reason -> LOG.warnf("A simulation cannot be stored: %s", reason),
                            () -> LOG.error("A simulation cannot be stored", unwritable));
            throw SimulationProblem.unwritable(
                    SimulationProblem.reason(unwritable).orElse(SEE_LOG));
        }
    }

    private void prepare(Simulation simulation, Consumer<SimulationId> prepare) {
        try {
            prepare.accept(simulation.id());
        } catch (RuntimeException failed) {
            simulation.appender().close();
            try {
                store.delete(simulation.id());
            } catch (IOException remains) {
                LOG.warnf(remains, "The files of simulation %s, which was not accepted, remain", simulation.id());
            }
            throw failed;
        }
    }

    private void begin(Simulation simulation, int place) {
        boolean added = queue.add(simulation);
        listeners.forEach(each -> each.onBegun(simulation.owner(), simulation.log()));
        if (!added) {
            executor.execute(() -> endWithService(simulation));
            return;
        }
        if (place > 0) {
            queue.logPlace(simulation, place);
        }
        queue.startWaiting();
    }

    private void endWithService(Simulation simulation) {
        SimulationRecorder.endStored(
                simulation.state(), Outcome.stoppedWithService(), simulation.appender(), store, clock);
    }

    /**
     * Asks a simulation to end and returns at once. Its last event follows when it has ended. A simulation that has
     * ended stays unchanged.
     *
     * @return the present record
     * @throws SimulationProblem if no simulation has the id, it is not the caller's, or another service runs it
     */
    public SimulationRecord stop(Caller caller, SimulationId id) {
        Simulation found = findActive(findOwn(caller, id));
        if (found == null) {
            return findOwn(caller, id);
        }
        queue.stop(found, settings.stopGrace());
        return found.state();
    }

    private @Nullable Simulation findActive(SimulationRecord record) {
        Simulation found = queue.find(record.id());
        if (found == null && !record.state().isFinal()) {
            leadership.require();
            found = queue.find(record.id());
        }
        return found;
    }

    /**
     * Changes the rules by which a simulation ends before its last round. A simulation that has ended stays unchanged.
     *
     * @return the present steering
     * @throws SimulationProblem in the cases of {@link #stop}, or if the simulation is not observed
     */
    public RunSteering.Answer steer(Caller caller, SimulationId id, Steering.Change change) {
        Simulation found = findActive(findOwn(caller, id));
        if (found != null) {
            steering.change(found, change);
        }
        return steering.answer(findOwn(caller, id), found);
    }

    /** The steering of a simulation, for a caller that reads it; otherwise as {@link #find}. */
    RunSteering.Answer steering(Caller caller, SimulationId id) {
        return steering.answer(find(caller, id), queue.find(id));
    }

    /** The observations of a simulation, which runs or ran; empty if none are in memory. */
    public Optional<ObservedRun> observed(SimulationId id) {
        return observed.inMemory(id);
    }

    /**
     * The present record of a simulation, for a caller that reads it.
     *
     * @throws SimulationProblem if no simulation has the id, or simulations are private and it is not the caller's
     */
    public SimulationRecord find(Caller caller, SimulationId id) {
        SimulationRecord record = require(id);
        if (!mayRead(caller, record)) {
            throw SimulationProblem.unreadableByCaller();
        }
        return record;
    }

    /** The events of a simulation, for a caller that reads them; otherwise as {@link #find}. */
    public SimulationLog log(Caller caller, SimulationId id) {
        return log(find(caller, id));
    }

    /**
     * The events of a simulation, for a session that follows it live.
     *
     * @throws SimulationProblem if no simulation has the id, or it is not the caller's
     */
    public SimulationLog liveLog(Caller caller, SimulationId id) {
        SimulationRecord record = require(id);
        if (!isOwn(caller, record)) {
            throw SimulationProblem.unfollowableByCaller(mayRead(caller, record));
        }
        return log(record);
    }

    /** Whether the caller may see the record and the log of a simulation. */
    boolean mayRead(Caller caller, SimulationRecord record) {
        return mayRead(caller, record.owner());
    }

    /** Whether the caller may see the records and the logs of the simulations of {@code owner}. */
    boolean mayRead(Caller caller, SessionId owner) {
        return !settings.privateRuns() || caller.mayUse(owner);
    }

    /** The present records of all simulations that wait or run. */
    Map<SimulationId, SimulationRecord> active() {
        return queue.all()
                .map(Simulation::state)
                .collect(Collectors.toMap(SimulationRecord::id, record -> record, (one, other) -> one));
    }

    /** The present record of a simulation that waits or runs; empty for all others. */
    Optional<SimulationRecord> active(SimulationId id) {
        return Optional.ofNullable(queue.find(id)).map(Simulation::state);
    }

    /**
     * The present record of a simulation, for a caller that changes or deletes it.
     *
     * @throws SimulationProblem if no simulation has the id, or it is not the caller's
     */
    public SimulationRecord findToChange(Caller caller, SimulationId id) {
        SimulationRecord record = require(id);
        if (!isOwn(caller, record)) {
            throw SimulationProblem.unchangeableByCaller();
        }
        return record;
    }

    /** Whether the caller may stop a simulation and follow it live. */
    static boolean isOwn(Caller caller, SimulationRecord record) {
        return caller.mayUse(record.owner());
    }

    /** The model files that a simulation wrote, and their present state. May read whole files. */
    public List<ModelFiles.Now> models(SimulationRecord record) {
        return models.now(record);
    }

    private SimulationRecord require(SimulationId id) {
        return current(id).orElseThrow(SimulationProblem::unknown);
    }

    private SimulationRecord findOwn(Caller caller, SimulationId id) {
        SimulationRecord record = require(id);
        if (!isOwn(caller, record)) {
            throw SimulationProblem.unstoppableByCaller(mayRead(caller, record));
        }
        return record;
    }

    private SimulationLog log(SimulationRecord record) {
        Simulation found = queue.find(record.id());
        if (found == null && !record.state().isFinal()) {
            found = leadership.find(record.id());
        }
        return found != null ? found.log() : store.storedLog(record.id());
    }

    /** The present record of a simulation; empty if there is none. */
    public Optional<SimulationRecord> current(SimulationId id) {
        Simulation found = queue.find(id);
        return found != null ? Optional.of(found.state()) : store.find(id);
    }

    /** The logs of the simulations of {@code owner} that wait or run. */
    public List<SimulationLog> activeLogs(SessionId owner) {
        return queue.all()
                .filter(each -> each.owner().equals(owner))
                .map(Simulation::log)
                .toList();
    }

    /** The resources that a simulation uses now; empty if it neither waits nor runs here. */
    public Optional<CurrentUsage> use(SimulationId id) {
        return Optional.ofNullable(queue.find(id)).map(found -> found.use(clock.instant()));
    }

    /** The place of a simulation among those that wait for another to end, from 1; 0 if it does not wait. */
    public int positionInQueue(SimulationId id) {
        return queue.positionOf(id);
    }

    /**
     * The options that a simulation can be started with, the same for all callers.
     *
     * @throws SimulationProblem if very many callers wait for the script's answer
     */
    public StartOptions options() {
        return checks.options();
    }

    void start(@Observes StartupEvent event) {
        long interval = Math.max(50, Math.min(1_000, settings.stallAfter().toMillis() / 4));
        var unused = timer.scheduleWithFixedDelay(this::check, interval, interval, TimeUnit.MILLISECONDS);
        leadership.acquireOrWarn();
    }

    /**
     * Whether this service runs the project's simulations. Waits while it takes over the simulations of an earlier
     * service.
     */
    boolean runsSimulations() {
        return leadership.isHeld();
    }

    /**
     * Checks parameters as {@link #submit} does.
     *
     * @throws dev.flsys.flower.command.ParametersInvalid if they are wrong
     * @throws dev.flsys.flower.command.StartScriptMissing if there is no start script
     */
    void check(JsonNode data) {
        RunSettings.Start start = RunSettings.Start.of(data);
        StartParameters parameters = StartParameters.read(start.parameters());
        plan.requireScript();
        settings.requireObserved(start.settings());
        checks.check(parameters);
    }

    /** Number of simulations that run at the same time, at least 1. */
    int maxRunning() {
        return settings.maxRunning();
    }

    /** @throws SimulationProblem if this service does not run the project's simulations */
    void requireLeadership() {
        leadership.require();
    }

    /** Catches all exceptions, because an exception would end the timer. */
    private void check() {
        try {
            var unused = leadership.acquire();
            store.saveUnsaved();
        } catch (RuntimeException unreadable) {
            LOG.warn("The stored simulations cannot be taken over", unreadable);
        }
        queue.checkSilence(settings.stallAfter());
    }

    /**
     * Ends every simulation before the server closes its connections, so their sessions get the last events. Runs at a
     * SuperLink continue there.
     */
    void stop(@Observes @Priority(ShutdownOrder.SIMULATIONS) ShutdownDelayInitiatedEvent event)
            throws InterruptedException {
        stopAll();
    }

    /** Ends every simulation if {@link ShutdownDelayInitiatedEvent} was not sent, as in development mode. */
    void stop(@Observes @Priority(ShutdownOrder.SIMULATIONS) ShutdownEvent event) throws InterruptedException {
        if (!queue.isClosed()) {
            stopAll();
        }
        plan.close();
        timer.shutdownNow();
        executor.shutdownNow();
        leadership.release();
    }

    private void stopAll() throws InterruptedException {
        leadership.closeQueue().forEach(this::endWithService);
        queue.leave(settings.stopGrace(), STOP_PATIENCE);
    }
}
