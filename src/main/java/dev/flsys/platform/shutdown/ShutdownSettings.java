package dev.flsys.platform.shutdown;

import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * The settings of the end, checked.
 *
 * @param delay how long after SIGTERM new connections are still accepted
 * @param timeout how long after that the last answers are waited for
 */
@Singleton
record ShutdownSettings(Duration delay, Duration timeout) implements CheckedSettings {

    /**
     * Balancers that ask for readiness each second have noticed, and a busy keep-alive client has been told to move on.
     */
    private static final Duration DEFAULT_DELAY = Duration.ofSeconds(2);
    /** After the 17 s that simulations take at most by default, within the 30 s that Kubernetes grants by default. */
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    @Inject
    ShutdownSettings(Settings settings) {
        this(
                settings.get("SHUTDOWN_DELAY").duration(DEFAULT_DELAY),
                settings.get("SHUTDOWN_TIMEOUT").duration(DEFAULT_TIMEOUT));
    }
}
