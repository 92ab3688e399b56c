package dev.flsys.live;

import dev.flsys.simulation.log.LogChunk;

/**
 * The position of one connection in the log of one simulation. There is no queue: events that the connection has not
 * taken stay in the file. Guarded by its {@link Feed}.
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

    /** Continues at {@code position}. */
    void resumeAt(long position) {
        this.position = position;
        this.held = false;
    }

    /** Begins sending, if the follower is held. */
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
