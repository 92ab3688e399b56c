package dev.flsys.simulation.command;

import dev.flsys.problem.Problem;

/** What a simulation was asked to run with cannot be passed on (400). */
public final class ParametersInvalid extends Problem {

    ParametersInvalid(String detail) {
        super(400, "Wrong simulation parameters", detail);
    }
}
