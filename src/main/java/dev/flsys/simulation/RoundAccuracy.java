package dev.flsys.simulation;

import dev.flsys.simulation.log.SimulationId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The accuracy of the newest rounds of simulations on labelled pictures, as another room measures it. Thread-safe;
 * methods block while they read files.
 */
public interface RoundAccuracy {

    /** Whether a round of the simulation waits for its measurement, or is being measured. */
    boolean isMeasuring(SimulationId simulation);

    /** Changes with each measurement; empty if there is none. */
    Optional<Object> state(SimulationId simulation);

    /** The last measurement; empty if there is none. */
    Optional<Measured> latest(SimulationId simulation);

    /**
     * A measurement.
     *
     * @param model the id that means the newest version
     * @param round the round of the version; null if it is not known
     * @param pictures the number of pictures that the model classified
     * @param accuracy the share of these pictures for which the true label was the most likely one
     * @param measured the number of versions that were measured so far
     * @param note why a later version was not measured; null if none was left out
     */
    record Measured(
            String model,
            @Nullable Integer round,
            int pictures,
            double accuracy,
            int measured,
            @Nullable String note) {}
}
