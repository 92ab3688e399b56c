package dev.flsys.live;

import dev.flsys.simulation.LogChunk;

/**
 * One connection that follows one simulation: where in the log it is. There is nothing else to it, no queue: what a
 * connection has not taken stays in the file. Guarded by its {@link Feed}.
 */
final class Follower {

    private final LiveConnection connection;
    private long position;
    private boolean held;
    private boolean sending;
    private boolean gone;

    Follower(LiveConnection connection, boolean held) {
        this.connection = connection;
        this.held = held;
    }

    LiveConnection connection() {
        return connection;
    }

    long position() {
        return position;
    }

    /** Whether the next chunk may be sent. */
    boolean isReady() {
        return !held && !sending && !gone;
    }

    boolean isGone() {
        return gone;
    }

    /** Goes on at {@code position}, whatever has been sent. */
    void resumeAt(long position) {
        this.position = position;
        this.held = false;
    }

    /** Begins where it is, if it has not begun. */
    void begin() {
        held = false;
    }

    void sending(LogChunk chunk) {
        sending = true;
        position = chunk.next();
    }

    void sent() {
        sending = false;
    }

    void leave() {
        gone = true;
    }
}
