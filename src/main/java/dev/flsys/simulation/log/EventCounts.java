package dev.flsys.simulation.log;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The numbers of stored events of all simulations since the service started. Thread-safe. */
public final class EventCounts {

    private final LongAdder started = new LongAdder();
    private final LongAdder rounds = new LongAdder();
    private final LongAdder lines = new LongAdder();
    private final Map<SimulationState, LongAdder> ended = new EnumMap<>(SimulationState.class);

    public EventCounts() {
        for (SimulationState state : SimulationState.values()) {
            ended.put(state, new LongAdder());
        }
    }

    public long started() {
        return started.sum();
    }

    public long rounds() {
        return rounds.sum();
    }

    /** The lines of output. Each piece of a long line counts, as does each stored step of a progress bar. */
    public long lines() {
        return lines.sum();
    }

    /**
     * The simulations that have ended in a state.
     *
     * @param state a final state
     */
    public long ended(SimulationState state) {
        LongAdder number = ended.get(state);
        return number == null ? 0 : number.sum();
    }

    /** The events that are stored together. For one thread at a time. */
    final class Tally {

        private int newStarted;
        private int newRounds;
        private int newLines;
        private SimulationState last = SimulationState.RUNNING;

        void add(SimulationEvent event) {
            if (event instanceof SimulationEvent.Log) {
                newLines++;
            } else if (event instanceof SimulationEvent.RoundEnded) {
                newRounds++;
            } else if (event instanceof SimulationEvent.Started) {
                newStarted++;
            } else if (event instanceof SimulationEvent.Complete) {
                last = SimulationState.COMPLETED;
            } else if (event instanceof SimulationEvent.Failed failed) {
                last = failed.status();
            }
        }

        /** Counts the events, which have been stored. */
        void stored() {
            started.add(newStarted);
            rounds.add(newRounds);
            lines.add(newLines);
            LongAdder number = ended.get(last);
            if (last.isFinal() && number != null) {
                number.increment();
            }
        }
    }
}
