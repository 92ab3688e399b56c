package dev.flsys.deploy;

import dev.flsys.problem.Problem;

/** No further swap can be taken on now: too many wait, loads hang, or the service is going down (503). */
public final class DeployBusy extends Problem {

    DeployBusy(String detail) {
        super(503, "Deploy busy", detail, 1);
    }
}
