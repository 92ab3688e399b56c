package dev.flsys.simulation;

import dev.flsys.problem.Problem;
import java.util.OptionalInt;

/** A simulation is not started: no place is free (429), or it cannot run here now (503). */
public final class StartRefused extends Problem {

    private static final int FULL_RETRY_SECONDS = 10;

    private StartRefused(int status, String title, String detail) {
        super(status, title, detail);
    }

    static StartRefused full(int running, int queued) {
        return new StartRefused(
                429,
                "Too many simulations",
                running + " simulations run and " + queued + " wait; no further one is taken now.");
    }

    static StartRefused elsewhere() {
        return new StartRefused(
                503,
                "Simulations run elsewhere",
                "Another service runs the simulations of this project, or .flsys in the project cannot be written.");
    }

    static StartRefused unwritable() {
        return new StartRefused(503, "Simulations cannot be stored", ".flsys in the project cannot be written.");
    }

    static StartRefused stopping() {
        return new StartRefused(503, "Shutting down", "The service is shutting down.");
    }

    @Override
    public OptionalInt retryAfterSeconds() {
        return status() == 400 ? OptionalInt.empty() : OptionalInt.of(FULL_RETRY_SECONDS);
    }
}
