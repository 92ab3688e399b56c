package dev.flsys.simulation;

import dev.flsys.problem.Problem;

/** The simulation belongs to another session (403). */
public final class SimulationForbidden extends Problem {

    private static final String PROOF =
            " Send that session's token as X-Session header or ?session=, or the API token as Authorization: Bearer.";

    private static final String READ = " Without it, GET /api/simulations/{id}/ and its log can be read.";

    private SimulationForbidden(String detail) {
        super(403, "Another session's simulation", detail);
    }

    static SimulationForbidden toRead() {
        return new SimulationForbidden("Runs are private here (SIMULATIONS_PRIVATE): only the session that started this"
                + " simulation may read it." + PROOF);
    }

    /** @param readable whether the caller may read it */
    static SimulationForbidden toStop(boolean readable) {
        return new SimulationForbidden(
                "Only the session that started this simulation may stop it." + PROOF + (readable ? READ : ""));
    }

    /** @param readable whether the caller may read it */
    static SimulationForbidden toFollow(boolean readable) {
        return new SimulationForbidden(
                "Only the session that started this simulation may follow it live. Connect with that"
                        + " session's token, or with the API token." + (readable ? READ : ""));
    }
}
