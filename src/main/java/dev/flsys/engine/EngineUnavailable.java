package dev.flsys.engine;

import dev.flsys.problem.Problem;

/**
 * An inference engine's native library does not start on this machine (500): the fault is the service's, not the
 * model's.
 */
public final class EngineUnavailable extends Problem {

    EngineUnavailable(String engine, Throwable cause) {
        super(
                500,
                "Engine unavailable",
                engine + " does not start on this machine; the service's log tells why.",
                cause);
    }

    EngineUnavailable(String detail) {
        super(500, "Engine unavailable", detail);
    }
}
