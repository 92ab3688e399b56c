package dev.flsys.flower.observer;

import dev.flsys.problem.Problem;

/** The refusal of wrong settings of a run beside its parameters (400). */
public final class RunSettingsInvalid extends Problem {

    RunSettingsInvalid(String detail) {
        super(400, "Wrong settings of a run", detail);
    }
}
