package dev.flsys.socketio;

import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * The settings of Socket.IO, checked.
 *
 * @param pingInterval the time between a pong and the next ping of the server
 * @param pingTimeout the time in which a client must answer a ping before its session is closed
 * @param maxPayload bytes that one message, or the body of one request, of a client may have
 * @param maxSessions sessions that may be open at once
 */
@Singleton
public record SocketIoSettings(Duration pingInterval, Duration pingTimeout, int maxPayload, int maxSessions)
        implements CheckedSettings {

    private static final Duration DEFAULT_PING_INTERVAL = Duration.ofSeconds(25);
    private static final Duration DEFAULT_PING_TIMEOUT = Duration.ofSeconds(20);
    private static final int DEFAULT_MAX_PAYLOAD = 1_000_000;
    /** The limit of a WebSocket message of the server, see application.properties. */
    private static final int MAX_PAYLOAD = 1_048_576;

    private static final int DEFAULT_MAX_SESSIONS = 10_000;

    @Inject
    SocketIoSettings(Settings settings) {
        this(
                settings.get("SOCKETIO_PING_INTERVAL").positiveDuration(DEFAULT_PING_INTERVAL),
                settings.get("SOCKETIO_PING_TIMEOUT").positiveDuration(DEFAULT_PING_TIMEOUT),
                settings.get("SOCKETIO_MAX_PAYLOAD").integer(DEFAULT_MAX_PAYLOAD, 1_000, MAX_PAYLOAD),
                settings.get("SOCKETIO_MAX_SESSIONS").integer(DEFAULT_MAX_SESSIONS, 1, 1_000_000));
    }
}
