package dev.flsys.model;

import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Setting;
import java.time.Duration;

/**
 * INFERENCE_LOAD_TIMEOUT: the longest time in which a model is read, loaded and tried. An export by Python before that
 * has its own limits.
 *
 * @param longest greater than zero
 */
public record LoadTimeout(Duration longest) implements CheckedSettings {

    /** The default. */
    public static final LoadTimeout DEFAULT = new LoadTimeout(Duration.ofMinutes(2));

    static LoadTimeout read(Setting setting) {
        return new LoadTimeout(setting.positiveDuration(DEFAULT.longest()));
    }
}
