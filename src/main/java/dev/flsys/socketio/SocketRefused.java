package dev.flsys.socketio;

/** The refusal of a client that may not connect to a namespace. The message is sent to the client. */
public final class SocketRefused extends RuntimeException {

    public SocketRefused(String message) {
        super(message);
    }
}
