package dev.flsys.simulation;

import dev.flsys.problem.Problem;
import dev.flsys.process.ChildProcess;
import dev.flsys.process.ExitStatus;
import dev.flsys.process.Launch;
import dev.flsys.process.OutputLines;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One simulation from its preparation to its last event, driven by whoever asks for the next batch: nothing is read from
 * the process that nobody asked for, so a slow reader holds back the process and nothing piles up. Each batch is stored
 * before it is returned. For one thread at a time.
 */
final class SimulationRun {

    private static final Logger LOG = Logger.getLogger(SimulationRun.class);

    /** A batch ends here, so that a frame stays small: lines and characters. */
    private static final int MAX_LINES = 500;

    private static final int MAX_CHARACTERS = 32 * 1024;
    /** What a finished simulation leaves running gets this long to end by itself. */
    private static final Duration LEFTOVER_GRACE = Duration.ofSeconds(2);

    /** The exit code told for an error of the service's own. */
    private static final int OWN_FAILURE = -1;

    private static final String COMPLETE = "模拟成功完成。";

    private final Simulation simulation;
    private final LaunchPlan plan;
    private final SimulationStore store;
    private final ExecutorService executor;
    private final Clock clock;

    private @Nullable Preparation preparation;
    private @Nullable ChildProcess process;
    private @Nullable OutputLines lines;
    private boolean over;
    private long seq;

    SimulationRun(
            Simulation simulation, LaunchPlan plan, SimulationStore store, ExecutorService executor, Clock clock) {
        this.simulation = simulation;
        this.plan = plan;
        this.store = store;
        this.executor = executor;
        this.clock = clock;
    }

    /** The next events, at least one, waiting for them; empty after the last. */
    Optional<List<SimulationEvent>> next() {
        if (over) {
            return Optional.empty();
        }
        try {
            List<SimulationEvent> batch = advance();
            store.append(simulation.id(), batch);
            return Optional.of(batch);
        } catch (RuntimeException unwritable) {
            return Optional.of(List.of(abandon(unwritable)));
        }
    }

    private List<SimulationEvent> advance() {
        try {
            if (lines != null && process != null) {
                return output(lines, process);
            }
            if (preparation == null) {
                store.save(simulation.change(SimulationRecord::starting));
                preparation = new Preparation(plan, simulation, executor);
            }
            String step = preparation.next();
            return List.of(step != null ? log(step) : start(preparation.result()));
        } catch (InterruptedException stopped) {
            return List.of(end(null));
        } catch (Problem refused) {
            return List.of(fail(refused.detail()));
        } catch (IOException unstartable) {
            return List.of(fail("The process cannot be started: " + unstartable.getMessage()));
        } catch (RuntimeException unexpected) {
            LOG.errorf(unexpected, "Simulation %s failed", simulation.id());
            return List.of(fail("The service failed; its log tells why."));
        }
    }

    private SimulationEvent start(Launch launch) throws IOException {
        ChildProcess started = ChildProcess.start(launch);
        process = started;
        lines = new OutputLines(started.output());
        if (!simulation.attach(started)) {
            started.close();
        }
        started.onExit(() -> executor.execute(() -> started.end(LEFTOVER_GRACE)));
        SimulationRecord state = simulation.change(record -> record.running(launch.command(), now()));
        store.save(state);
        return new SimulationEvent.Started(simulation.id(), ++seq, CommandText.of(launch.command()), state.state());
    }

    private List<SimulationEvent> output(OutputLines lines, ChildProcess process) throws InterruptedException {
        String line = lines.next();
        if (line == null) {
            return List.of(end(process.waitFor()));
        }
        List<SimulationEvent> batch = new ArrayList<>();
        int characters = 0;
        while (line != null) {
            batch.add(log(line));
            characters += line.length();
            boolean full = batch.size() == MAX_LINES || characters >= MAX_CHARACTERS;
            line = full ? null : lines.poll();
        }
        return batch;
    }

    private SimulationEvent log(String message) {
        return new SimulationEvent.Log(simulation.id(), ++seq, message, now());
    }

    /** The last event; {@code status} is null if it was stopped before it had a process. */
    private SimulationEvent end(@Nullable ExitStatus status) {
        Integer code = status == null ? null : status.code();
        if (simulation.isStopping() || status == null) {
            return failed(SimulationState.STOPPED, code, "模拟已停止。", "");
        }
        if (!status.success()) {
            return failed(SimulationState.FAILED, code, "模拟失败，退出码 " + status.code() + "。", status.told());
        }
        close(SimulationState.COMPLETED, code, "");
        return new SimulationEvent.Complete(simulation.id(), ++seq, COMPLETE, status.code());
    }

    /** The last event where there is no exit code to tell. */
    private SimulationEvent fail(String reason) {
        return failed(SimulationState.FAILED, OWN_FAILURE, reason, "");
    }

    private SimulationEvent failed(SimulationState end, @Nullable Integer code, String message, String detail) {
        close(end, code, detail.isEmpty() ? message : detail);
        return new SimulationEvent.Failed(
                simulation.id(), ++seq, message, code == null ? OWN_FAILURE : code, end, detail);
    }

    private void close(SimulationState end, @Nullable Integer code, String detail) {
        over = true;
        release();
        store.save(simulation.change(record -> record.ended(end, now(), code, detail.isEmpty() ? null : detail)));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** The disk is full or gone: the process is ended, and the session is told what could not be stored. */
    private SimulationEvent abandon(RuntimeException unwritable) {
        LOG.errorf(unwritable, "Simulation %s cannot be stored and is ended", simulation.id());
        over = true;
        release();
        return new SimulationEvent.Failed(
                simulation.id(), ++seq, "The log cannot be written.", OWN_FAILURE, SimulationState.FAILED, "");
    }

    /** Ends whatever of the tree is left. */
    void release() {
        if (process != null) {
            process.close();
        }
    }
}
