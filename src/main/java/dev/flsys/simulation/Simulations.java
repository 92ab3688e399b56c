package dev.flsys.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.access.Caller;
import dev.flsys.access.SessionId;
import dev.flsys.flower.LaunchPlan;
import dev.flsys.flower.ProjectCommands;
import dev.flsys.flower.SuperLinkCommands;
import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.flower.options.StartOptions;
import dev.flsys.flower.progress.FlowerProgress;
import dev.flsys.flower.progress.Round;
import dev.flsys.flower.superlink.RunAtSuperLink;
import dev.flsys.model.ModelCatalog;
import dev.flsys.platform.shutdown.ShutdownOrder;
import dev.flsys.process.MarkedProcesses;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.ProjectPython;
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
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes, queues, runs and stops simulations. Safe for use by several threads. */
@ApplicationScoped
public class Simulations {

    private static final Logger LOG = Logger.getLogger(Simulations.class);
    /** How much longer than the grace the end of all simulations may take when the service stops. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

    /** Who asks for the options holds a worker thread of the service until the script has answered. */
    private static final int MAX_QUESTIONS = 32;

    /**
     * So long a start waits for what the script takes; clients of the live protocol wait for its acknowledgement
     * meanwhile.
     */
    private static final Duration CHECK_PATIENCE = Duration.ofSeconds(8);

    private final SimulationSettings settings;
    private final SimulationStore store;
    private final ModelFiles models;
    private final LaunchPlan plan;
    private final SuperLinkCommands remote;
    private final SimulationListener listener;
    private final ProjectLock lock;
    private final Semaphore questions = new Semaphore(MAX_QUESTIONS);
    private final Clock clock = Clock.systemUTC();
    private final ExecutorService executor = Executors.newCachedThreadPool(new Threads());
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(new Threads());

    /** Those that wait for their turn, oldest first, and those that run; guarded by this. */
    private final Deque<Simulation> waiting = new ArrayDeque<>();

    private final Map<SimulationId, Running> running = new LinkedHashMap<>();
    /** Places promised to simulations that have not begun; guarded by this. */
    private int reserved;

    private boolean closed;

    private record Running(Simulation simulation, Runner run) {}

    @Inject
    Simulations(
            SimulationSettings settings,
            FlowerProject project,
            ProjectPython python,
            ModelCatalog catalog,
            SimulationListener listener,
            ObjectMapper json) {
        this.settings = settings;
        this.store = new SimulationStore(project, json);
        this.models = new ModelFiles(catalog, project);
        this.plan = new ProjectCommands(settings.command(), project, python);
        this.remote = new SuperLinkCommands(settings.command(), project, python);
        this.listener = listener;
        this.lock = new ProjectLock(project);
    }

    /**
     * Takes a simulation on: stores it as queued. It starts after {@link Ticket#begin()}, so that its owner can be told
     * the id before anything happens.
     *
     * @param data the parameters as {@link StartParameters} reads them
     * @throws dev.flsys.flower.command.ParametersInvalid if they are wrong
     * @throws dev.flsys.flower.command.StartScriptMissing if there is nothing to start
     * @throws SimulationRefused if too many wait, or another service runs this project's simulations
     */
    public Ticket submit(SessionId owner, JsonNode data) {
        StartParameters parameters = StartParameters.read(data);
        plan.requireScript();
        if (!takeOver()) {
            throw SimulationRefused.elsewhere();
        }
        check(parameters);
        int place;
        synchronized (this) {
            place = reserve();
        }
        try {
            SimulationRecord record = SimulationRecord.queued(
                    SimulationId.next(clock.instant()),
                    owner,
                    data,
                    now(),
                    UUID.randomUUID().toString());
            // The record last: without it there is no simulation.
            SimulationLog log = store.createLog(record.id());
            SimulationLog.Appender appender = store.appender(log);
            try {
                store.save(record);
            } catch (RuntimeException unwritable) {
                appender.close();
                throw unwritable;
            }
            Simulation simulation = new Simulation(record, owner, parameters, log, appender);
            return new Ticket(record.id(), record.state(), place, () -> begin(simulation, place));
        } catch (RuntimeException unwritable) {
            LOG.error("A simulation cannot be stored", unwritable);
            synchronized (this) {
                reserved--;
            }
            throw SimulationRefused.unwritable();
        }
    }

