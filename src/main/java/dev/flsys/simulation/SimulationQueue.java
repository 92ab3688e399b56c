package dev.flsys.simulation;

import dev.flsys.simulation.execution.Simulation;
import dev.flsys.simulation.execution.SimulationTask;
import dev.flsys.simulation.log.SimulationEvent;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationProblem;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.telemetry.LogField;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The simulations that wait for their turn and those that run. Thread-safe. */
final class SimulationQueue {

    private static final Logger LOG = Logger.getLogger(SimulationQueue.class);

    /** The log field that a thread sets while it works for a simulation. */
    private static final String LOG_FIELD = "simulation_id";

    private final int maxRunning;
    private final int maxWaiting;
    private final ExecutorService executor;
    private final Function<Simulation, SimulationTask> tasks;
    private final Runnable afterEach;

    /** Oldest first; guarded by this. */
    private final Deque<Simulation> waiting = new ArrayDeque<>();

    private final Map<SimulationId, Running> running = new LinkedHashMap<>();
    /** The places that are reserved for simulations that were not added yet. */
    private int reserved;

    private boolean closed;

    private record Running(Simulation simulation, SimulationTask task, CountDownLatch over) {}

    /**
     * @param executor runs each task on its own thread
     * @param tasks makes the task of a simulation; must not block
     * @param afterEach runs on the thread of a simulation after its end, when the next one may have started
     */
    SimulationQueue(
            int maxRunning,
            int maxWaiting,
            ExecutorService executor,
            Function<Simulation, SimulationTask> tasks,
            Runnable afterEach) {
        this.maxRunning = maxRunning;
        this.maxWaiting = maxWaiting;
        this.executor = executor;
        this.tasks = tasks;
        this.afterEach = afterEach;
    }

    /**
     * Reserves a place. {@link #add} uses it, or {@link #release} gives it back.
     *
     * @return the place among those that wait, from 1; 0 if the simulation can start at once
     * @throws SimulationProblem if no place is free, or the queue is closed
     */
    synchronized int reserve() {
        if (closed) {
            throw SimulationProblem.stopping();
        }
        int taken = running.size() + waiting.size() + reserved;
        if (taken >= maxRunning + maxWaiting) {
            throw SimulationProblem.full(running.size(), taken - running.size());
        }
        reserved++;
        return Math.max(0, taken - maxRunning + 1);
    }

    synchronized void release() {
        reserved--;
    }

    /** Adds a simulation to those that wait, at the place that was reserved for it; false if the queue is closed. */
    synchronized boolean add(Simulation simulation) {
        reserved--;
        return !closed && waiting.add(simulation);
    }

    /**
     * Starts as many simulations as may run. A simulation for which the machine has no thread waits until the next
     * call.
     */
    synchronized void startWaiting() {
        boolean moved = false;
        while (!closed && running.size() < maxRunning && !waiting.isEmpty()) {
            Simulation next = waiting.remove();
            try {
                run(next);
            } catch (RejectedExecutionException | OutOfMemoryError noThread) {
                waiting.addFirst(next);
                LOG.warnf("Simulation %s waits, because no thread can be started: %s", next.id(), noThread);
                break;
            }
            moved = true;
        }
        if (moved) {
            logPlaces();
        }
    }

    /**
     * Runs a simulation at once, without the limit of running simulations.
     *
     * @throws RejectedExecutionException if the executor is closed
     * @throws OutOfMemoryError if no thread can be started; the simulation does not run then
     */
    synchronized void run(Simulation simulation) {
        Running next = new Running(simulation, tasks.apply(simulation), new CountDownLatch(1));
        running.put(simulation.id(), next);
        try {
            execute(next);
        } catch (RejectedExecutionException | OutOfMemoryError noThread) {
            running.remove(simulation.id());
            throw noThread;
        }
    }

    private void execute(Running started) {
        executor.execute(() -> {
            started.simulation().trace().begin(started.simulation().id());
            try (LogField field =
                    LogField.of(LOG_FIELD, started.simulation().id().value())) {
                started.task().run();
            } finally {
                started.simulation().trace().end(started.simulation().state().state());
                synchronized (this) {
                    running.remove(started.simulation().id());
                }
                started.over().countDown();
                startWaiting();
            }
            afterEach.run();
        });
    }

    /** Asks a simulation to end within {@code grace}, and returns at once. */
    synchronized void stop(Simulation simulation, Duration grace) {
        if (waiting.remove(simulation)) {
            // A simulation that is stopped before it runs ends with its first event.
            simulation.stop(Duration.ZERO);
            try {
                run(simulation);
            } catch (RejectedExecutionException | OutOfMemoryError noThread) {
                waiting.addFirst(simulation);
                throw noThread;
            }
            logPlaces();
            return;
        }
        Running found = running.get(simulation.id());
        if (found != null) {
            executor.execute(() -> found.task().stop(grace));
        }
    }

    /**
     * Reports simulations that have printed nothing for {@code limit}, and starts simulations that could not start
     * before.
     */
    void checkSilence(Duration limit) {
        startWaiting();
        for (Running each : running()) {
            try {
                each.task().checkSilence(limit);
            } catch (RuntimeException unwritable) {
                LOG.warn("The silence of a simulation cannot be recorded", unwritable);
            }
        }
    }

    @Nullable Simulation find(SimulationId id) {
        return all().filter(each -> each.id().equals(id)).findFirst().orElse(null);
    }

    /** The simulations that wait and those that run. */
    synchronized Stream<Simulation> all() {
        List<Simulation> all = new ArrayList<>(waiting);
        running.values().forEach(each -> all.add(each.simulation()));
        return all.stream();
    }

    /** The place of a simulation among those that wait, from 1; 0 if it does not wait. */
    synchronized int positionOf(SimulationId id) {
        int place = 0;
        for (Simulation each : waiting) {
            place++;
            if (each.id().equals(id)) {
                return place;
            }
        }
        return 0;
    }

    private synchronized void logPlaces() {
        int place = 0;
        for (Simulation each : waiting) {
            logPlace(each, ++place);
        }
    }

    /** Logs the place of a simulation on another thread, unless its place has changed again meanwhile. */
    void logPlace(Simulation simulation, int place) {
        executor.execute(() -> {
            if (positionOf(simulation.id()) == place) {
                appendPlace(simulation, place);
            }
        });
    }

    private static void appendPlace(Simulation simulation, int place) {
        String message = place == 1 ? "It is the next to start." : place - 1 + " start before it.";
        try {
            simulation
                    .appender()
                    .append(List.of(seq -> new SimulationEvent.Status(
                            simulation.id(), seq, SimulationState.QUEUED, place, null, message)));
        } catch (RuntimeException unwritable) {
            LOG.warnf(unwritable, "The log of simulation %s cannot be written", simulation.id());
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Closes the queue: starts no more simulations, and returns those that waited. */
    synchronized List<Simulation> close() {
        closed = true;
        List<Simulation> notStarted = List.copyOf(waiting);
        waiting.clear();
        return notStarted;
    }

    /**
     * Ends the work of the service on all running simulations. Waits until they have ended, for {@code grace} and
     * {@code timeout} at most.
     */
    void leave(Duration grace, Duration timeout) throws InterruptedException {
        List<Running> all = running();
        all.forEach(each -> executor.execute(() -> each.task().leave(grace)));
        long deadline = System.nanoTime() + grace.plus(timeout).toNanos();
        for (Running each : all) {
            if (!each.over().await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                LOG.warnf(
                        "Simulation %s has not ended in time", each.simulation().id());
            }
        }
    }

    private synchronized List<Running> running() {
        return List.copyOf(running.values());
    }
}
