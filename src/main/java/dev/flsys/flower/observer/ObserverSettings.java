package dev.flsys.flower.observer;

import dev.flsys.settings.Setting;
import dev.flsys.settings.Settings;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the observer.
 *
 * @param on whether runs are observed
 * @param checkpoints number of the last rounds of a run whose checkpoints are kept; 0 for none
 * @param maxBytes bytes of all checkpoints of a run
 */
public record ObserverSettings(boolean on, int checkpoints, long maxBytes) {

    /** No run is observed. */
    public static final ObserverSettings OFF = new ObserverSettings(false, 0, 0);

    private static final int DEFAULT_CHECKPOINTS = 3;
    private static final int MAX_CHECKPOINTS = 1_000;
    private static final long DEFAULT_MAX_BYTES = 4L << 30;
    private static final long MIN_BYTES_LIMIT = 1L << 20;

    /** Reads SIMULATION_OBSERVE, SIMULATION_CHECKPOINTS and SIMULATION_CHECKPOINTS_BYTES. */
    public static ObserverSettings of(Settings settings) {
        Setting observe = settings.get("SIMULATION_OBSERVE");
        return new ObserverSettings(
                observe.parsed(ObserverSettings::parseOnOrOff, "It is neither on nor off.", "on or off")
                        .orElse(true),
                settings.get("SIMULATION_CHECKPOINTS").integer(DEFAULT_CHECKPOINTS, 0, MAX_CHECKPOINTS),
                settings.get("SIMULATION_CHECKPOINTS_BYTES").bytes(DEFAULT_MAX_BYTES, MIN_BYTES_LIMIT));
    }

    /** The plan of a run with these settings. */
    public ObserverPlan createPlan(@Nullable RunSettings settings, ObserverPlan.@Nullable Resume resume) {
        return new ObserverPlan(
                settings == null || settings.stop() == null ? null : settings.steering(),
                checkpoints == 0 ? null : new ObserverPlan.Checkpoints(checkpoints, null, maxBytes),
                resume,
                settings == null ? null : settings.whatIf());
    }

    private static Optional<Boolean> parseOnOrOff(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "on" -> Optional.of(true);
            case "off" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
