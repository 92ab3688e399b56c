package dev.flsys.simulation;

import dev.flsys.problem.Problem;

/** The simulation belongs to another session (403). */
public final class SimulationForbidden extends Problem {

    SimulationForbidden() {
        super(
                403,
                "Another session's simulation",
                "Only the session that started this simulation may see it: bring its token as X-Session header or"
                        + " ?session=, or the API token.");
    }
}
