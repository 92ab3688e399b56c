package dev.flsys.notice;

import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.record.SimulationRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** The runs that have not ended, and whether each one is known to be stalled. Any thread may add one. */
final class RunWatch {

    private final Map<SimulationId, Boolean> stalled = new ConcurrentHashMap<>();

    /** Adds a run until its end. */
    void add(SimulationId id) {
        stalled.put(id, false);
    }

    /** Sends the notices of the runs that ended or stalled since the last call. For one thread. */
    void check(Function<SimulationId, Optional<SimulationRecord>> current, Consumer<Notice> send) {
        for (SimulationId id : List.copyOf(stalled.keySet())) {
            Optional<SimulationRecord> found = current.apply(id);
            if (found.isEmpty() || found.get().state().isFinal()) {
                stalled.remove(id);
                found.map(Notice::of).ifPresent(send);
            } else {
                boolean silent =
                        SimulationRecord.STALLED.equals(found.get().report().detail());
                boolean known = Boolean.TRUE.equals(stalled.put(id, silent));
                if (silent && !known) {
                    send.accept(Notice.of(found.get()));
                }
            }
        }
    }
}