    /**
     * Has the parameters checked against what the start script takes. What is not known within {@link #CHECK_PATIENCE}
     * is not waited for: the script is asked all the same, and the next start knows.
     */
    private void check(StartParameters parameters) {
        if (parameters.values().isEmpty() || !questions.tryAcquire()) {
            return;
        }
        CompletableFuture<Void> checked = new CompletableFuture<>();
        try {
            executor.execute(() -> check(parameters, checked));
        } catch (RejectedExecutionException serviceStops) {
            questions.release();
            throw SimulationRefused.stopping();
        }
        try {
            checked.get(CHECK_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException notKnownYet) {
            LOG.debug("The options of the start script are not known yet; a simulation starts unchecked");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof ParametersInvalid wrong) {
                throw wrong;
            }
            LOG.warn("The parameters of a simulation cannot be checked", failed.getCause());
        } catch (InterruptedException serviceStops) {
            Thread.currentThread().interrupt();
            throw SimulationRefused.stopping();
        }
    }

    private void check(StartParameters parameters, CompletableFuture<Void> checked) {
        try {
            if (settings.superlink().isPresent()) {
                remote.check(parameters);
            } else {
                plan.check(parameters);
            }
            checked.complete(null);
        } catch (InterruptedException serviceStops) {
            checked.completeExceptionally(serviceStops);
        } catch (RuntimeException wrong) {
            checked.completeExceptionally(wrong);
        } finally {
            questions.release();
        }
    }

    private int reserve() {
        if (closed) {
            throw SimulationRefused.stopping();
        }
        int taken = running.size() + waiting.size() + reserved;
        if (taken >= settings.maxRunning() + settings.maxQueued()) {
            throw SimulationRefused.full(running.size(), taken - running.size());
        }
        reserved++;
        return Math.max(0, taken - settings.maxRunning() + 1);
    }

    /**
     * A simulation that was taken on.
     *
     * @param id its name
     * @param state queued
     * @param place its place among those that wait for another to end, from 1; 0 if it can start at once
     * @param start lets it start
     */
    public record Ticket(SimulationId id, SimulationState state, int place, Runnable start) {

        /** Lets it start, now or when its turn comes. To be called once, whatever became of its owner. */
        public void begin() {
            start.run();
        }
    }

    private void begin(Simulation simulation, int place) {
        boolean tooLate;
        synchronized (this) {
            reserved--;
            tooLate = closed;
            if (!tooLate) {
                waiting.add(simulation);
            }
        }
        listener.begun(simulation.owner(), simulation.log());
        if (tooLate) {
            executor.execute(() -> endStored(simulation.state(), Outcome.stoppedWithService(), simulation.appender()));
            return;
        }
        if (place > 0) {
            executor.execute(() -> tellPlace(simulation, place));
        }
        startWaiting();
    }

    /**
     * Asks a simulation to end and returns at once; its last event tells when it has. One that has ended is left as it
     * is.
     *
     * @return the simulation as it is now
     * @throws SimulationUnknown if there is none of that id
     * @throws SimulationForbidden if it is not the caller's
     * @throws SimulationRefused if another service runs it
     */
    public SimulationRecord stop(Caller caller, String id) {
        SimulationRecord record = findOwn(caller, id);
        Simulation found = active(record.id());
        if (found == null) {
            if (!record.state().isFinal() && !takeOver()) {
                throw SimulationRefused.elsewhere();
            }
            return findOwn(caller, id);
        }
        Running going;
        synchronized (this) {
            if (waiting.remove(found)) {
                // Asked to stop before it runs, its run is over with its first event, whoever else runs.
                found.stop(Duration.ZERO);
                run(found);
                tellPlaces();
                return found.state();
            }
            going = running.get(found.id());
        }
        if (going != null) {
            executor.execute(() -> going.run().stop(settings.stopGrace()));
        }
        return found.state();
    }

