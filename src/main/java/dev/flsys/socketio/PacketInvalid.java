package dev.flsys.socketio;

/** A client sent what is not a packet; its session is closed. */
final class PacketInvalid extends RuntimeException {

    PacketInvalid(String reason) {
        super(reason);
    }
}
