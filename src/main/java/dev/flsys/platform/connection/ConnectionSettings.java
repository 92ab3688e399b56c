package dev.flsys.platform.connection;

import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Setting;
import dev.flsys.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * The settings of connections, checked.
 *
 * @param header the time in which the header of a request must be complete after its first byte, or after the
 *     connection was opened
 * @param keepAlive the time that a connection stays open between two requests
 * @param answer the time in which the client must take some of the bytes that wait for it
 */
@Singleton
record ConnectionSettings(Duration header, Duration keepAlive, Duration answer) implements CheckedSettings {

    private static final Duration DEFAULT_HEADER = Duration.ofSeconds(30);
    /** Longer than the 60 seconds after which many proxies close their idle connections. */
    private static final Duration DEFAULT_KEEP_ALIVE = Duration.ofSeconds(75);

    private static final Duration DEFAULT_ANSWER = Duration.ofSeconds(60);

    private static final Duration MIN_LENGTH = Duration.ofMillis(100);

    @Inject
    ConnectionSettings(Settings settings) {
        this(
                time(settings.get("HTTP_HEADER_TIMEOUT"), DEFAULT_HEADER),
                time(settings.get("HTTP_KEEP_ALIVE_TIMEOUT"), DEFAULT_KEEP_ALIVE),
                time(settings.get("HTTP_ANSWER_TIMEOUT"), DEFAULT_ANSWER));
    }

    private static Duration time(Setting setting, Duration fallback) {
        Duration time = setting.duration(fallback);
        if (time.compareTo(MIN_LENGTH) < 0) {
            setting.reportWrong(
                    "It is less than 100ms, which is too short for most networks.",
                    "for example " + fallback.toSeconds() + "s");
            return fallback;
        }
        return time;
    }
}
