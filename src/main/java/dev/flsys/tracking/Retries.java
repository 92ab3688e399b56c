package dev.flsys.tracking;

import dev.flsys.simulation.log.SimulationId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The times at which runs are sent again after failures: after 1 pass, then 2, 4, and so on, up to {@value #MAX_PASSES}
 * passes. Each run has its own count, so a run that always fails does not delay the others. If two runs fail in one
 * pass, the tool counts as absent, and all runs wait. For one thread.
 */
final class Retries {

    static final int MAX_PASSES = 256;

    private final Map<SimulationId, Wait> runs = new HashMap<>();
    private @Nullable Wait tool;
    private long pass;
    private int failedNow;

    /**
     * The wait after some failures.
     *
     * @param failures in succession
     * @param until the pass of the next attempt
     */
    private record Wait(int failures, long until) {

        static Wait after(@Nullable Wait before, long pass) {
            int failures = before == null ? 1 : before.failures() + 1;
            return new Wait(failures, pass + Math.min(MAX_PASSES, 1L << Math.min(failures - 1, 16)));
        }
    }

    /** Begins the next pass. Returns whether runs are sent in it. */
    boolean begin() {
        pass++;
        failedNow = 0;
        return isOver(tool);
    }

    /** Whether a run is sent in this pass. */
    boolean isDue(SimulationId id) {
        return isOver(runs.get(id));
    }

    /** Records that a run has failed. Returns whether no other run is sent in this pass. */
    boolean recordFailure(SimulationId id) {
        runs.put(id, Wait.after(runs.get(id), pass));
        failedNow++;
        if (failedNow < 2) {
            return false;
        }
        tool = Wait.after(tool, pass);
        return true;
    }

    /** Forgets the failures of a run that has been sent, or is not sent any more. */
    void forget(SimulationId id) {
        runs.remove(id);
    }

    /** Records that this pass has ended with no more than one failure. */
    void end() {
        tool = null;
    }

    /** Whether something waits after a failure. */
    boolean isWaiting() {
        return !runs.isEmpty();
    }

    private boolean isOver(@Nullable Wait wait) {
        return wait == null || pass >= wait.until();
    }
}
