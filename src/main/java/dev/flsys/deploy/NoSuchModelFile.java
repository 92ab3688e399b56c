package dev.flsys.deploy;

import dev.flsys.problem.Problem;

/** No file of the project is at the path that should be deployed (404). */
public final class NoSuchModelFile extends Problem {

    /** @param hint what was probably meant, as {@link dev.flsys.problem.NearestName#hint} writes it; may be empty */
    NoSuchModelFile(String written, String hint) {
        super(404, "No such model file", "There is no file " + written + " in the project." + hint);
    }
}
