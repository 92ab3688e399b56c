package dev.flsys.flower.superlink;

import dev.flsys.process.OutputLine;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Receives the events of a {@link RunFollower}, on the follower's threads. */
public interface RunListener {

    /**
     * Stores lines of the run's log: {@code first}, and any number of those that are available without waiting.
     *
     * @param more returns the next available line, or null
     * @return number of stored lines; each piece of a long line counts
     */
    int storeLines(OutputLine first, Supplier<@Nullable OutputLine> more);

    /** The text of an incomplete line changed, as a progress bar does: the run is not silent. */
    default void onProgress() {}

    /** The SuperLink does not answer. It is asked again. */
    void onUnreachable(String reason);

    /** The SuperLink answers again. */
    void onReachable();

    /** The run cannot be stopped now. The stop is tried again. */
    void onUnstoppable(String reason);
}
