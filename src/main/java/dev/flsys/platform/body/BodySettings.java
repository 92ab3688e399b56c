package dev.flsys.platform.body;

import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Setting;
import dev.flsys.settings.SettingsReport;
import java.time.Duration;

/**
 * The settings of bodies, checked.
 *
 * @param timeout the time in which a body has to be complete, or at least to have brought {@link IncomingBody#MIN_RATE}
 *     bytes a second; a longer body has the same time again, as often as it brings that much
 */
record BodySettings(Duration timeout) implements CheckedSettings {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration SHORTEST = Duration.ofMillis(100);

    static BodySettings read(BodyConfig config, SettingsReport report) {
        Setting setting = Setting.of("HTTP_BODY_TIMEOUT", config.timeout(), report);
        Duration timeout = setting.duration(DEFAULT_TIMEOUT);
        if (timeout.compareTo(SHORTEST) < 0) {
            setting.wrong("It is less than 100ms, in which hardly any body arrives.", "for example 20s");
            return new BodySettings(DEFAULT_TIMEOUT);
        }
        return new BodySettings(timeout);
    }
}