    /**
     * A simulation as it is now, for a caller that reads it.
     *
     * @throws SimulationUnknown if there is none of that id
     * @throws SimulationForbidden if runs are private and it is not the caller's
     */
    public SimulationRecord find(Caller caller, String id) {
        SimulationRecord record = find(id);
        if (!mayRead(caller, record)) {
            throw SimulationForbidden.toRead();
        }
        return record;
    }

    /**
     * The events of a simulation, for a caller that reads them.
     *
     * @throws SimulationUnknown if there is none of that id
     * @throws SimulationForbidden if runs are private and it is not the caller's
     */
    public SimulationLog log(Caller caller, String id) {
        return log(find(caller, id));
    }

    /**
     * The events of a simulation, for a session that follows it live.
     *
     * @throws SimulationUnknown if there is none of that id
     * @throws SimulationForbidden if it is not the caller's
     */
    public SimulationLog liveLog(Caller caller, String id) {
        SimulationRecord record = find(id);
        if (!isOwn(caller, record)) {
            throw SimulationForbidden.toFollow(mayRead(caller, record));
        }
        return log(record);
    }

    /** Whether the caller may see the record and the log of a simulation. */
    boolean mayRead(Caller caller, SimulationRecord record) {
        return !settings.privateRuns() || isOwn(caller, record);
    }

    /** Whether the caller may stop a simulation and follow it live. */
    static boolean isOwn(Caller caller, SimulationRecord record) {
        return caller.mayUse(new SessionId(record.owner()));
    }

    /** The model files that a simulation wrote, and what became of them. May read whole files. */
    List<ModelFiles.Now> models(SimulationRecord record) {
        return models.now(record);
    }

    private SimulationRecord find(String id) {
        if (!SimulationId.isValid(id)) {
            throw new SimulationUnknown();
        }
        return current(new SimulationId(id)).orElseThrow(SimulationUnknown::new);
    }

    private SimulationRecord findOwn(Caller caller, String id) {
        SimulationRecord record = find(id);
        if (!isOwn(caller, record)) {
            throw SimulationForbidden.toStop(mayRead(caller, record));
        }
        return record;
    }

    private SimulationLog log(SimulationRecord record) {
        Simulation found = active(record.id());
        return found != null ? found.log() : store.storedLog(record.id());
    }

    /** The logs of those simulations of {@code owner} that wait or run. */
    public List<SimulationLog> going(SessionId owner) {
        return active().filter(each -> each.owner().equals(owner))
                .map(Simulation::log)
                .toList();
    }

    /** The place of a simulation among those that wait for another to end, from 1; 0 if it does not wait. */
    public synchronized int place(SimulationId id) {
        int place = 0;
        for (Simulation each : waiting) {
            place++;
            if (each.id().equals(id)) {
                return place;
            }
        }
        return 0;
    }

    /**
     * Simulations, the latest first: {@code limit} at most, and only those before {@code before} if that is not empty.
     */
    public List<SimulationRecord> list(int limit, String before) {
        return store.ids().stream()
                .filter(id -> before.isEmpty() || id.value().compareTo(before) < 0)
                .flatMap(id -> current(id).stream())
                .limit(limit)
                .toList();
    }

    /**
     * What a simulation can be started with; the same for everybody.
     *
     * @throws OptionsBusy if very many ask while the script has not answered
     */
    public StartOptions options() {
        if (!questions.tryAcquire()) {
            throw new OptionsBusy();
        }
        try {
            return plan.options();
        } catch (InterruptedException serviceStops) {
            Thread.currentThread().interrupt();
            throw SimulationRefused.stopping();
        } finally {
            questions.release();
        }
    }

    private Optional<SimulationRecord> current(SimulationId id) {
        Simulation found = active(id);
        return found != null ? Optional.of(found.state()) : store.find(id);
    }

    private @Nullable Simulation active(SimulationId id) {
        return active().filter(each -> each.id().equals(id)).findFirst().orElse(null);
    }

