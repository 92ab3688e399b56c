package dev.flsys.experiment;

import dev.flsys.simulation.SimulationRuns;
import dev.flsys.simulation.log.SimulationId;
import java.nio.file.attribute.FileTime;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The metrics of runs. The metrics of an ended run are read again only if its record has changed. Thread-safe. */
final class RunResults {

    /** The most numbers that are kept. They need 64 MB. */
    private static final long MAX_NUMBERS = 8_000_000;

    private final SimulationRuns runs;
    private final Map<SimulationId, Known> known = new LinkedHashMap<>(16, 0.75f, true);
    private long numbers;

    private record Known(FileTime changed, RunSeries series) {}

    RunResults(SimulationRuns runs) {
        this.runs = runs;
    }

    /** The metrics of a cell's run so far; empty if it has none, or its record was deleted. */
    Optional<RunSeries> of(Cell cell) {
        SimulationId run = cell.run();
        if (run == null) {
            return Optional.empty();
        }
        if (cell.state() != CellState.COMPLETED) {
            return runs.find(run).map(RunSeries::of);
        }
        FileTime changed = runs.changed(run).orElse(null);
        if (changed == null) {
            return Optional.empty();
        }
        Optional<RunSeries> before = findCached(run, changed);
        if (before.isPresent()) {
            return before;
        }
        Optional<RunSeries> series = runs.find(run).map(RunSeries::of);
        series.ifPresent(found -> cache(run, changed, found));
        return series;
    }

    private synchronized Optional<RunSeries> findCached(SimulationId run, FileTime changed) {
        return Optional.ofNullable(known.get(run))
                .filter(before -> before.changed().equals(changed))
                .map(Known::series);
    }

    private synchronized void cache(SimulationId run, FileTime changed, RunSeries series) {
        Known before = known.put(run, new Known(changed, series));
        numbers += series.size() - (before == null ? 0 : before.series().size());
        for (Iterator<Known> eldest = known.values().iterator(); numbers > MAX_NUMBERS && eldest.hasNext(); ) {
            numbers -= eldest.next().series().size();
            eldest.remove();
        }
    }
}
