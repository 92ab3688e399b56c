package dev.flsys.live;

import dev.flsys.access.SessionId;
import dev.flsys.simulation.SimulationEvent;
import dev.flsys.simulation.SimulationEvents;
import io.quarkus.websockets.next.OpenConnections;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which connections belong to which session. A session has as many as it opens; it is forgotten with the last one, since
 * its token carries all there is to know of it. Safe for use by several threads.
 */
@ApplicationScoped
public class LiveSessions implements SimulationEvents {

    private final OpenConnections open;
    private final Frames frames;
    private final Map<SessionId, Set<String>> connections = new ConcurrentHashMap<>();

    LiveSessions(OpenConnections open, Frames frames) {
        this.open = open;
        this.frames = frames;
    }

    void joined(SessionId session, WebSocketConnection connection) {
        connections.compute(session, (id, ids) -> {
            Set<String> all = ids == null ? ConcurrentHashMap.newKeySet() : ids;
            all.add(connection.id());
            return all;
        });
    }

    void left(SessionId session, WebSocketConnection connection) {
        connections.computeIfPresent(session, (id, ids) -> {
            ids.remove(connection.id());
            return ids.isEmpty() ? null : ids;
        });
    }

    /**
     * Sends a batch as one frame to every connection of the session; completes when the slowest has taken it or is gone. A
     * session without a connection takes everything at once.
     */
    @Override
    public Uni<Void> deliver(SessionId owner, List<SimulationEvent> batch) {
        Set<String> ids = connections.getOrDefault(owner, Set.of());
        if (ids.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        String frame = frames.of(batch);
        List<Uni<Void>> sent = ids.stream()
                .flatMap(id -> open.findByConnectionId(id).stream())
                .map(connection -> connection.sendText(frame).onFailure().recoverWithNull())
                .toList();
        return sent.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(sent).andCollectFailures().replaceWithVoid();
    }
}
