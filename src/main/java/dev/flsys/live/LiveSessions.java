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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
    private final ResourceWatches watches;
    private final ClientWatches clientWatches;
    private final AccuracyWatches accuracyWatches;

    LiveSessions(Simulations simulations, RoundAccuracy accuracy, ObjectMapper json) {
        this.simulations = simulations;
        this.watches = new ResourceWatches(simulations::use);
        this.clientWatches = new ClientWatches(id -> simulations.use(id).isPresent(), simulations::observed, json);
        this.accuracyWatches = new AccuracyWatches(id -> simulations.use(id).isPresent(), accuracy);
    }

    /** There was no connection for the simulations that began earlier. */
    @PostConstruct
    void listen() {
        simulations.listen(this);
        for (Watches each : List.of(watches, clientWatches, accuracyWatches)) {
            var unused = timer.scheduleWithFixedDelay(
                    () -> each.passIfWatched(executor), WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Sends the resource use of a simulation to a connection, now and at most once a second, until the simulation or
     * the connection ends. Does not block.
     *
     * @throws FrameUnreadable if the connection watches too many
     */
    boolean watch(SimulationId simulation, LiveConnection connection) {
        return watch(watches, simulation, connection);
    }

    /** The same as {@link #watch(SimulationId, LiveConnection)}, for the clients of the rounds that end. */
    boolean watchClients(SimulationId simulation, LiveConnection connection) {
        return watch(clientWatches, simulation, connection);
    }

    /** As {@link #watch(SimulationId, LiveConnection)}, for the accuracy of the newest round. */
    boolean watchAccuracy(SimulationId simulation, LiveConnection connection) {
        return watch(accuracyWatches, simulation, connection);
    }

    /** Sends the newest accuracy of a watch, after its acknowledgement. */
    void showAccuracy(SimulationId simulation, LiveConnection connection) {
        executor.execute(() -> accuracyWatches.first(simulation, connection));
    }

    void unwatchAccuracy(SimulationId simulation, LiveConnection connection) {
        accuracyWatches.remove(simulation, connection);
    }

    private static boolean watch(Watches all, SimulationId simulation, LiveConnection connection) {
        boolean runs = all.add(simulation, connection);
        if (!connection.isOpen()) {
            all.leave(connection);
        }
        return runs;
    }

    /** Sends the first event of a watch, after its acknowledgement. */
    void showUse(SimulationId simulation, LiveConnection connection) {
        executor.execute(() -> watches.first(simulation, connection));
    }

    void unwatch(SimulationId simulation, LiveConnection connection) {
        watches.remove(simulation, connection);
    }

    /** Sends the newest clients of a watch, after its acknowledgement. */
    void showClients(SimulationId simulation, LiveConnection connection) {
        executor.execute(() -> clientWatches.first(simulation, connection));
    }

    void unwatchClients(SimulationId simulation, LiveConnection connection) {
        clientWatches.remove(simulation, connection);
    }

    /**
     * Adds a connection. It follows all new simulations of its session, and the active ones if the session is not new.
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
        List<SimulationLog> going = simulations.activeLogs(session);
        if (!going.isEmpty()) {
            going.forEach(log -> follow(log, connection, true));
            var unused = timer.schedule(() -> release(going, connection), RESUME_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** The number of connections that use {@code protocol}. */
    long connected(LiveProtocol protocol) {
        return connections.values().stream()
                .flatMap(members -> members.values().stream())
                .filter(connection -> connection.protocol() == protocol)
                .count();
    }

    void left(SessionId session, LiveConnection connection) {
        connections.computeIfPresent(session, (id, all) -> {
            all.remove(connection.id());
            return all.isEmpty() ? null : all;
        });
        leaveFeeds(connection);
        watches.leave(connection);
        clientWatches.leave(connection);
        accuracyWatches.leave(connection);
    }

    private void leaveFeeds(LiveConnection connection) {
        // A feed that loses its last follower removes itself from the map.
        new ArrayList<>(feeds.values()).forEach(feed -> feed.remove(connection));
    }

    /** Sends all events of {@code log} after event number {@code seq} to a connection. Does not block. */
    void resume(SimulationLog log, long seq, LiveConnection connection) {
        executor.execute(() -> {
            try {
                while (!feed(log).resume(connection, seq)) {
                    Thread.onSpinWait();
                }
            } catch (IOException | UncheckedIOException unreadable) {
                LOG.errorf(unreadable, "Could not read the log of simulation %s", log.id());
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

    private Feed feed(SimulationLog log) {
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
