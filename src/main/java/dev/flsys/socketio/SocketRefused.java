package dev.flsys.socketio;

/** A client may not connect to a namespace. The message is sent to the client. */
public final class SocketRefused extends RuntimeException {

    public SocketRefused(String message) {
        super(message);
    }
}
