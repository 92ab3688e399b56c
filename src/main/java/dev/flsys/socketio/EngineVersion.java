package dev.flsys.socketio;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The supported revisions of the Engine.IO protocol. */
enum EngineVersion {
    /** The revision of Socket.IO 1 and 2, and of Flask-SocketIO 4. The client sends the pings. */
    V3,
    /** The revision of Socket.IO 3 and 4. The server sends the pings. */
    V4;

    /**
     * The revision that a request names.
     *
     * @param parameter the query parameter {@code EIO}; null if there is none
     * @return empty for a revision that is not supported
     */
    static Optional<EngineVersion> of(@Nullable String parameter) {
        if ("3".equals(parameter)) {
            return Optional.of(V3);
        }
        return "4".equals(parameter) ? Optional.of(V4) : Optional.empty();
    }

    /**
     * The format of this revision's packets.
     *
     * @param base64 whether the client cannot receive bytes, only base64; revision 4 has one format for all clients
     */
    PacketCodec codec(boolean base64) {
        return switch (this) {
            case V3 -> new PacketCodec3(base64);
            case V4 -> new PacketCodec4();
        };
    }
}
