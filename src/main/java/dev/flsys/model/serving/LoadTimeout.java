package dev.flsys.model.serving;

import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * INFERENCE_LOAD_TIMEOUT, the time in which a model must be read, loaded and tried. An export by Python before that has
 * its own limits.
 *
 * @param longest greater than zero
 */
@Singleton
public record LoadTimeout(Duration longest) implements CheckedSettings {

    /** The default. */
    public static final LoadTimeout DEFAULT = new LoadTimeout(Duration.ofMinutes(2));

    @Inject
    LoadTimeout(Settings settings) {
        this(settings.get("INFERENCE_LOAD_TIMEOUT").positiveDuration(DEFAULT.longest()));
    }
}
