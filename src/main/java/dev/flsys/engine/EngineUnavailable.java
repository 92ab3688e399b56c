package dev.flsys.engine;

import dev.flsys.problem.Problem;

/**
 * The problem that an inference engine's native library does not start on this machine (500). The cause is the service,
 * not the model.
 */
public final class EngineUnavailable extends Problem {

    EngineUnavailable(String engine, Throwable cause) {
        super(
                500,
                "Engine unavailable",
                engine + " does not start on this machine. The service's log has the reason.",
                cause);
    }

    EngineUnavailable(String detail) {
        super(500, "Engine unavailable", detail);
    }
}
