package dev.flsys.socketio;

/** A client may not connect to a namespace; the message is told to it. */
public final class SocketRefused extends RuntimeException {

    public SocketRefused(String message) {
        super(message);
    }
}
