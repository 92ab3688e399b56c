package dev.flsys.flower;

import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.flower.command.StartScriptMissing;
import dev.flsys.flower.options.StartOptions;
import java.util.function.Consumer;

/** Starts the process of a simulation. */
public interface LaunchPlan extends AutoCloseable {

    /**
     * Requires that the start script exists now: a project may get it after the service has started.
     *
     * @throws StartScriptMissing if it does not exist
     */
    void requireScript();

    /**
     * Prepares a run. This takes minutes if the project's Python has to be created first.
     *
     * @param report receives every step, for the client that waits
     * @throws dev.flsys.problem.Problem if the run cannot be started
     * @throws InterruptedException if the thread was interrupted because the simulation is to stop
     */
    PreparedRun prepare(RunRequest request, Consumer<String> report) throws InterruptedException;

    /**
     * Checks parameters against the options of the start script, if they are certainly known. The first call takes as
     * long as {@link #options()}, later calls are fast.
     *
     * @throws ParametersInvalid if the start would fail because of them
     * @throws InterruptedException if the thread was interrupted, or the service stops
     */
    void check(StartParameters parameters) throws InterruptedException;

    /**
     * The parameters that a simulation can be started with. The call may take the time of the script's {@code --help},
     * a minute at most. No Python environment is created for this.
     *
     * @throws InterruptedException if the thread was interrupted, or the service stops
     */
    StartOptions options() throws InterruptedException;

    /** Ends all running requests to scripts for their options. No method may be called afterwards. */
    @Override
    void close();
}
