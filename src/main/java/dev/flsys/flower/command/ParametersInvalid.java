package dev.flsys.flower.command;

import dev.flsys.problem.Problem;

/** The refusal of wrong parameters of a simulation (400). */
public final class ParametersInvalid extends Problem {

    public ParametersInvalid(String detail) {
        super(400, "Wrong simulation parameters", detail);
    }

    /** The body of a request is empty or null. */
    public static ParametersInvalid missing() {
        return new ParametersInvalid(
                "The body is empty. Send {} to start a simulation with the defaults of its script, or an"
                        + " object of parameters such as {\"rounds\":10}; GET /api/simulations/options lists them.");
    }
}
