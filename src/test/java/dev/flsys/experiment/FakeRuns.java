package dev.flsys.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.access.Caller;
import dev.flsys.access.SessionId;
import dev.flsys.flower.options.StartOptions;
import dev.flsys.flower.progress.Round;
import dev.flsys.problem.Problem;
import dev.flsys.simulation.SimulationRuns;
import dev.flsys.simulation.StartTicket;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.simulation.record.SimulationRecord;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Simulations that are only records. They survive the experiment runners of a test, as files do. */
final class FakeRuns implements SimulationRuns {

    /** A service that refuses a start. */
    static final class Refusal extends Problem {
        Refusal(int status, String detail) {
            super(status, "Refused", detail);
        }
    }

    static final Instant START = Instant.parse("2026-11-28T10:00:00Z");

    final Map<SimulationId, SimulationRecord> records = new LinkedHashMap<>();
    final List<SimulationId> stopped = new ArrayList<>();
    final List<SimulationId> begun = new ArrayList<>();
    int maxRunning = 1;
    boolean here = true;

    @Nullable Problem refusal;

    StartOptions options = StartOptions.none("train.py", "unknown");
    private int made;

    /** The runs of this state, the oldest first. */
    List<SimulationRecord> in(SimulationState state) {
        return records.values().stream().filter(each -> each.state() == state).toList();
    }

    /** Ends a run. */
    void end(SimulationRecord run, SimulationState state, @Nullable String detail, Round... rounds) {
        records.put(
                run.id(),
                new SimulationRecord(
                        run.id(),
                        run.request(),
                        state,
                        new SimulationRecord.Times(START, START, START.plusSeconds(10)),
                        run.launched(),
                        new SimulationRecord.Report(0, null, detail, null, null),
                        new SimulationRecord.Training(null, List.of(rounds), null, null, null, null),
                        null,
                        null));
    }

    /** Ends the only run that runs with success. */
    void complete() {
        SimulationRecord run = in(SimulationState.RUNNING).get(0);
        end(run, SimulationState.COMPLETED, null);
    }

    /** A killed service: what ran was interrupted. */
    void kill() {
        in(SimulationState.RUNNING).forEach(run -> end(run, SimulationState.INTERRUPTED, "killed"));
    }

    static Round round(int number, double accuracy) {
        return new Round(number, null, accuracy, null, null, null, Map.of());
    }

    @Override
    public boolean runsSimulations() {
        return here;
    }

    @Override
    public void requireHere() {
        if (!here) {
            throw new Refusal(503, "elsewhere");
        }
    }

    @Override
    public int maxRunning() {
        return maxRunning;
    }

    @Override
    public StartOptions options() {
        return options;
    }

    @Override
    public void check(JsonNode parameters) {
        if (parameters.has("unknown")) {
            throw new Refusal(400, "The script has no option unknown.");
        }
    }

    @Override
    public StartTicket submit(SimulationRecord.Request request) {
        if (refusal != null) {
            throw refusal;
        }
        SimulationId id = new SimulationId(String.format(Locale.ROOT, "20261128-100000-%08x", ++made));
        records.put(
                id,
                new SimulationRecord(
                        id,
                        request,
                        SimulationState.RUNNING,
                        new SimulationRecord.Times(START, START, null),
                        new SimulationRecord.Launched(null, "marker", null),
                        new SimulationRecord.Report(null, null, null, null, null),
                        new SimulationRecord.Training(null, List.of(), null, null, null, null),
                        null,
                        null));
        return new StartTicket(id, SimulationState.QUEUED, 0, () -> begun.add(id));
    }

    @Override
    public void stop(SimulationId id) {
        stopped.add(id);
        SimulationRecord run = records.get(id);
        if (run != null && !run.state().isFinal()) {
            end(run, SimulationState.STOPPED, null);
        }
    }

    @Override
    public Optional<SimulationRecord> find(SimulationId id) {
        return Optional.ofNullable(records.get(id));
    }

    @Override
    public Stream<SimulationRecord> all() {
        return List.copyOf(records.values()).stream();
    }

    @Override
    public Set<SimulationId> ids() {
        return Set.copyOf(records.keySet());
    }

    @Override
    public Optional<FileTime> changed(SimulationId id) {
        return find(id).map(run -> FileTime.from(START));
    }

    @Override
    public boolean mayRead(Caller caller, SessionId owner) {
        return true;
    }

    @Override
    public boolean isPinned(SimulationId id) {
        return false;
    }

    @Override
    public long delete(Caller caller, SimulationId id) {
        records.remove(id);
        return 1;
    }
}
