package dev.flsys.deploy;

import dev.flsys.problem.NearestName;
import dev.flsys.problem.Problem;

/** The problem that a model cannot be deployed, or that none is deployed. */
public final class DeployProblem extends Problem {

    private DeployProblem(int status, String title, String detail) {
        super(status, title, detail);
    }

    private DeployProblem(String detail) {
        super(503, "Deploy busy", detail, 1);
    }

    /** The request, or the file at a path, can never be deployed (400). */
    static DeployProblem refused(String detail) {
        return new DeployProblem(400, "Model path refused", detail);
    }

    /**
     * The project has no file at the path (404).
     *
     * @param hint a likely path, as {@link NearestName#suggest} writes it; may be empty
     */
    static DeployProblem noSuchFile(String path, String hint) {
        return new DeployProblem(404, "No such model file", "There is no file " + path + " in the project." + hint);
    }

    /** No model is behind {@code /predict} (503): none was chosen, or the chosen one did not load. */
    static DeployProblem nothingDeployed(String reason) {
        return new DeployProblem(503, "Nothing deployed", reason);
    }

    /** No further swap is possible now (503): too many wait, loads hang, or the service stops. */
    static DeployProblem busy(String detail) {
        return new DeployProblem(detail);
    }
}
