package dev.flsys.platform.shutdown;

import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Setting;
import dev.flsys.settings.SettingsReport;
import java.time.Duration;

/**
 * The settings of the end, checked.
 *
 * @param delay how long after SIGTERM new connections are still accepted
 * @param timeout how long after that the last answers are waited for
 */
record ShutdownSettings(Duration delay, Duration timeout) implements CheckedSettings {

    /**
     * Balancers that ask for readiness each second have noticed, and a busy keep-alive client has been told to move on.
     */
    private static final Duration DEFAULT_DELAY = Duration.ofSeconds(2);
    /** After the 17 s that simulations take at most by default, within the 30 s that Kubernetes grants by default. */
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    static ShutdownSettings read(ShutdownConfig config, SettingsReport report) {
        return new ShutdownSettings(
                Setting.of("SHUTDOWN_DELAY", config.delay(), report).duration(DEFAULT_DELAY),
                Setting.of("SHUTDOWN_TIMEOUT", config.timeout(), report).duration(DEFAULT_TIMEOUT));
    }
}
