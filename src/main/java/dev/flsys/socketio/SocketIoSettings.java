package dev.flsys.socketio;

import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Setting;
import dev.flsys.settings.SettingsReport;
import java.time.Duration;

/**
 * The settings of Socket.IO, checked.
 *
 * @param pingInterval how long after a pong the server sends its next ping
 * @param pingTimeout how long a client has to answer it before its session is closed
 * @param maxPayload bytes that one message, or the body of one request, of a client may have
 * @param maxSessions sessions that may be open at once
 */
public record SocketIoSettings(Duration pingInterval, Duration pingTimeout, int maxPayload, int maxSessions)
        implements CheckedSettings {

    private static final Duration DEFAULT_PING_INTERVAL = Duration.ofSeconds(25);
    private static final Duration DEFAULT_PING_TIMEOUT = Duration.ofSeconds(20);
    private static final int DEFAULT_MAX_PAYLOAD = 1_000_000;
    /** What the server's WebSocket takes at most, see application.properties. */
    private static final int LARGEST_PAYLOAD = 1_048_576;

    private static final int DEFAULT_MAX_SESSIONS = 10_000;

    static SocketIoSettings read(SocketIoConfig config, SettingsReport report) {
        return new SocketIoSettings(
                positive(Setting.of("SOCKETIO_PING_INTERVAL", config.pingInterval(), report), DEFAULT_PING_INTERVAL),
                positive(Setting.of("SOCKETIO_PING_TIMEOUT", config.pingTimeout(), report), DEFAULT_PING_TIMEOUT),
                Setting.of("SOCKETIO_MAX_PAYLOAD", config.maxPayload(), report)
                        .integer(DEFAULT_MAX_PAYLOAD, 1_000, LARGEST_PAYLOAD),
                Setting.of("SOCKETIO_MAX_SESSIONS", config.maxSessions(), report)
                        .integer(DEFAULT_MAX_SESSIONS, 1, 1_000_000));
    }

    private static Duration positive(Setting setting, Duration fallback) {
        Duration read = setting.duration(fallback);
        if (read.isZero()) {
            setting.wrong("It must be longer than nothing.", "for example " + fallback.toSeconds() + "s");
            return fallback;
        }
        return read;
    }
}
