package dev.flsys.simulation.execution;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.flower.observer.ObservedRun;
import dev.flsys.flower.observer.ObserverFiles;
import dev.flsys.flower.observer.Observers;
import dev.flsys.project.FlowerProject;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.record.SimulationStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * The observations of runs. Observations are stored only as the events of the run. They are read while the run
 * continues. The events of an ended run are read when a client asks for them. The tables of the newest
 * {@value #MAX_ENDED} ended runs stay in memory while there is room. Thread-safe.
 */
@Singleton
public final class ObservedRuns {

    private static final Logger LOG = Logger.getLogger(ObservedRuns.class);
    private static final int MAX_ENDED = 8;

    private final SimulationStore store;
    private final ObjectMapper json;
    private final Observers observers;
    private final Map<SimulationId, ObservedRun> active = new ConcurrentHashMap<>();
    /** Guarded by itself. */
    private final Map<SimulationId, SoftReference<ObservedRun>> ended = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SimulationId, SoftReference<ObservedRun>> eldest) {
            return size() > MAX_ENDED;
        }
    };

    @Inject
    public ObservedRuns(FlowerProject project, SimulationStore store, ObjectMapper json) {
        this.store = store;
        this.json = json;
        this.observers = new Observers(project, json);
    }

    public ObjectMapper json() {
        return json;
    }

    Observers observers() {
        return observers;
    }

    ObserverFiles files(SimulationId id) {
        return ObserverFiles.of(store.path(id));
    }

    /** The events of a run that starts. */
    public ObservedRun begin(SimulationId id) {
        return active.computeIfAbsent(id, any -> new ObservedRun(files(id)));
    }

    /** Notes that a run has ended and all its events are read. */
    public void end(SimulationId id) {
        ObservedRun run = active.remove(id);
        if (run != null) {
            synchronized (ended) {
                ended.put(id, new SoftReference<>(run));
            }
        }
    }

    /** The events of a run that continues, or that ended a short time ago; empty for all others. */
    public Optional<ObservedRun> inMemory(SimulationId id) {
        ObservedRun going = active.get(id);
        if (going != null) {
            return Optional.of(going);
        }
        synchronized (ended) {
            return Optional.ofNullable(ended.get(id)).map(SoftReference::get);
        }
    }

    /** All present events of a run. Reads whole files. */
    public ObservedRun read(SimulationId id) {
        ObservedRun run = known(id);
        try {
            run.readAll();
        } catch (IOException unreadable) {
            LOG.warnf(unreadable, "The events of simulation %s cannot be read", id);
        }
        return run;
    }

    private ObservedRun known(SimulationId id) {
        ObservedRun going = active.get(id);
        if (going != null) {
            return going;
        }
        synchronized (ended) {
            SoftReference<ObservedRun> kept = ended.get(id);
            ObservedRun known = kept == null ? null : kept.get();
            if (known == null) {
                known = new ObservedRun(files(id));
                ended.put(id, new SoftReference<>(known));
            }
            return known;
        }
    }
}
