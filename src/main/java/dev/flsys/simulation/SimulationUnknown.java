package dev.flsys.simulation;

import dev.flsys.problem.Problem;

/** The session has no simulation of that id that waits or runs (404). */
public final class SimulationUnknown extends Problem {

    SimulationUnknown() {
        super(404, "Unknown simulation", "This session has no simulation of that id that waits or runs.");
    }
}
