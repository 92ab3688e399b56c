package dev.flsys.simulation.execution;

import dev.flsys.simulation.record.Resources;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The resources that a simulation uses now while it waits or runs, and its estimated remaining time.
 *
 * @param resources null if nothing was measured
 * @param etaSeconds the estimated remaining seconds; null if they are not known
 */
public record CurrentUsage(
        @Nullable Resources resources, @Nullable Long etaSeconds) {

    /** The sums of its processes; empty if nothing was measured. */
    public Optional<Resources> measured() {
        return Optional.ofNullable(resources);
    }
}
