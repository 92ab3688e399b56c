package dev.flsys.socketio;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The settings of Socket.IO as written. */
@ConfigMapping(prefix = "flsys.socketio")
interface SocketIoConfig {

    /** SOCKETIO_PING_INTERVAL. */
    Optional<String> pingInterval();

    /** SOCKETIO_PING_TIMEOUT. */
    Optional<String> pingTimeout();

    /** SOCKETIO_MAX_PAYLOAD. */
    Optional<String> maxPayload();

    /** SOCKETIO_MAX_SESSIONS. */
    Optional<String> maxSessions();
}