    private synchronized Stream<Simulation> active() {
        List<Simulation> active = new ArrayList<>(waiting);
        running.values().forEach(each -> active.add(each.simulation()));
        return active.stream();
    }

    private synchronized void startWaiting() {
        boolean moved = false;
        while (!closed && running.size() < settings.maxRunning() && !waiting.isEmpty()) {
            run(waiting.remove());
            moved = true;
        }
        if (moved) {
            tellPlaces();
        }
    }

    /** Tells those that wait where they are now; on another thread, as it writes files. */
    private synchronized void tellPlaces() {
        int place = 0;
        for (Simulation each : waiting) {
            int now = ++place;
            executor.execute(() -> tellPlace(each, now));
        }
    }

    private void tellPlace(Simulation simulation, int place) {
        if (place(simulation.id()) != place) {
            return;
        }
        try {
            simulation
                    .appender()
                    .append(List.of(seq -> new SimulationEvent.Status(
                            simulation.id(),
                            seq,
                            SimulationState.QUEUED,
                            place,
                            null,
                            place == 1 ? "It is the next to start." : place - 1 + " start before it.")));
        } catch (RuntimeException unwritable) {
            LOG.warnf(unwritable, "The log of simulation %s cannot be written", simulation.id());
        }
    }

    private synchronized void run(Simulation simulation) {
        Runner run = runner(simulation);
        running.put(simulation.id(), new Running(simulation, run));
        executor.execute(() -> {
            try {
                run.run();
            } finally {
                finished(simulation);
            }
        });
    }

    /** A run that a SuperLink has stays there, whatever the settings are now. */
    private Runner runner(Simulation simulation) {
        RunAtSuperLink known = simulation.state().flowerRun();
        Optional<String> superlink = known == null ? settings.superlink() : Optional.of(known.superlink());
        return superlink
                .<Runner>map(name -> new RemoteRun(simulation, name, remote, store, models, executor, clock))
                .orElseGet(() -> new SimulationRun(simulation, plan, store, models, executor, clock));
    }

    private void finished(Simulation simulation) {
        synchronized (this) {
            running.remove(simulation.id());
        }
        startWaiting();
    }

    void start(@Observes StartupEvent event) {
        long look = Math.max(50, Math.min(1_000, settings.stallAfter().toMillis() / 4));
        var unused = timer.scheduleWithFixedDelay(this::look, look, look, TimeUnit.MILLISECONDS);
        if (!takeOver()) {
            LOG.warn("Another FLSys service runs the simulations of this project; this one starts none while it does.");
        }
    }

    /**
     * Whether this service runs the project's simulations; if it does from now on, those left behind are ended first,
     * and those that a SuperLink has are followed on.
     */
    private synchronized boolean takeOver() {
        if (lock.isHeld()) {
            return true;
        }
        if (closed || !lock.acquire()) {
            return false;
        }
        store.latestFirst().filter(each -> !each.state().isFinal()).forEach(this::takeUp);
        return true;
    }

    private void takeUp(SimulationRecord left) {
        if (left.flowerRun() == null) {
            endLeftBehind(left);
        } else {
            followOn(left);
        }
    }

    private synchronized void followOn(SimulationRecord left) {
        LOG.infof("Simulation %s runs at a SuperLink and is followed on", left.id());
        // The command that followed its log for the service before, if that was killed.
        MarkedProcesses.end(left.marker(), left.process());
        try {
            SimulationLog log = store.storedLog(left.id());
            SessionId owner = new SessionId(left.owner());
            StartParameters parameters = StartParameters.read(left.parameters());
            run(new Simulation(left, owner, parameters, log, store.appender(log)));
        } catch (RuntimeException unusable) {
            LOG.errorf(unusable, "Simulation %s cannot be followed on; its run goes on at the SuperLink", left.id());
        }
    }

