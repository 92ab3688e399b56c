package dev.flsys.socketio;

import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The limit of open sessions. Only sessions that a namespace has accepted count, so clients without the API token
 * cannot take the places of others. Of the sessions that wait to be accepted, the oldest one is closed when there are
 * too many. Thread-safe.
 */
final class SessionLimit {

    /** The most sessions that wait to be accepted. A client sends its CONNECT packet right after the handshake. */
    static final int MAX_WAITING = 1_000;

    private final int limit;
    private final Set<EngineSession> waiting = new LinkedHashSet<>();
    private final Set<EngineSession> admitted = new HashSet<>();

    /** @param limit accepted sessions that may be open at once */
    SessionLimit(int limit) {
        this.limit = limit;
    }

    synchronized boolean isFull() {
        return admitted.size() >= limit;
    }

    /** Adds a session that no namespace has accepted yet. */
    void add(EngineSession session) {
        EngineSession oldest = null;
        synchronized (this) {
            waiting.add(session);
            Iterator<EngineSession> all = waiting.iterator();
            if (waiting.size() > MAX_WAITING) {
                oldest = all.next();
                all.remove();
            }
        }
        if (oldest != null) {
            oldest.close();
        }
    }

    /** Counts a session that a namespace has accepted. Closes it if there are too many. */
    void admit(EngineSession session) {
        boolean closes;
        synchronized (this) {
            boolean first = waiting.remove(session);
            closes = first && admitted.size() >= limit;
            if (first && !closes) {
                admitted.add(session);
            }
        }
        if (closes) {
            session.close();
        }
    }

    synchronized void remove(EngineSession session) {
        waiting.remove(session);
        admitted.remove(session);
    }
}
