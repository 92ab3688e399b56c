package dev.flsys.live;

import dev.flsys.access.SessionId;
import dev.flsys.platform.shutdown.ShutdownOrder;
import dev.flsys.simulation.SimulationId;
import dev.flsys.simulation.SimulationListener;
import dev.flsys.simulation.SimulationLog;
import dev.flsys.simulation.Simulations;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Which connections belong to which session, and what they follow. A session has as many connections as it opens; it is
 * forgotten with the last one, since its token carries all there is to know of it. Safe for use by several threads.
 */
@ApplicationScoped
public class LiveSessions implements SimulationListener {

    private static final Logger LOG = Logger.getLogger(LiveSessions.class);
    /** How long a connection that came back has to say from where it goes on, before it gets everything. */
    private static final long RESUME_MILLIS = 1_000;

    private static final Duration LAST_EVENTS = Duration.ofSeconds(2);

    private final Instance<Simulations> simulations;
    private final Map<SessionId, Map<String, LiveConnection>> connections = new ConcurrentHashMap<>();
    private final Map<SimulationId, Feed> feeds = new ConcurrentHashMap<>();
    private final ExecutorService executor = Executors.newCachedThreadPool(task -> daemon(task, "flsys-live"));
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "flsys-live-timer"));

    LiveSessions(Instance<Simulations> simulations) {
        this.simulations = simulations;
    }

    /**
     * A connection that has come: it follows all simulations of its session that begin from now on, and, if the session
     * is not new, those that are going on.
     *
     * @param resumed whether the session is not new
     */
    void joined(SessionId session, boolean resumed, LiveConnection connection) {
        connections.compute(session, (id, all) -> {
            Map<String, LiveConnection> members = all == null ? new ConcurrentHashMap<>() : all;
            members.put(connection.id(), connection);
            return members;
        });
        if (resumed) {
            executor.execute(() -> followGoing(session, connection));
        }
    }

    private void followGoing(SessionId session, LiveConnection connection) {
        List<SimulationLog> going = simulations.get().going(session);
        if (!going.isEmpty()) {
            going.forEach(log -> follow(log, connection, true));
            var unused = timer.schedule(() -> release(going, connection), RESUME_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    void left(SessionId session, LiveConnection connection) {
        connections.computeIfPresent(session, (id, all) -> {
            all.remove(connection.id());
            return all.isEmpty() ? null : all;
        });
        // A feed that loses its last follower takes itself out of the map.
        new ArrayList<>(feeds.values()).forEach(feed -> feed.remove(connection));
    }

    /** Has {@code connection} get everything of {@code log} after event number {@code seq}. Does not block. */
    void resume(SimulationLog log, long seq, LiveConnection connection) {
        executor.execute(() -> {
            try {
                while (!feed(log).resume(connection, seq)) {
                    Thread.onSpinWait();
                }
            } catch (IOException | UncheckedIOException unreadable) {
                LOG.errorf(unreadable, "The log of simulation %s cannot be read", log.id());
            }
            leaveIfClosed(connection);
        });
    }

    @Override
    public void begun(SessionId owner, SimulationLog log) {
        Map<String, LiveConnection> members = connections.getOrDefault(owner, Map.of());
        if (!members.isEmpty()) {
            executor.execute(() -> members.values().forEach(connection -> follow(log, connection, false)));
        }
    }

    private void follow(SimulationLog log, LiveConnection connection, boolean held) {
        try {
            while (!feed(log).add(connection, held)) {
                Thread.onSpinWait();
            }
        } catch (UncheckedIOException unreadable) {
            LOG.errorf(unreadable, "The log of simulation %s cannot be read", log.id());
        }
        leaveIfClosed(connection);
    }

    /** One that closed while it was added would be forgotten in its feeds. */
    private void leaveIfClosed(LiveConnection connection) {
        if (!connection.isOpen()) {
            new ArrayList<>(feeds.values()).forEach(feed -> feed.remove(connection));
        }
    }

    private void release(List<SimulationLog> logs, LiveConnection connection) {
        for (SimulationLog log : logs) {
            Feed feed = feeds.get(log.id());
            if (feed != null) {
                feed.release(connection);
            }
        }
    }

    private Feed feed(SimulationLog log) {
        return feeds.computeIfAbsent(log.id(), id -> {
            try {
                return new Feed(log, executor, timer, () -> feeds.remove(id));
            } catch (IOException unreadable) {
                throw new UncheckedIOException("The log cannot be read: " + id, unreadable);
            }
        });
    }

    /**
     * Waits until the last events, which simulations have got by now, are with their sessions, as far as those take
     * them.
     */
    void finish(@Observes @Priority(ShutdownOrder.LIVE_CLIENTS) ShutdownDelayInitiatedEvent event)
            throws InterruptedException {
        long deadline = System.nanoTime() + LAST_EVENTS.toNanos();
        while (!feeds.isEmpty() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    @PreDestroy
    void close() {
        timer.shutdownNow();
        executor.shutdownNow();
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
