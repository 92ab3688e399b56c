package dev.flsys.simulation;

import dev.flsys.problem.Problem;

/** A simulation is not started or stopped: no place is free (429), or this service cannot do it now (503). */
public final class SimulationRefused extends Problem {

    private static final int RETRY_SECONDS = 10;

    private SimulationRefused(int status, String title, String detail) {
        super(status, title, detail, RETRY_SECONDS);
    }

    static SimulationRefused full(int running, int queued) {
        return new SimulationRefused(
                429,
                "Too many simulations",
                running + " simulations run and " + queued + " wait; no further one is taken now.");
    }

    static SimulationRefused elsewhere() {
        return new SimulationRefused(
                503,
                "Simulations run elsewhere",
                "Another service runs the simulations of this project, or .flsys in the project cannot be written.");
    }

    static SimulationRefused unwritable() {
        return new SimulationRefused(503, "Simulations cannot be stored", ".flsys in the project cannot be written.");
    }

    static SimulationRefused stopping() {
        return new SimulationRefused(503, "Shutting down", "The service is shutting down.");
    }
}
