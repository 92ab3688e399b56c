package dev.flsys.live;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flsys.simulation.LogChunk;
import dev.flsys.simulation.PresentUse;
import dev.flsys.simulation.Resources;
import dev.flsys.simulation.SimulationId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends to each connection what the simulations use that it asked for: {@code simulation_resources}. Each pass sends at
 * most one event of a simulation to a connection, and none before the connection has taken the one before, or if
 * nothing has changed. The events have no {@code seq} and are not in the log. Thread-safe.
 */
final class ResourceWatches {

    private static final Logger LOG = Logger.getLogger(ResourceWatches.class);
    static final String EVENT = "simulation_resources";
    /** Simulations that a connection may watch at the same time. */
    static final int MOST = 16;

    private final Function<SimulationId, Optional<PresentUse>> use;
    private final Map<Key, Watch> watches = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();

    private record Key(SimulationId simulation, String connection) {}

    private static final class Watch {

        private final LiveConnection connection;
        private String sent = "";
        private boolean sending;

        Watch(LiveConnection connection) {
            this.connection = connection;
        }
    }

    /** @param use what a simulation uses now; empty if it neither waits nor runs */
    ResourceWatches(Function<SimulationId, Optional<PresentUse>> use) {
        this.use = use;
    }

    /**
     * Adds a connection, if the simulation waits or runs.
     *
     * @return whether it does
     * @throws FrameUnreadable if the connection watches {@value #MOST} others
     */
    boolean add(SimulationId simulation, LiveConnection connection) {
        if (use.apply(simulation).isEmpty()) {
            return false;
        }
        Key key = new Key(simulation, connection.id());
        synchronized (this) {
            if (watches.containsKey(key)) {
                return true;
            }
            int count = counts.getOrDefault(connection.id(), 0);
            if (count >= MOST) {
                throw new FrameUnreadable("A connection watches at most " + MOST
                        + " simulations at the same time. Send watch_resources with watch: false for another one.");
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
    void first(SimulationId simulation, LiveConnection connection) {
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

    /** Sends to each connection what its simulations use, if that has changed. */
    void pass() {
        Map<SimulationId, List<Key>> keys = new LinkedHashMap<>();
        synchronized (this) {
            watches.keySet().forEach(key -> keys.computeIfAbsent(key.simulation(), id -> new ArrayList<>())
                    .add(key));
        }
        keys.forEach(this::send);
    }

    private void send(SimulationId simulation, List<Key> keys) {
        Optional<PresentUse> now = use.apply(simulation);
        if (now.isEmpty()) {
            synchronized (this) {
                keys.forEach(this::remove);
            }
            return;
        }
        String line = line(simulation, now.get());
        Frame frame = new Frame(new LogChunk(line.getBytes(StandardCharsets.UTF_8), 1, 0));
        for (Key key : keys) {
            Watch ready = ready(key, line);
            if (ready != null) {
                ready.connection.send(frame).subscribe().with(taken -> taken(ready), gone -> gone(ready, gone));
            }
        }
    }

    private synchronized @Nullable Watch ready(Key key, String line) {
        Watch watch = watches.get(key);
        if (watch == null || watch.sending || watch.sent.equals(line)) {
            return null;
        }
        watch.sending = true;
        watch.sent = line;
        return watch;
    }

    private synchronized void taken(Watch watch) {
        watch.sending = false;
    }

    private void gone(Watch watch, Throwable failure) {
        LOG.debugf(failure, "Connection %s is gone", watch.connection.id());
        leave(watch.connection);
    }

    /** The event as a line of a log has it. */
    private static String line(SimulationId simulation, PresentUse now) {
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("simulation_id", simulation.value());
        now.measured().ifPresent(resources -> add(data, resources));
        if (now.etaSeconds() != null) {
            data.put("eta_seconds", now.etaSeconds());
        }
        return "{\"event\":\"" + EVENT + "\",\"data\":" + data + "}\n";
    }

    private static void add(ObjectNode data, Resources resources) {
        data.put("cpu_seconds", resources.cpuSeconds());
        if (resources.memoryBytes() != null) {
            data.put("memory_bytes", resources.memoryBytes());
        }
        if (resources.processes() != null) {
            data.put("processes", resources.processes());
        }
        data.put("peak_memory_bytes", resources.peakMemoryBytes()).put("written_bytes", resources.writtenBytes());
        if (resources.peakGpuBytes() != null) {
            data.put("peak_gpu_bytes", resources.peakGpuBytes());
        }
    }
}
