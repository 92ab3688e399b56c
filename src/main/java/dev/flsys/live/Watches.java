package dev.flsys.live;

import dev.flsys.simulation.log.LogChunk;
import dev.flsys.simulation.log.SimulationId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends to each connection news of the simulations that it asked for. Each pass sends at most one frame of a simulation
 * to a connection. It sends none if there is nothing new, or if the connection has not yet taken the frame before.
 * These events have no {@code seq} and are not in the log. Thread-safe.
 */
abstract class Watches {

    private static final Logger LOG = Logger.getLogger(Watches.class);

    /** Simulations that a connection may watch at the same time. */
    static final int MAX = 16;

    private final String remedy;
    private final Map<Key, Watch> watches = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();

    private record Key(SimulationId simulation, String connection) {}

    private static final class Watch {

        private final LiveConnection connection;
        private @Nullable Object sent;
        private boolean sending;

        Watch(LiveConnection connection) {
            this.connection = connection;
        }
    }

    /**
     * News for a connection.
     *
     * @param position the position of the connection when it has taken the events
     * @param lines the events as a log has them, each with its line feed
     * @param events the number of events
     */
    record News(Object position, String lines, int events) {

        /** One event. */
        static News of(Object position, String event, Object data) {
            return new News(position, line(event, data), 1);
        }

        static String line(String event, Object data) {
            return "{\"event\":\"" + event + "\",\"data\":" + data + "}\n";
        }

        private Frame frame() {
            return new Frame(new LogChunk(lines.getBytes(StandardCharsets.UTF_8), events, 0));
        }
    }

    /** @param remedy a sentence for a connection that watches too many */
    Watches(String remedy) {
        this.remedy = remedy;
    }

    /** Whether there may be news of a simulation. */
    abstract boolean mayHaveNews(SimulationId simulation);

    /**
     * The news of a simulation; empty if there is none.
     *
     * @param sent the position of the connection; null if it has received nothing yet
     */
    abstract Optional<News> newsAfter(SimulationId simulation, @Nullable Object sent);

    /**
     * Adds a connection, if the simulation waits or runs.
     *
     * @return whether the simulation waits or runs
     * @throws FrameUnreadable if the connection watches {@value #MAX} others
     */
    boolean add(SimulationId simulation, LiveConnection connection) {
        if (!mayHaveNews(simulation)) {
            return false;
        }
        Key key = new Key(simulation, connection.id());
        synchronized (this) {
            if (watches.containsKey(key)) {
                return true;
            }
            int count = counts.getOrDefault(connection.id(), 0);
            if (count >= MAX) {
                throw new FrameUnreadable(
                        "A connection watches at most " + MAX + " simulations at the same time. " + remedy);
            }
            counts.put(connection.id(), count + 1);
            watches.put(key, new Watch(connection));
            return true;
        }
    }

    synchronized void remove(SimulationId simulation, LiveConnection connection) {
        remove(new Key(simulation, connection.id()));
    }

    private void remove(Key key) {
        if (watches.remove(key) != null) {
            counts.computeIfPresent(key.connection(), (id, count) -> count > 1 ? count - 1 : null);
        }
    }

    /** Removes a connection that has closed. */
    synchronized void leave(LiveConnection connection) {
        if (counts.containsKey(connection.id())) {
            List.copyOf(watches.keySet()).forEach(key -> {
                if (key.connection().equals(connection.id())) {
                    remove(key);
                }
            });
        }
    }

    /** Sends the present state to a connection that has just been added. */
    void sendFirst(SimulationId simulation, LiveConnection connection) {
        send(simulation, List.of(new Key(simulation, connection.id())));
    }

    /** Runs a pass on a thread of {@code executor}, if there is a watch. */
    void passIfWatched(Executor executor) {
        synchronized (this) {
            if (watches.isEmpty()) {
                return;
            }
        }
        executor.execute(this::pass);
    }

    /** Sends to each connection the news of its simulations. */
    void pass() {
        Map<SimulationId, List<Key>> keys = new LinkedHashMap<>();
        synchronized (this) {
            watches.keySet().forEach(key -> keys.computeIfAbsent(key.simulation(), id -> new ArrayList<>())
                    .add(key));
        }
        keys.forEach(this::send);
    }

    private void send(SimulationId simulation, List<Key> keys) {
        // The end is checked before the news is read, because a simulation that has ended may have last news.
        boolean continues = mayHaveNews(simulation);
        Map<Optional<Object>, Optional<Message>> messages = new HashMap<>();
        for (Key key : keys) {
            Watch watch = ready(key);
            if (watch == null) {
                continue;
            }
            Optional<Message> message = messages.computeIfAbsent(
                    Optional.ofNullable(watch.sent),
                    sent -> newsAfter(simulation, sent.orElse(null)).map(Message::of));
            if (message.isPresent()) {
                watch.sent = message.get().position();
                watch.connection
                        .send(message.get().frame())
                        .subscribe()
                        .with(taken -> onTaken(watch), gone -> onGone(watch, gone));
            } else {
                onTaken(watch);
                if (!continues) {
                    remove(simulation, watch.connection);
                }
            }
        }
    }

    /** News as one frame for all connections at the same position. */
    private record Message(Object position, Frame frame) {

        static Message of(News news) {
            return new Message(news.position(), news.frame());
        }
    }

    private synchronized @Nullable Watch ready(Key key) {
        Watch watch = watches.get(key);
        if (watch == null || watch.sending) {
            return null;
        }
        watch.sending = true;
        return watch;
    }

    private synchronized void onTaken(Watch watch) {
        watch.sending = false;
    }

    private void onGone(Watch watch, Throwable failure) {
        LOG.debugf(failure, "Connection %s was closed before the data was sent", watch.connection.id());
        leave(watch.connection);
    }
}
