package dev.flsys.simulation.execution;

import java.time.Duration;

/**
 * The execution of one simulation, from its preparation to its last event.
 *
 * <p>{@link #run} is for one thread. Other threads may call the other methods meanwhile.
 */
public interface SimulationTask {

    /** Runs the simulation until it ends, or until the service stops following it. */
    void run();

    /** Asks the simulation to end within {@code grace}. Blocks until the request has been delivered. */
    void stop(Duration grace);

    /** Ends the processes of the service within {@code grace}, as the service ends. Blocks until they have ended. */
    void leave(Duration grace);

    /** Reports a simulation that has printed nothing for {@code limit}. Must be called at short intervals. */
    void checkSilence(Duration limit);
}
