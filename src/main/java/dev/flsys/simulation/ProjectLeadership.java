package dev.flsys.simulation;

import dev.flsys.simulation.execution.AbandonedSimulations;
import dev.flsys.simulation.execution.Simulation;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationProblem;
import dev.flsys.simulation.models.RunModels;
import dev.flsys.simulation.record.SimulationStore;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether this service runs the project's simulations. If several services use one project, the service that
 * holds the {@link ProjectLock} does. A service that gets the lock first ends the simulations that an earlier service
 * left behind, and follows runs at a SuperLink again. Thread-safe.
 */
final class ProjectLeadership {

    private static final String SEE_LOG = "the service's log has the reason";
    private static final Logger LOG = Logger.getLogger(ProjectLeadership.class);

    private final ProjectLock lock;
    private final SimulationQueue queue;
    private final SimulationStore store;
    private final RunModels kept;
    private final Clock clock;
    private final Runnable onAcquired;

    /** @param onAcquired called each time after the simulations of an earlier service have been taken over */
    ProjectLeadership(
            ProjectLock lock,
            SimulationQueue queue,
            SimulationStore store,
            RunModels kept,
            Clock clock,
            Runnable onAcquired) {
        this.lock = lock;
        this.queue = queue;
        this.store = store;
        this.kept = kept;
        this.clock = clock;
        this.onAcquired = onAcquired;
    }

    /** Whether this service holds the lock. Does not wait for {@link #acquire}. */
    boolean holdsLock() {
        return lock.isHeld();
    }

    /** Whether this service runs the project's simulations. Waits while it takes over those of an earlier service. */
    synchronized boolean isHeld() {
        return lock.isHeld() && !queue.isClosed();
    }

    /** Lets this service run the project's simulations, unless another service does. Returns whether it runs them. */
    synchronized boolean acquire() {
        if (lock.isHeld()) {
            return true;
        }
        if (queue.isClosed() || !lock.acquire()) {
            return false;
        }
        // The lock was lost if its file was removed. This service then still runs its own simulations.
        store.finishDeletions();
        kept.discardLeft(id -> queue.find(id) != null);
        new AbandonedSimulations(store, clock).takeOver(id -> queue.find(id) != null, queue::run);
        onAcquired.run();
        return true;
    }

    /** The same as {@link #acquire}; logs the reason if this service does not run the simulations. */
    void acquireOrWarn() {
        if (!acquire()) {
            LOG.warn(lock.failure()
                    .map(reason -> "No simulation can be started: .flsys in the project cannot be written: " + reason)
                    .orElse("Another FLSys service runs the simulations of this project; this one starts none while"
                            + " it does."));
        }
    }

    /** @throws SimulationProblem if this service does not run the project's simulations */
    void require() {
        if (acquire()) {
            return;
        }
        if (!Files.isDirectory(store.root())) {
            throw SimulationProblem.gone();
        }
        throw lock.failure().isPresent()
                ? SimulationProblem.unwritable(lock.reason().orElse(SEE_LOG))
                : SimulationProblem.elsewhere();
    }

    /** A simulation that waits or runs here. Waits while another thread takes over those of an earlier service. */
    synchronized @Nullable Simulation find(SimulationId id) {
        return queue.find(id);
    }

    /** Closes the queue, so that no simulation is taken over any more. Returns the simulations that never started. */
    synchronized List<Simulation> closeQueue() {
        return queue.close();
    }

    void release() {
        lock.release();
    }
}
