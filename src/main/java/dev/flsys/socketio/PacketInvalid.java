package dev.flsys.socketio;

/** The problem that a client sent an invalid packet. The session of the client is closed. */
final class PacketInvalid extends RuntimeException {

    PacketInvalid(String reason) {
        super(reason);
    }
}
