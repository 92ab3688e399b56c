package dev.flsys.flower.superlink;

import dev.flsys.process.OutputLine;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gets what {@link RunFollower} finds out, on the threads on which it does. */
public interface RunWatcher {

    /**
     * Stores lines of the run's log: {@code first}, and of what is there already as much as it wants.
     *
     * @param more gives the next line if it is there, null if not
     * @return how many lines were stored, pieces of a long one each counted
     */
    int lines(OutputLine first, Supplier<@Nullable OutputLine> more);

    /** A line that has not ended shows another text, as a progress bar does: the run is not silent. */
    default void moved() {}

    /** The SuperLink does not answer; it is asked again. */
    void unreachable(String reason);

    /** It answers again. */
    void reached();

    /** The run cannot be stopped now; it is tried again. */
    void unstoppable(String reason);
}
