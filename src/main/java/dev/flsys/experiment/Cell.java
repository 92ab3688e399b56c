package dev.flsys.experiment;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.record.SimulationRecord;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run of an experiment: a setting with one repeat, see {@link Grid}.
 *
 * @param number from 0
 * @param attempt number of runs that were accepted for it; the last one counts
 * @param interruptions number of runs in a row that ended with the service
 * @param run its last run; null before the first
 * @param reason the reason why the cell failed, in one sentence; null if the state alone is sufficient
 * @param seconds the duration of its completed run
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
record Cell(
        int number,
        CellState state,
        int attempt,
        int interruptions,
        @Nullable SimulationId run,
        @Nullable String reason,
        @Nullable Double seconds) {

    /** If the service ends during this many runs of one cell in a row, these runs are probably the cause. */
    static final int MAX_INTERRUPTIONS = 10;

    static Cell waiting(int number) {
        return new Cell(number, CellState.WAITING, 0, 0, null, null, null);
    }

    /** The cell with its next run, or with a run that was found again. */
    Cell begun(int nextAttempt, SimulationId next) {
        return new Cell(number, CellState.RUNNING, nextAttempt, interruptions, next, null, null);
    }

    /** The running cell with the end of its run; unchanged while the run has not ended. */
    Cell followed(Optional<SimulationRecord> record) {
        if (record.isEmpty()) {
            return ended(CellState.DELETED, null);
        }
        SimulationRecord now = record.get();
        if (now.endedWithService()) {
            return interrupted();
        }
        return switch (now.state()) {
            case QUEUED, STARTING, RUNNING, INTERRUPTED -> this;
            case COMPLETED -> completed(seconds(now.times()));
            case FAILED -> ended(CellState.FAILED, now.report().detail());
            case STOPPED -> ended(CellState.STOPPED, now.report().detail());
        };
    }

    private static @Nullable Double seconds(SimulationRecord.Times times) {
        Instant started = times.started();
        Instant ended = times.ended();
        return started == null || ended == null
                ? null
                : Duration.between(started, ended).toMillis() / 1e3;
    }

    Cell completed(@Nullable Double took) {
        return new Cell(number, CellState.COMPLETED, attempt, 0, run, null, took);
    }

    Cell ended(CellState end, @Nullable String why) {
        return new Cell(number, end, attempt, interruptions, run, why, null);
    }

    /** The cell after the service ended during its run: it waits again, unless that happened too often. */
    Cell interrupted() {
        int times = interruptions + 1;
        return times < MAX_INTERRUPTIONS
                ? new Cell(number, CellState.WAITING, attempt, times, run, null, null)
                : new Cell(
                        number,
                        CellState.INTERRUPTED,
                        attempt,
                        times,
                        run,
                        "The service ended during each of " + times + " runs.",
                        null);
    }

    /** The cell that gets another run. */
    Cell rerun() {
        return new Cell(number, CellState.WAITING, attempt, 0, run, null, null);
    }
}
