package dev.flsys.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.access.SessionId;
import dev.flsys.platform.shutdown.ShutdownOrder;
import dev.flsys.simulation.RoundAccuracy;
import dev.flsys.simulation.SimulationListener;
import dev.flsys.simulation.Simulations;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationLog;
import dev.flsys.telemetry.LogField;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * The connections of each session, and the simulations that they follow. A session may have any number of connections.
 * A session is removed with its last connection, because its token contains all necessary data. Thread-safe.
 */
@ApplicationScoped
public class LiveSessions implements SimulationListener {

    private static final Logger LOG = Logger.getLogger(LiveSessions.class);
    /** The time in which a new connection of a known session may resume a simulation, before it receives all events. */
    private static final long RESUME_MILLIS = 1_000;

    /** The interval at which connections get the resource use of a simulation. The use is measured about as often. */
    private static final long WATCH_MILLIS = 1_000;

    private static final Duration LAST_EVENTS = Duration.ofSeconds(2);

    private final Simulations simulations;
    private final Map<SessionId, Map<String, LiveConnection>> connections = new ConcurrentHashMap<>();
    private final Map<SimulationId, Feed> feeds = new ConcurrentHashMap<>();
    private final ExecutorService executor = Executors.newCachedThreadPool(LogField.threads("flsys-live"));
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(LogField.threads("flsys-live-timer"));
    private final SendPace pace = new SendPace(System::nanoTime);
    private final Map<Topic, Watches> watches;

    /** A kind of data that a connection can watch. */
    enum Topic {
        RESOURCES,
        CLIENTS,
        ACCURACY
    }

    LiveSessions(Simulations simulations, RoundAccuracy accuracy, ObjectMapper json) {
        this.simulations = simulations;
        Predicate<SimulationId> active = id -> simulations.use(id).isPresent();
        this.watches = Map.of(
                Topic.RESOURCES, new ResourceWatches(simulations::use),
                Topic.CLIENTS, new ClientWatches(active, simulations::observed, json),
                Topic.ACCURACY, new AccuracyWatches(active, accuracy));
    }

    /** Listens for new simulations. No connection existed when earlier simulations began. */
    @PostConstruct
    void listen() {
        simulations.listen(this);
        for (Watches each : watches.values()) {
            var unused = timer.scheduleWithFixedDelay(
                    () -> each.passIfWatched(executor), WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Sends data of a simulation to a connection, at most once a second, until the simulation or the connection ends.
     * Does not block.
     *
     * @return whether there will be data
     * @throws FrameUnreadable if the connection watches too many
     */
    boolean watch(Topic topic, SimulationId simulation, LiveConnection connection) {
        Watches all = of(topic);
        boolean added = all.add(simulation, connection);
        if (!connection.isOpen()) {
            all.leave(connection);
        }
        return added;
    }

    /** Sends the first event of a watch, after its acknowledgement. */
    void showFirst(Topic topic, SimulationId simulation, LiveConnection connection) {
        executor.execute(() -> of(topic).sendFirst(simulation, connection));
    }

    void unwatch(Topic topic, SimulationId simulation, LiveConnection connection) {
        of(topic).remove(simulation, connection);
    }

    private Watches of(Topic topic) {
        return Objects.requireNonNull(watches.get(topic));
    }

    /**
     * Adds a connection. It follows all new simulations of its session, and the active ones if the session is not new.
     *
     * @param resumed whether the session is not new
     */
    void join(SessionId session, boolean resumed, LiveConnection connection) {
        connections.compute(session, (id, all) -> {
            Map<String, LiveConnection> members = all == null ? new ConcurrentHashMap<>() : all;
            members.put(connection.id(), connection);
            return members;
        });
        if (resumed) {
            executor.execute(() -> followActive(session, connection));
        }
    }

    private void followActive(SessionId session, LiveConnection connection) {
        List<SimulationLog> active = simulations.activeLogs(session);
        if (!active.isEmpty()) {
            active.forEach(log -> follow(log, connection, true));
            var unused = timer.schedule(() -> release(active, connection), RESUME_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** The number of connections that use {@code protocol}. */
    long countConnections(LiveProtocol protocol) {
        return connections.values().stream()
                .flatMap(members -> members.values().stream())
                .filter(connection -> connection.protocol() == protocol)
                .count();
    }

    void leave(SessionId session, LiveConnection connection) {
        connections.computeIfPresent(session, (id, all) -> {
            all.remove(connection.id());
            return all.isEmpty() ? null : all;
        });
        leaveFeeds(connection);
        watches.values().forEach(each -> each.leave(connection));
    }

    private void leaveFeeds(LiveConnection connection) {
        // A feed that loses its last follower removes itself from the map.
        new ArrayList<>(feeds.values()).forEach(feed -> feed.remove(connection));
    }

    /** Sends all events of {@code log} after event number {@code seq} to a connection. Does not block. */
    void resume(SimulationLog log, long seq, LiveConnection connection) {
        executor.execute(() -> {
            try {
                while (!feedOf(log).resume(connection, seq)) {
                    Thread.onSpinWait();
                }
            } catch (IOException | UncheckedIOException unreadable) {
                LOG.errorf(unreadable, "Could not read the log of simulation %s", log.id());
            }
            leaveIfClosed(connection);
        });
    }

    @Override
    public void onBegun(SessionId owner, SimulationLog log) {
        Map<String, LiveConnection> members = connections.getOrDefault(owner, Map.of());
        if (!members.isEmpty()) {
            executor.execute(() -> members.values().forEach(connection -> follow(log, connection, false)));
        }
    }

    private void follow(SimulationLog log, LiveConnection connection, boolean held) {
        try {
            while (!feedOf(log).add(connection, held)) {
                Thread.onSpinWait();
            }
        } catch (UncheckedIOException unreadable) {
            LOG.errorf(unreadable, "Could not read the log of simulation %s", log.id());
        }
        leaveIfClosed(connection);
    }

    /** Removes a connection that closed while it was added. */
    private void leaveIfClosed(LiveConnection connection) {
        if (!connection.isOpen()) {
            leaveFeeds(connection);
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

    private Feed feedOf(SimulationLog log) {
        return feeds.computeIfAbsent(log.id(), id -> {
            try {
                return new Feed(log, executor, timer, pace, () -> forget(id));
            } catch (IOException unreadable) {
                throw new UncheckedIOException("The log cannot be read: " + id, unreadable);
            }
        });
    }

    private void forget(SimulationId id) {
        synchronized (feeds) {
            feeds.remove(id);
            feeds.notifyAll();
        }
    }

    /**
     * Waits until the last events of the simulations have been sent to their sessions, unless a session does not take
     * them.
     */
    void finish(@Observes @Priority(ShutdownOrder.LIVE_CLIENTS) ShutdownDelayInitiatedEvent event)
            throws InterruptedException {
        long deadline = System.nanoTime() + LAST_EVENTS.toNanos();
        synchronized (feeds) {
            for (long left = LAST_EVENTS.toNanos(); !feeds.isEmpty() && left > 0; left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(feeds, left);
            }
        }
    }

    @PreDestroy
    void close() {
        timer.shutdownNow();
        executor.shutdownNow();
    }
}
