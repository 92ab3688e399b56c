package dev.flsys.simulation.execution;

import dev.flsys.flower.observer.ObservationSummary;
import dev.flsys.flower.observer.ObservedRun;
import dev.flsys.flower.observer.ObserverPlan;
import dev.flsys.flower.observer.ObserverSettings;
import dev.flsys.flower.observer.Steering;
import dev.flsys.flower.observer.StoppedBy;
import dev.flsys.process.Launch;
import dev.flsys.simulation.log.SimulationProblem;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The observation of one run that is a process of this service, and its steering. The run behaves the same with the
 * observation and without it. Thread-safe.
 */
final class Observation {

    private static final Logger LOG = Logger.getLogger(Observation.class);

    private static final String OTHER_LOOP = "Its training is not a loop of Flower that FLSys observes.";
    /** The most bytes of events that are read at once while the run continues. */
    private static final long MAX_BYTES_AT_ONCE = 4 << 20;

    private final Simulation simulation;
    private final SimulationStore store;
    private final ObservedRuns runs;
    private final ObserverSettings settings;
    private final Function<SimulationRecord, Optional<ObserverPlan.Resume>> resume;
    private volatile @Nullable ObservedRun run;
    private volatile Steering steering;
    /** The number of rounds that had ended when the user asked to end after the present round. */
    private volatile int roundsBefore;

    private volatile int rounds;
    private boolean unreadable;
    private boolean over;

    /** @param resume the checkpoint with which a run starts; empty for a run that begins at its first round */
    Observation(
            Simulation simulation,
            SimulationStore store,
            ObservedRuns runs,
            ObserverSettings settings,
            Function<SimulationRecord, Optional<ObserverPlan.Resume>> resume) {
        this.simulation = simulation;
        this.store = store;
        this.runs = runs;
        this.settings = settings;
        this.resume = resume;
        this.steering = RunSteering.present(simulation.state(), runs);
        simulation.observe(this);
    }

    /** No observation. */
    static Observation off(Simulation simulation, SimulationStore store, ObservedRuns runs) {
        return new Observation(simulation, store, runs, ObserverSettings.OFF, record -> Optional.empty());
    }

    /**
     * The launch with the observer; {@code launch} itself if the run is not observed.
     *
     * @throws IOException if the run continues another run, and the observer cannot resume it
     */
    Launch addObserver(Launch launch) throws IOException {
        // The steering may have been changed since this object was created.
        steer(RunSteering.present(simulation.state(), runs));
        SimulationRecord record = simulation.state();
        boolean continues = record.request().parent() != null;
        if (!settings.on()) {
            if (continues) {
                throw new IOException(
                        "A run that continues another one has to be observed. " + SimulationProblem.OBSERVER_OFF);
            }
            return launch;
        }
        if (continues) {
            return addObserver(launch, record);
        }
        try {
            return addObserver(launch, record);
        } catch (IOException | UncheckedIOException unwritable) {
            LOG.warnf(unwritable, "Simulation %s is not observed: the observer cannot be written", record.id());
            simulation.change(each -> each.observed(ObservationSummary.nothing("The observer could not be written.")));
            return launch;
        }
    }

    private Launch addObserver(Launch launch, SimulationRecord record) throws IOException {
        ObserverPlan.Resume start;
        try {
            start = resume.apply(record).orElse(null);
        } catch (UncheckedIOException gone) {
            throw gone.getCause();
        }
        ObserverPlan plan = settings.createPlan(record.request().settings(), start);
        Launch observed = runs.observers().addObserver(launch, store.folder(record.id()), plan);
        run = runs.begin(record.id());
        return observed;
    }

    /**
     * The reason to doubt that a resumed run began with its checkpoint; empty for other runs. Must be called after
     * {@link #finish}.
     */
    Optional<String> notResumed() {
        ObservedRun observed = run;
        return simulation.state().request().parent() == null || (observed != null && observed.isResumed())
                ? Optional.empty()
                : Optional.of("It did not continue from the checkpoint: its training is not a loop of Flower that FLSys"
                        + " observes, so it began with new weights.");
    }

    /** Reads some of the new events. Must be called at short intervals. */
    synchronized void follow() {
        ObservedRun observed = run;
        if (observed == null || over || unreadable) {
            return;
        }
        try {
            boolean all = observed.read(MAX_BYTES_AT_ONCE);
            if (all || observed.hasTraining()) {
                note(observed);
            }
        } catch (IOException failed) {
            unreadable = true;
            LOG.warnf(failed, "The events of simulation %s cannot be read", simulation.id());
        }
    }

    private void note(ObservedRun observed) {
        ObservationSummary seen = observed.observed();
        if (seen.events() > 0) {
            simulation.change(record -> record.observed(seen));
        }
    }

    /** Applies the steering that is in the control file. */
    void steer(Steering next) {
        if (next.stopAfterRound() && !steering.stopAfterRound()) {
            roundsBefore = rounds;
        }
        steering = next;
    }

    /**
     * Notes that the output shows the end of a round.
     *
     * @return whether its process has to be ended, because the observer does not end the training
     */
    boolean roundEnded(int ended) {
        rounds = ended;
        if (!steering.stopAfterRound() || ended <= roundsBefore) {
            return false;
        }
        follow();
        return unobserved().isPresent();
    }

    /** The reason why the observer cannot steer the run; empty if it can, or if that is not known yet. */
    Optional<String> unobserved() {
        ObservedRun observed = run;
        if (!settings.on()) {
            return Optional.of(SimulationProblem.OBSERVER_OFF);
        }
        if (observed == null) {
            return rounds > 0 ? Optional.of("The observer could not be written.") : Optional.empty();
        }
        if (observed.isUnknownFlower()) {
            return Optional.ofNullable(observed.observed().note());
        }
        return rounds > 0 && !observed.hasTraining() ? Optional.of(OTHER_LOOP) : Optional.empty();
    }

    /** Whether a rule has ended the training, and its loop is code of the app, which the observer cannot end. */
    boolean hasToBeEnded() {
        ObservedRun observed = run;
        return observed != null && observed.hasToBeEnded();
    }

    /** Reads the last events. Returns the rule that ended the training before its last round; empty if none did. */
    synchronized Optional<StoppedBy> finish() {
        ObservedRun observed = run;
        if (observed == null) {
            return Optional.empty();
        }
        if (over) {
            return observed.stopped();
        }
        over = true;
        try {
            observed.readAll();
        } catch (IOException failed) {
            LOG.warnf(failed, "The events of simulation %s cannot be read", simulation.id());
        }
        ObservationSummary seen = observed.observed();
        boolean other = rounds > 0 && !observed.hasTraining() && seen.note() == null;
        simulation.change(record -> record.observed(other ? ObservationSummary.nothing(OTHER_LOOP) : seen));
        observed.stopped().ifPresent(rule -> simulation.change(record -> record.stoppedBy(rule)));
        runs.end(simulation.id());
        return observed.stopped();
    }
}
