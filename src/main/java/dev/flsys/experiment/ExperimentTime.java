package dev.flsys.experiment;

import dev.flsys.simulation.SimulationRuns;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The time that an experiment still takes, from the runs that completed. */
record ExperimentTime(SimulationRuns runs, Clock clock) {

    /** Seconds until the last run ends. Empty if the experiment is not running, or no run has completed. */
    Optional<Double> of(Experiment experiment) {
        double mean = experiment
                .cellsIn(CellState.COMPLETED)
                .flatMap(cell -> Stream.ofNullable(cell.seconds()))
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
        if (experiment.state() != ExperimentState.RUNNING || Double.isNaN(mean)) {
            return Optional.empty();
        }
        double work = mean * experiment.cellsIn(CellState.WAITING).count();
        List<Cell> running = experiment.cellsIn(CellState.RUNNING).toList();
        double longest = 0;
        for (Cell cell : running) {
            double left = Math.max(0, mean - secondsElapsed(cell));
            work += left;
            longest = Math.max(longest, left);
        }
        return Optional.of(Math.max(longest, work / runs.maxRunning()));
    }

    private double secondsElapsed(Cell cell) {
        return runs.find(Objects.requireNonNull(cell.run()))
                .flatMap(run -> Optional.ofNullable(run.times().started()))
                .map(started -> Duration.between(started, clock.instant()).toMillis() / 1e3)
                .orElse(0.0);
    }
}
