package dev.flsys.simulation;

import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationState;

/**
 * A simulation that was accepted.
 *
 * @param place its place among those that wait for another to end, from 1; 0 if it can start at once
 * @param start lets it start
 */
public record StartTicket(SimulationId id, SimulationState state, int place, Runnable start) {

    /**
     * Lets the simulation start, now or when its turn comes. Must be called once, even if the owner has disconnected.
     */
    public void begin() {
        start.run();
    }
}
