package dev.flsys.simulation;

import dev.flsys.access.SessionId;
import dev.flsys.process.ChildProcess;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A simulation that waits or runs: its record, its process, and whether it was asked to stop. Safe for several threads. */
final class Simulation {

    private final StartParameters parameters;
    private final SessionId owner;
    private SimulationRecord state;
    private @Nullable ChildProcess process;
    private @Nullable Thread preparing;
    private boolean stopping;

    Simulation(SimulationRecord state, SessionId owner, StartParameters parameters) {
        this.state = state;
        this.owner = owner;
        this.parameters = parameters;
    }

    SimulationId id() {
        return state().id();
    }

    SessionId owner() {
        return owner;
    }

    StartParameters parameters() {
        return parameters;
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
        preparing = thread;
        return !stopping;
    }

    synchronized void prepared() {
        preparing = null;
    }

    /** Gives it its process; false if it was asked to stop already. */
    synchronized boolean attach(ChildProcess started) {
        process = started;
        return !stopping;
    }

    /** Ends what there is of it: TERM to its tree, {@code grace} later KILL. Blocks until the tree is gone. */
    void stop(Duration grace) {
        ChildProcess running;
        synchronized (this) {
            stopping = true;
            running = process;
            if (preparing != null) {
                preparing.interrupt();
            }
        }
        if (running != null) {
            running.end(grace);
        }
    }
}
