package dev.flsys.simulation.execution;

import dev.flsys.flower.LaunchPlan;
import dev.flsys.flower.SuperLinkCommands;
import dev.flsys.flower.superlink.RunAtSuperLink;
import dev.flsys.simulation.models.ModelFiles;
import dev.flsys.simulation.models.RunCheckpoints;
import dev.flsys.simulation.provenance.Provenances;
import dev.flsys.simulation.record.SimulationSettings;
import dev.flsys.simulation.record.SimulationStore;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * Creates the task that runs a simulation: a process on this machine, or a run at a SuperLink. Thread-safe.
 *
 * @param plan starts processes
 * @param remote starts and follows runs at a SuperLink
 * @param models the models that a simulation writes
 */
public record TaskFactory(
        SimulationSettings settings,
        LaunchPlan plan,
        SuperLinkCommands remote,
        SimulationStore store,
        Provenances provenances,
        ModelFiles models,
        ObservedRuns observed,
        RunCheckpoints checkpoints,
        ExecutorService executor,
        Clock clock) {

    /** The task of a simulation. A run at a SuperLink stays there, even if the settings have changed since then. */
    public SimulationTask create(Simulation simulation) {
        RunAtSuperLink known = simulation.state().flowerRun();
        Optional<String> superlink = known == null ? settings.superlink() : Optional.of(known.superlink());
        Runnable keepOrigin = () -> provenances.keep(store.path(simulation.id()), superlink.isPresent());
        return superlink
                .<SimulationTask>map(
                        name -> new SuperLinkTask(simulation, name, remote, store, models, keepOrigin, executor, clock))
                .orElseGet(() -> new ProcessTask(
                        simulation,
                        plan,
                        store,
                        models,
                        new Observation(simulation, store, observed, settings.observer(), checkpoints::plan),
                        settings.maxMemory(),
                        keepOrigin,
                        executor,
                        clock));
    }
}
