package dev.flsys.simulation.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.access.SessionId;
import dev.flsys.flower.PreparedRun;
import dev.flsys.flower.RunRequest;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.process.ChildProcess;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationLog;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A simulation that waits or runs: its record, its log, its process, and whether it was asked to stop. Thread-safe. */
public final class Simulation {

    private final StartParameters parameters;
    private final SimulationLog log;
    private final SimulationLog.Appender appender;
    private final RunTrace trace = new RunTrace();
    private SimulationRecord state;
    private @Nullable ChildProcess process;
    private @Nullable PreparedRun prepared;
    private @Nullable Thread preparing;
    private boolean stopping;
    private @Nullable RemainingTime remaining;
    private @Nullable Observation observation;

    Simulation(SimulationRecord state, StartParameters parameters, SimulationLog log, SimulationLog.Appender appender) {
        this.state = state;
        this.parameters = parameters;
        this.log = log;
        this.appender = appender;
    }

    /** Creates the log, then the record: a folder without a record is no simulation. */
    public static Simulation create(SessionId owner, JsonNode data, StartParameters parameters, SimulationStore store) {
        return create(SimulationRecord.Request.of(owner.value(), data, null), parameters, store);
    }

    /** Creates a simulation, which may be a run of an experiment. */
    public static Simulation create(
            SimulationRecord.Request request, StartParameters parameters, SimulationStore store) {
        Instant now = Instant.now();
        SimulationRecord record = SimulationRecord.queued(
                SimulationId.next(now),
                request,
                now.truncatedTo(ChronoUnit.MILLIS),
                UUID.randomUUID().toString());
        SimulationLog log = store.createLog(record.id());
        SimulationLog.Appender appender = store.appender(log);
        try {
            store.save(record);
        } catch (RuntimeException unwritable) {
            appender.close();
            throw unwritable;
        }
        return new Simulation(record, parameters, log, appender);
    }

    public SimulationId id() {
        return log.id();
    }

    public SessionId owner() {
        return state().owner();
    }

    /** The order that starts it. */
    RunRequest order(SimulationStore store) {
        return new RunRequest(parameters, state().launched().marker(), store.folder(id()));
    }

    public SimulationLog log() {
        return log;
    }

    public SimulationLog.Appender appender() {
        return appender;
    }

    public RunTrace trace() {
        return trace;
    }

    public synchronized SimulationRecord state() {
        return state;
    }

    public synchronized SimulationRecord change(UnaryOperator<SimulationRecord> change) {
        state = change.apply(state);
        return state;
    }

    /** Sets the estimated remaining time; null if it is not known. */
    synchronized void expect(@Nullable RemainingTime next) {
        remaining = next;
    }

    /** The present resource use, and the estimated remaining time. */
    public synchronized CurrentUsage use(Instant now) {
        RemainingTime rest = state.state() == SimulationState.RUNNING && !stopping ? remaining : null;
        return new CurrentUsage(state.resources(), rest == null ? null : rest.seconds(now));
    }

    /** Sets its observation, when it starts. */
    synchronized void observe(Observation begun) {
        observation = begun;
    }

    /** Its observation; null before it starts, and at a SuperLink. */
    synchronized @Nullable Observation observation() {
        return observation;
    }

    public synchronized boolean isStopping() {
        return stopping;
    }

    /** Allows {@link #stop} to interrupt {@code thread}. Returns false if the simulation was already asked to stop. */
    synchronized boolean prepareOn(Thread thread) {
        if (!stopping) {
            preparing = thread;
        }
        return !stopping;
    }

    /** Ends {@link #prepareOn}, and clears an interrupt that came too late. */
    synchronized void prepared() {
        preparing = null;
        Thread.interrupted();
    }

    /** Sets the process. Returns false if the simulation was already asked to stop. */
    synchronized boolean attach(PreparedRun run, ChildProcess started) {
        prepared = run;
        process = started;
        return !stopping;
    }

    /**
     * Ends its process tree: TERM, and KILL after {@code grace}. Blocks until the tree has ended. Does nothing if it
     * was asked to stop before.
     *
     * @return whether this is the first call
     */
    public boolean stop(Duration grace) {
        ChildProcess running;
        PreparedRun elsewhere;
        synchronized (this) {
            if (stopping) {
                return false;
            }
            stopping = true;
            running = process;
            elsewhere = prepared;
            if (preparing != null) {
                preparing.interrupt();
            }
        }
        if (running != null) {
            if (elsewhere != null && running.isAlive()) {
                elsewhere.stop(grace);
            }
            running.end(grace);
        }
        return true;
    }
}
