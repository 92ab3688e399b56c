package dev.flsys.simulation;

import dev.flsys.access.SessionId;
import dev.flsys.flower.PreparedRun;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.process.ChildProcess;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A simulation that waits or runs: its record, its log, its process, and whether it was asked to stop. Safe for several
 * threads.
 */
final class Simulation {

    private final StartParameters parameters;
    private final SessionId owner;
    private final SimulationLog log;
    private final SimulationLog.Appender appender;
    private SimulationRecord state;
    private @Nullable ChildProcess process;
    private @Nullable PreparedRun prepared;
    private @Nullable Thread preparing;
    private boolean stopping;

    Simulation(
            SimulationRecord state,
            SessionId owner,
            StartParameters parameters,
            SimulationLog log,
            SimulationLog.Appender appender) {
        this.state = state;
        this.owner = owner;
        this.parameters = parameters;
        this.log = log;
        this.appender = appender;
    }

    SimulationId id() {
        return log.id();
    }

    SessionId owner() {
        return owner;
    }

    StartParameters parameters() {
        return parameters;
    }

    SimulationLog log() {
        return log;
    }

    SimulationLog.Appender appender() {
        return appender;
    }

    synchronized SimulationRecord state() {
        return state;
    }

    synchronized SimulationRecord change(UnaryOperator<SimulationRecord> change) {
        state = change.apply(state);
        return state;
    }

    /** Whether somebody asked it to stop. */
    synchronized boolean isStopping() {
        return stopping;
    }

    /** Makes {@code thread} the one to interrupt if it is to stop; false if it was asked to already. */
    synchronized boolean prepareOn(Thread thread) {
        if (!stopping) {
            preparing = thread;
        }
        return !stopping;
    }

    /** Nothing is interrupted from now on; clears an interrupt that came too late. */
    synchronized void prepared() {
        preparing = null;
        Thread.interrupted();
    }

    /** Gives it its process; false if it was asked to stop already. */
    synchronized boolean attach(PreparedRun run, ChildProcess started) {
        prepared = run;
        process = started;
        return !stopping;
    }

    /**
     * Ends what there is of it: TERM to its tree, {@code grace} later KILL. Blocks until the tree is gone; does nothing
     * if it was asked to stop before.
     *
     * @return whether it was not
     */
    boolean stop(Duration grace) {
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
