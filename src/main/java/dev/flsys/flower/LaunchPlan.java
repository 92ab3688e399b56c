package dev.flsys.flower;

import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.flower.command.StartScriptMissing;
import dev.flsys.flower.options.StartOptions;
import java.util.function.Consumer;

/** How a simulation gets its process. */
public interface LaunchPlan extends AutoCloseable {

    /**
     * Requires that there is something to start now: a project may get its start script after the service has started.
     *
     * @throws StartScriptMissing if there is not
     */
    void requireScript();

    /**
     * Finds out what to start, which may take minutes where the project's Python has to be made first.
     *
     * @param report takes every step, for the client that waits
     * @throws dev.flsys.problem.Problem if it cannot be started
     * @throws InterruptedException if the thread was interrupted because the simulation is to stop
     */
    PreparedRun prepare(Order order, Consumer<String> report) throws InterruptedException;

    /**
     * Checks parameters against the options of what is started, where it is certain which there are. Takes as long as
     * {@link #options()} the first time, and is fast after that.
     *
     * @throws ParametersInvalid if the start would fail because of them
     * @throws InterruptedException if the thread was interrupted, or the service stops
     */
    void check(StartParameters parameters) throws InterruptedException;

    /**
     * What a simulation can be started with. Takes as long as the script needs for its {@code --help}, a minute at
     * most; a Python environment is not made for it.
     *
     * @throws InterruptedException if the thread was interrupted, or the service stops
     */
    StartOptions options() throws InterruptedException;

    /** Ends what is being asked; no simulation and no question comes after. */
    @Override
    void close();
}
