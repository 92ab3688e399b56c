package dev.flsys.simulation.command;

import java.util.function.Consumer;

/** How a simulation gets its process. */
public interface LaunchPlan {

    /**
     * Finds out what to start, which may take minutes where the project's Python has to be made first.
     *
     * @param report takes every step, for the client that waits
     * @throws dev.flsys.problem.Problem if it cannot be started
     * @throws InterruptedException if the thread was interrupted because the simulation is to stop
     */
    PreparedRun prepare(Order order, Consumer<String> report) throws InterruptedException;
}
