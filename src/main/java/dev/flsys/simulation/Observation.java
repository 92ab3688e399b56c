package dev.flsys.simulation;

import dev.flsys.flower.observer.Observed;
import dev.flsys.flower.observer.ObserverPlan;
import dev.flsys.flower.observer.ObserverSettings;
import dev.flsys.flower.observer.Observers;
import dev.flsys.process.Launch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** The observation of one run, whose process starts here. The run is the same with it and without it. */
final class Observation {

    private static final Logger LOG = Logger.getLogger(Observation.class);

    private final Simulation simulation;
    private final SimulationStore store;
    private final Observers observers;
    private final ObserverSettings settings;
    private final Function<SimulationRecord, Optional<ObserverPlan.Resume>> resume;

    /** @param resume the checkpoint with which a run starts; empty for a run that begins at its first round */
    Observation(
            Simulation simulation,
            SimulationStore store,
            Observers observers,
            ObserverSettings settings,
            Function<SimulationRecord, Optional<ObserverPlan.Resume>> resume) {
        this.simulation = simulation;
        this.store = store;
        this.observers = observers;
        this.settings = settings;
        this.resume = resume;
    }

    /** No observation. */
    static Observation off(Simulation simulation, SimulationStore store) {
        return new Observation(
                simulation, store, store.observers(), ObserverSettings.OFF, record -> Optional.empty());
    }

    /** The launch with the observer; {@code launch} itself if the run is not observed. */
    Launch observed(Launch launch) {
        if (!settings.on()) {
            return launch;
        }
        SimulationRecord record = simulation.state();
        ObserverPlan plan = settings.plan(
                record.request().settings(), resume.apply(record).orElse(null));
        try {
            return observers.observed(launch, store.folder(record.id()), plan);
        } catch (IOException | UncheckedIOException unwritable) {
            LOG.warnf(unwritable, "Simulation %s is not observed: the observer cannot be written", record.id());
            simulation.change(each -> each.observed(Observed.nothing("The observer could not be written.")));
            return launch;
        }
    }
}
