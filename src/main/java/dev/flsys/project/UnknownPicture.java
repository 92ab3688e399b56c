package dev.flsys.project;

import dev.flsys.problem.NearestName;
import dev.flsys.problem.Problem;
import java.util.Collection;

/** The problem that the project has no picture of the requested name (404). */
public final class UnknownPicture extends Problem {

    /** @param known the names of the existing pictures */
    UnknownPicture(String name, Collection<String> known) {
        super(
                404,
                "Unknown picture",
                "There is no picture of that name." + NearestName.suggest(name, known)
                        + " GET /api/pictures/ lists all pictures.");
    }
}
