package dev.flsys.simulation;

import dev.flsys.problem.Problem;

/** There is no simulation of that id (404). */
public final class SimulationUnknown extends Problem {

    SimulationUnknown() {
        super(404, "Unknown simulation", "There is no simulation of that id.");
    }
}