    private void endLeftBehind(SimulationRecord left) {
        LOG.infof("Simulation %s was left behind; what runs of it is ended", left.id());
        MarkedProcesses.end(left.marker(), left.process());
        try {
            // A command without a process: it was being handed over.
            boolean handedOver = left.state() == SimulationState.STARTING && left.command() != null;
            Outcome end = handedOver ? Outcome.interruptedAtHandOver() : Outcome.interrupted();
            SimulationLog log = store.storedLog(left.id());
            SimulationLog.Appender appender = store.appender(log);
            endStored(withLoggedRounds(left, log), end, appender);
        } catch (RuntimeException unwritable) {
            LOG.errorf(unwritable, "The end of simulation %s cannot be stored", left.id());
        }
    }

    /** The record is written now and then while rounds end, the log at once. */
    private static SimulationRecord withLoggedRounds(SimulationRecord left, SimulationLog log) {
        try {
            FlowerProgress progress = new FlowerProgress();
            LoggedOutput.read(log, progress::line, new FailureCause());
            List<Round> rounds = progress.rounds();
            return rounds.isEmpty()
                    ? left
                    : left.progressed(progress.totalRounds().orElse(null), rounds);
        } catch (RuntimeException unreadable) {
            LOG.warnf(unreadable, "The last rounds of simulation %s cannot be read from its log", left.id());
            return left;
        }
    }

    /** Gives a simulation that does not run its end. Nothing waits on a full disk: what cannot be stored is logged. */
    private void endStored(SimulationRecord record, Outcome outcome, SimulationLog.Appender log) {
        try (log) {
            SimulationRecord ended = record.ended(outcome, now());
            store.saveLast(ended);
            log.end(seq -> outcome.event(record.id(), seq));
            RunRecorder.logEnd(ended);
        } catch (RuntimeException unwritable) {
            LOG.errorf(unwritable, "The end of simulation %s cannot be stored", record.id());
        }
    }

    /** Now and then: has another service gone, is a simulation silent? Nothing may end this but the service. */
    private void look() {
        try {
            takeOver();
            store.saveUnsaved();
        } catch (RuntimeException unreadable) {
            LOG.warnf(unreadable, "The stored simulations cannot be taken over");
        }
        List<Running> all;
        synchronized (this) {
            all = List.copyOf(running.values());
        }
        for (Running each : all) {
            try {
                each.run().checkSilence(settings.stallAfter());
            } catch (RuntimeException unwritable) {
                LOG.warnf(unwritable, "The silence of a simulation cannot be told");
            }
        }
    }

    /**
     * Ends every simulation but those that a SuperLink has, which are left to it, before the server closes its
     * connections, so that their sessions are told.
     */
    void stop(@Observes @Priority(ShutdownOrder.SIMULATIONS) ShutdownDelayInitiatedEvent event)
            throws InterruptedException {
        stopAll();
    }

    /** Where there was no such moment before, as in development, they are ended now. */
    void stop(@Observes @Priority(ShutdownOrder.SIMULATIONS) ShutdownEvent event) throws InterruptedException {
        if (!isClosed()) {
            stopAll();
        }
        plan.close();
        timer.shutdownNow();
        executor.shutdownNow();
        lock.release();
    }

    private void stopAll() throws InterruptedException {
        List<Simulation> never;
        List<Running> all;
        synchronized (this) {
            closed = true;
            never = List.copyOf(waiting);
            waiting.clear();
            all = List.copyOf(running.values());
        }
        for (Simulation each : never) {
            endStored(each.state(), Outcome.stoppedWithService(), each.appender());
        }
        all.forEach(each -> executor.execute(() -> each.run().leave(settings.stopGrace())));
        long deadline =
                System.nanoTime() + settings.stopGrace().plus(STOP_PATIENCE).toNanos();
        while (System.nanoTime() < deadline && isAnyRunning()) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized boolean isAnyRunning() {
        return !running.isEmpty();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Names threads, and lets none of them keep the program alive. */
    private static final class Threads implements ThreadFactory {

        private final AtomicInteger count = new AtomicInteger();

        @Override
        public Thread newThread(Runnable task) {
            Thread thread = new Thread(task, "flsys-simulation-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        }
    }
}
