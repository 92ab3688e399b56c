package dev.flsys.platform.shutdown;

import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * The settings of the shutdown, checked.
 *
 * @param delay the time after SIGTERM in which connections are still accepted
 * @param timeout the time for the last answers after that
 */
@Singleton
record ShutdownSettings(Duration delay, Duration timeout) implements CheckedSettings {

    /**
     * Enough for balancers that check readiness every second, and for busy keep-alive clients to get an answer that
     * closes their connection.
     */
    private static final Duration DEFAULT_DELAY = Duration.ofSeconds(2);
    /**
     * Together with the 17 s that simulations need at most by default, it is within the 30 s that Kubernetes allows by
     * default.
     */
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    @Inject
    ShutdownSettings(Settings settings) {
        this(
                settings.get("SHUTDOWN_DELAY").duration(DEFAULT_DELAY),
                settings.get("SHUTDOWN_TIMEOUT").duration(DEFAULT_TIMEOUT));
    }
}
