package dev.flsys.model;

import dev.flsys.problem.Problem;

/** The folder of the model files cannot be read (500). */
public final class WeightsUnreadable extends Problem {

    WeightsUnreadable(String folder, Exception cause) {
        super(
                500,
                "Models unreadable",
                (folder.isEmpty() ? "The project's folder" : "The folder " + folder + " of the project")
                        + " cannot be read; it has to exist and the service needs access.",
                cause);
    }
}
