package dev.flsys.simulation;

import dev.flsys.process.Launch;
import java.util.function.Consumer;

/** How a simulation gets its process. */
interface LaunchPlan {

    /**
     * Finds out what to start, which may take minutes where the project's Python has to be made first.
     *
     * @param report takes every step, for the client that waits; it may block
     * @throws dev.flsys.problem.Problem if it cannot be started
     * @throws InterruptedException if the thread was interrupted because the simulation is to stop
     */
    Launch prepare(Simulation simulation, Consumer<String> report) throws InterruptedException;
}
