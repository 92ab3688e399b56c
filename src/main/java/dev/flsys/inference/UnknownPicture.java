package dev.flsys.inference;

import dev.flsys.problem.Problem;

/** No picture of the project has the name that was asked for (404). */
public final class UnknownPicture extends Problem {

    UnknownPicture() {
        super(404, "Unknown picture", "There is no picture of that name; GET /api/pictures/ lists those there are.");
    }
}
