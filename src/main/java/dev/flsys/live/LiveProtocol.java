package dev.flsys.live;

import java.util.Locale;

/** The protocols of live connections. */
enum LiveProtocol {
    WEBSOCKET,
    SOCKETIO;

    /** The value of the label {@code protocol}. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
