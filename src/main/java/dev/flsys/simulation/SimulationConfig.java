package dev.flsys.simulation;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The simulations' settings as written. */
@ConfigMapping(prefix = "flsys.simulation")
interface SimulationConfig {

    /** FLOWER_START_SCRIPT. */
    Optional<String> startScript();

    /** SIMULATION_MAX_RUNNING. */
    Optional<String> maxRunning();

    /** SIMULATION_MAX_QUEUED. */
    Optional<String> maxQueued();

    /** SIMULATION_STOP_GRACE. */
    Optional<String> stopGrace();

    /** SIMULATION_STALL_AFTER. */
    Optional<String> stallAfter();

    /** SIMULATIONS_PRIVATE. */
    Optional<String> privateRuns();

    /** SIMULATION_ENGINE. */
    Optional<String> engine();
}
