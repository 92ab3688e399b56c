package dev.flsys.experiment;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.flsys.access.SessionId;
import dev.flsys.simulation.log.SimulationId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An experiment at one moment, as {@code experiment.json} has it.
 *
 * @param owner the session that started it, and that owns its runs
 * @param reason the reason why the service paused the experiment; null if it did not
 * @param ended the time at which it reached an ended state
 * @param cells by number
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
record Experiment(
        ExperimentId id,
        String owner,
        String name,
        Grid grid,
        ExperimentState state,
        @Nullable String reason,
        Instant created,
        @Nullable Instant ended,
        List<Cell> cells) {

    /** @throws IllegalArgumentException if the cells do not match the grid */
    Experiment {
        cells = List.copyOf(cells);
        if (cells.size() != grid.runs()) {
            throw new IllegalArgumentException("Not the cells of the grid: " + cells.size());
        }
        for (int i = 0; i < cells.size(); i++) {
            if (cells.get(i).number() != i) {
                throw new IllegalArgumentException("Not cell " + i);
            }
        }
    }

    static Experiment create(ExperimentId id, SessionId owner, String name, Grid grid, Instant now) {
        List<Cell> cells =
                IntStream.range(0, grid.runs()).mapToObj(Cell::waiting).toList();
        return new Experiment(id, owner.value(), name, grid, ExperimentState.RUNNING, null, now, null, cells);
    }

    /** The session that started it. */
    SessionId session() {
        return new SessionId(owner);
    }

    /** Number of cells by state, of all states. */
    Map<CellState, Integer> counts() {
        Map<CellState, Integer> counts = new EnumMap<>(CellState.class);
        for (CellState state : CellState.values()) {
            counts.put(state, 0);
        }
        cells.forEach(cell -> counts.merge(cell.state(), 1, Integer::sum));
        return counts;
    }

    Stream<Cell> cellsIn(CellState state) {
        return cells.stream().filter(cell -> cell.state() == state);
    }

    /** The next cell to start: all settings get their first run before any gets its second. */
    Optional<Cell> next() {
        return state == ExperimentState.RUNNING
                ? cellsIn(CellState.WAITING).min(Comparator.comparing(cell -> grid.repeatOf(cell.number())))
                : Optional.empty();
    }

    /** Whether a run has not ended, or a cell waits for its start. */
    boolean isOpen() {
        return !state.isEnded() || cellsIn(CellState.RUNNING).findAny().isPresent();
    }

    /**
     * The experiment with another state of one cell. If all cells have ended, the experiment is completed. In a stopped
     * experiment, a waiting cell becomes a stopped one.
     */
    Experiment with(Cell changed, Instant now) {
        Cell kept = state == ExperimentState.STOPPED && changed.state() == CellState.WAITING
                ? changed.ended(CellState.STOPPED, null)
                : changed;
        return changed(cell -> cell.number() == kept.number() ? kept : cell, state, reason, now);
    }

    /** The experiment in which each ended cell whose run {@code isGone} has the state {@code deleted}. */
    Experiment deleted(Predicate<SimulationId> isGone, Instant now) {
        return changed(
                cell -> {
                    SimulationId run = cell.run();
                    boolean gone = run != null && !cell.state().isOpen() && isGone.test(run);
                    return gone ? cell.ended(CellState.DELETED, null) : cell;
                },
                state,
                reason,
                now);
    }

    Experiment paused(@Nullable String why, Instant now) {
        return state == ExperimentState.RUNNING ? changed(cell -> cell, ExperimentState.PAUSED, why, now) : this;
    }

    /**
     * The experiment that starts cells again. A stopped experiment continues with its stopped cells.
     *
     * @throws ExperimentProblem if all cells have ended
     */
    Experiment resumed(Instant now) {
        return switch (state) {
            case RUNNING -> this;
            case PAUSED -> changed(cell -> cell, ExperimentState.RUNNING, null, now);
            case STOPPED ->
                changed(
                        cell -> cell.state() == CellState.STOPPED ? cell.rerun() : cell,
                        ExperimentState.RUNNING,
                        null,
                        now);
            case COMPLETED -> throw ExperimentProblem.ended();
        };
    }

    /** The experiment whose waiting cells are not started. Its running cells have to be stopped. */
    Experiment stopped(Instant now) {
        return state.isEnded()
                ? this
                : changed(
                        cell -> cell.state() == CellState.WAITING ? cell.ended(CellState.STOPPED, null) : cell,
                        ExperimentState.STOPPED,
                        null,
                        now);
    }

    /**
     * The experiment in which the cells of {@code numbers} wait for another run. A paused experiment stays paused.
     *
     * @throws ExperimentProblem if {@code numbers} is empty
     */
    Experiment retried(List<Integer> numbers, Instant now) {
        if (numbers.isEmpty()) {
            throw ExperimentProblem.nothingToRetry();
        }
        return changed(
                cell -> numbers.contains(cell.number()) ? cell.rerun() : cell,
                state == ExperimentState.PAUSED ? state : ExperimentState.RUNNING,
                state == ExperimentState.PAUSED ? reason : null,
                now);
    }

    private Experiment changed(UnaryOperator<Cell> change, ExperimentState wanted, @Nullable String why, Instant now) {
        List<Cell> next = new ArrayList<>(cells);
        next.replaceAll(change);
        boolean open = next.stream().anyMatch(cell -> cell.state().isOpen());
        ExperimentState then = wanted == ExperimentState.STOPPED || open ? wanted : ExperimentState.COMPLETED;
        Instant end = !then.isEnded() ? null : ended == null || !state.isEnded() ? now : ended;
        return new Experiment(
                id, owner, name, grid, then, then == ExperimentState.PAUSED ? why : null, created, end, next);
    }
}
