package dev.flsys.simulation.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.flsys.flower.observer.RunSettings;
import dev.flsys.flower.observer.Steering;
import dev.flsys.simulation.log.SimulationProblem;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationSettings;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The steering of runs: its present state, and its changes while they wait or run. Thread-safe. */
public final class RunSteering {

    private static final Logger LOG = Logger.getLogger(RunSteering.class);

    private final ObservedRuns runs;
    private final SimulationSettings settings;

    public RunSteering(ObservedRuns runs, SimulationSettings settings) {
        this.runs = runs;
        this.settings = settings;
    }

    /**
     * The steering of a run.
     *
     * @param state the state of the run
     * @param steerable whether its rules can be changed now
     * @param reason the reason why the rules cannot be changed, as a sentence; null if they can
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "SteeringState")
    public record Answer(
            @JsonUnwrapped Steering steering,
            SimulationState state,
            boolean steerable,
            @Nullable String reason) {}

    /** The present steering of a run: the steering of its start, or the last change. */
    public static Steering present(SimulationRecord record, ObservedRuns runs) {
        RunSettings start = record.request().settings();
        return runs.files(record.id())
                .readControl(runs.json())
                .orElseGet(() -> start == null ? Steering.NONE : start.steering());
    }

    /**
     * The steering of a run, and whether it can be changed now.
     *
     * @param active the run, if it waits or runs here
     */
    public Answer answer(SimulationRecord record, @Nullable Simulation active) {
        Optional<String> reason = record.state().isFinal() ? Optional.of("It has ended.") : unobserved(record, active);
        return new Answer(present(record, runs), record.state(), reason.isEmpty(), reason.orElse(null));
    }

    /**
     * Changes the steering of a run that waits or runs.
     *
     * @throws SimulationProblem if the run is not observed, so that the change has no effect; or it cannot be stored
     */
    public synchronized void change(Simulation active, Steering.Change change) {
        SimulationRecord record = active.state();
        Optional<String> reason = unobserved(record, active);
        boolean rules = change.rules() != null && !change.rules().isEmpty();
        if (reason.isPresent() && (rules || isAtSuperLink(record))) {
            throw SimulationProblem.unobserved(reason.get());
        }
        Steering next = present(record, runs).with(change);
        try {
            runs.files(record.id()).writeControl(next, runs.json());
        } catch (IOException unwritable) {
            LOG.warnf(unwritable, "The steering of simulation %s cannot be stored", record.id());
            throw SimulationProblem.unwritable(
                    SimulationProblem.reason(unwritable).orElse("the service's log has the reason"));
        }
        Observation observation = active.observation();
        if (observation != null) {
            observation.steer(next);
        }
    }

    private Optional<String> unobserved(SimulationRecord record, @Nullable Simulation active) {
        if (isAtSuperLink(record)) {
            return Optional.of(SimulationProblem.AT_SUPERLINK);
        }
        Observation observation = active == null ? null : active.observation();
        if (observation != null) {
            return observation.unobserved();
        }
        return settings.observer().on() ? Optional.empty() : Optional.of(SimulationProblem.OBSERVER_OFF);
    }

    private boolean isAtSuperLink(SimulationRecord record) {
        return record.flowerRun() != null || settings.superlink().isPresent();
    }
}
