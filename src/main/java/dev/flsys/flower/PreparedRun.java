package dev.flsys.flower;

import dev.flsys.process.Launch;
import java.time.Duration;
import java.util.Optional;

/** A run that can be started, and what there is to know and to do about it beyond its process. */
public interface PreparedRun extends AutoCloseable {

    /** What to start. */
    Launch launch();

    /** Sees each line of the output, in order, while it runs. */
    default void line(String line) {}

    /**
     * Ends what the process would leave running somewhere else, before the process is asked to end; at most
     * {@code limit}.
     */
    default void stop(Duration limit) {}

    /**
     * Why it failed, asked after its process exited with 0 and before what that left behind is ended.
     *
     * @return empty if nothing speaks against success
     * @throws InterruptedException if the thread was interrupted
     */
    default Optional<String> failure() throws InterruptedException {
        return Optional.empty();
    }

    /** Removes what only the run needed; called once its processes are gone. */
    @Override
    default void close() {}

    /** A run of which there is nothing to know but its process. */
    static PreparedRun of(Launch launch) {
        return () -> launch;
    }
}
