package dev.flsys.platform.body;

import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Setting;
import dev.flsys.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * The settings of request bodies, checked.
 *
 * @param timeout the time in which a body must be complete; if at least {@link IncomingBody#MIN_RATE} bytes a second
 *     arrived in this time, it begins again
 */
@Singleton
record BodySettings(Duration timeout) implements CheckedSettings {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration MIN_LENGTH = Duration.ofMillis(100);

    @Inject
    BodySettings(Settings settings) {
        this(timeout(settings.get("HTTP_BODY_TIMEOUT")));
    }

    private static Duration timeout(Setting setting) {
        Duration timeout = setting.duration(DEFAULT_TIMEOUT);
        if (timeout.compareTo(MIN_LENGTH) < 0) {
            setting.reportWrong("It is less than 100ms, in which hardly any body arrives.", "for example 20s");
            return DEFAULT_TIMEOUT;
        }
        return timeout;
    }
}
