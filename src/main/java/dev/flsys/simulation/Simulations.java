package dev.flsys.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.access.SessionId;
import dev.flsys.process.MarkedProcesses;
import dev.flsys.project.FlowerProject;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Takes, queues, runs and stops simulations. Safe for use by several threads. */
@ApplicationScoped
public class Simulations {

    private static final Logger LOG = Logger.getLogger(Simulations.class);

    private final SimulationSettings settings;
    private final SimulationStore store;
    private final LaunchPlan plan;
    private final SimulationEvents events;
    private final ProjectLock lock;
    private final Clock clock = Clock.systemUTC();
    private final ExecutorService executor = Executors.newCachedThreadPool(new Threads());

    /** Those that wait for their turn, oldest first, and those that run; guarded by this. */
    private final Deque<Simulation> waiting = new ArrayDeque<>();

    private final Map<SimulationId, Simulation> running = new LinkedHashMap<>();
    private boolean closed;

    @Inject
    Simulations(
            SimulationSettings settings,
            FlowerProject project,
            ProjectCommands plan,
            SimulationEvents events,
            ObjectMapper json) {
        this.settings = settings;
        this.store = new SimulationStore(project, json);
        this.plan = plan;
        this.events = events;
        this.lock = new ProjectLock(project);
    }

    /**
     * Takes a simulation on: stores it as queued. It starts after {@link Ticket#begin()}, so that its owner can be told the
     * id before anything happens.
     *
     * @param data the parameters as {@link StartParameters} reads them
     * @throws StartRefused if the parameters are wrong, too many wait, or another service runs this project's simulations
     */
    public Ticket submit(SessionId owner, JsonNode data) {
        StartParameters parameters = StartParameters.read(data);
        if (!lock.isHeld()) {
            throw StartRefused.elsewhere();
        }
        Simulation simulation = new Simulation(queued(owner, parameters), owner, parameters);
        int ahead;
        synchronized (this) {
            if (closed) {
                throw StartRefused.stopping();
            }
            int taken = running.size() + waiting.size();
            if (taken >= settings.maxRunning() + settings.maxQueued()) {
                throw StartRefused.full(running.size(), waiting.size());
            }
            ahead = Math.max(0, taken - settings.maxRunning() + 1);
            waiting.add(simulation);
        }
        try {
            store.save(simulation.state());
        } catch (RuntimeException unwritable) {
            LOG.error("A simulation cannot be stored", unwritable);
            synchronized (this) {
                waiting.remove(simulation);
            }
            throw StartRefused.unwritable();
        }
        return new Ticket(simulation.id(), simulation.state().state(), ahead, this::startWaiting);
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

        /** Lets it start, now or when its turn comes. */
        public void begin() {
            start.run();
        }
    }

    /**
     * Asks a simulation to end and returns at once; its last event tells when it has.
     *
     * @throws SimulationUnknown if {@code owner} has no such simulation that waits or runs
     */
    public void stop(SessionId owner, String id) {
        Simulation found = find(owner, id);
        synchronized (this) {
            if (waiting.remove(found)) {
                // Asked to stop before it runs, its run is over with its first event, whoever else runs.
                found.stop(Duration.ZERO);
                running.put(found.id(), found);
                run(found);
                return;
            }
        }
        executor.execute(() -> found.stop(settings.stopGrace()));
    }

    private synchronized Simulation find(SessionId owner, String id) {
        return Stream.concat(running.values().stream(), waiting.stream())
                .filter(simulation ->
                        simulation.id().value().equals(id) && simulation.owner().equals(owner))
                .findFirst()
                .orElseThrow(SimulationUnknown::new);
    }

    private SimulationRecord queued(SessionId owner, StartParameters parameters) {
        Map<String, List<String>> asked = new LinkedHashMap<>();
        parameters
                .values()
                .forEach((name, values) -> asked.put(
                        name, values.stream().map(StartParameters.Value::text).toList()));
        return new SimulationRecord(
                SimulationId.next(clock.instant()),
                owner.value(),
                asked,
                SimulationState.QUEUED,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                null,
                null,
                null,
                UUID.randomUUID().toString(),
                null,
                null);
    }

    private synchronized void startWaiting() {
        while (!closed && running.size() < settings.maxRunning() && !waiting.isEmpty()) {
            Simulation next = waiting.remove();
            running.put(next.id(), next);
            run(next);
        }
    }

    private void run(Simulation simulation) {
        SimulationRun run = new SimulationRun(simulation, plan, store, executor, clock);
        batches(run)
                .onItem()
                .transformToUniAndConcatenate(batch ->
                        events.deliver(simulation.owner(), batch).onFailure().recoverWithNull())
                .onTermination()
                .invoke(() -> finished(simulation, run))
                .subscribe()
                .with(delivered -> {}, failure -> LOG.errorf(failure, "Simulation %s was lost", simulation.id()));
    }

    /** The run's batches, each read on a thread of this room's own and only when there is demand for it. */
    private Multi<List<SimulationEvent>> batches(SimulationRun run) {
        return Multi.createFrom()
                .<SimulationRun, List<SimulationEvent>>generator(() -> run, (state, emitter) -> {
                    state.next().ifPresentOrElse(emitter::emit, emitter::complete);
                    return state;
                })
                .runSubscriptionOn(executor);
    }

    private void finished(Simulation simulation, SimulationRun run) {
        run.release();
        synchronized (this) {
            running.remove(simulation.id());
        }
        startWaiting();
    }

    void start(@Observes StartupEvent event) {
        if (!lock.acquire()) {
            LOG.warn("Another FLSys service runs the simulations of this project; this one starts none.");
            return;
        }
        for (SimulationRecord left : store.unfinished()) {
            LOG.infof("Simulation %s was left behind; what runs of it is ended", left.id());
            MarkedProcesses.end(left.marker());
            saveLast(left.ended(
                    SimulationState.INTERRUPTED,
                    clock.instant().truncatedTo(ChronoUnit.MILLIS),
                    null,
                    "The service ended before it did."));
        }
    }

    /** Ends every simulation; early in the shutdown, while their sessions can still be told. */
    void stop(@Observes @Priority(10) ShutdownEvent event) throws InterruptedException {
        List<Simulation> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(running.values());
            for (Simulation never : waiting) {
                saveLast(never.change(record -> record.ended(
                        SimulationState.STOPPED, clock.instant(), null, "The service was stopped before it started.")));
            }
            waiting.clear();
        }
        all.forEach(simulation -> executor.execute(() -> simulation.stop(settings.stopGrace())));
        Duration patience = settings.stopGrace().plusSeconds(10);
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline && isAnyRunning()) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        executor.shutdownNow();
        lock.release();
    }

    /** Nothing that starts or stops with the service waits on a full disk: what cannot be stored is logged. */
    private void saveLast(SimulationRecord simulation) {
        try {
            store.save(simulation);
        } catch (RuntimeException unwritable) {
            LOG.errorf(unwritable, "The end of simulation %s cannot be stored", simulation.id());
        }
    }

    private synchronized boolean isAnyRunning() {
        return !running.isEmpty();
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
