package dev.flsys.socketio;

/** A client sent an invalid packet. Its session is closed. */
final class PacketInvalid extends RuntimeException {

    PacketInvalid(String reason) {
        super(reason);
    }
}
