package dev.flsys.simulation;

import java.time.Duration;

/**
 * What runs a simulation, from its preparation to its last event.
 *
 * <p>{@link #run} is for one thread; the others may be called by others meanwhile.
 */
interface Runner {

    /** Runs it to its end, or until it is left. */
    void run();

    /** Somebody asks it to end, within {@code grace} if it heeds that. Blocks until it is on its way to its end. */
    void stop(Duration grace);

    /**
     * The service ends: what is the service's own ends too, within {@code grace} if it heeds that. Blocks until then.
     */
    void leave(Duration grace);

    /** To be called now and then: tells that it stalled if nothing was heard of it for {@code limit}. */
    void checkSilence(Duration limit);
}
