package dev.flsys.simulation;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a simulation that waits or runs uses now.
 *
 * @param resources null if nothing was measured
 * @param etaSeconds the seconds that are probably left; null if they are not known
 */
public record PresentUse(
        @Nullable Resources resources, @Nullable Long etaSeconds) {

    /** The sums of its processes; empty if nothing was measured. */
    public Optional<Resources> measured() {
        return Optional.ofNullable(resources);
    }
}
