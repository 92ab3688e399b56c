package dev.flsys.flower;

import dev.flsys.process.ExitStatus;
import dev.flsys.process.Launch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A run that can be started, and the actions that it needs in addition to its process. */
public interface PreparedRun extends AutoCloseable {

    Launch launch();

    /** Sentences about parameters that no program reads, and about output that cannot be shown; often empty. */
    default List<String> warnings() {
        return List.of();
    }

    /** Whether the script may ignore its parameters. Such a script may end without having done its task. */
    default boolean mayIgnoreParameters() {
        return false;
    }

    /** Receives each line of the output, in order. */
    default void onLine(String line) {}

    /**
     * Stops the parts of the run outside its process tree, before the process is asked to end; within {@code limit}.
     */
    default void stop(Duration limit) {}

    /**
     * The reason why the run failed. Called after the process exited with 0, and before the other processes of the run
     * are ended.
     *
     * @return empty if there is no sign of a failure
     * @throws InterruptedException if the thread was interrupted
     */
    default Optional<String> failure() throws InterruptedException {
        return Optional.empty();
    }

    /** Whether the run is its process alone, so that the output of the process shows the end of the training. */
    default boolean isProcess() {
        return true;
    }

    /**
     * Whether the run may itself have sent the signal of {@code status} to its process. A shell script with {@code trap
     * 'kill 0' EXIT} does so at its end.
     */
    default boolean mayHaveEndedItself(ExitStatus status) {
        return status.isTermination();
    }

    /**
     * Whether {@link #launch} may be started one more time after it exited with another code than 0. It may be, if it
     * failed by chance and before the run began. The answer is for the last start only.
     *
     * @return the reason, as a sentence for the log; empty if a further start is of no use
     */
    default Optional<String> startsAgain() {
        return Optional.empty();
    }

    /** Removes the run's temporary files. This is called after its processes have ended. */
    @Override
    default void close() {}
}
