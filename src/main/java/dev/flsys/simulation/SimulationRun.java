package dev.flsys.simulation;

import dev.flsys.flower.LaunchPlan;
import dev.flsys.flower.Order;
import dev.flsys.flower.PreparedRun;
import dev.flsys.problem.Problem;
import dev.flsys.process.ChildProcess;
import dev.flsys.process.ExitStatus;
import dev.flsys.process.Launch;
import dev.flsys.process.OutputLine;
import dev.flsys.process.OutputLines;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A simulation that is a process of the service's own. It reads its process as fast as the log takes it: whoever
 * follows the log does so at a pace of its own, and holds back nothing.
 */
final class SimulationRun implements Runner {

    private static final Logger LOG = Logger.getLogger(SimulationRun.class);

    /** What a finished simulation leaves running gets this long to end by itself. */
    private static final Duration LEFTOVER_GRACE = Duration.ofSeconds(2);

    private final Simulation simulation;
    private final SimulationLog.Appender log;
    private final LaunchPlan plan;
    private final SimulationStore store;
    private final ModelFiles models;
    private final Executor executor;
    private final RunRecorder recorder;
    private @Nullable ChildProcess process;

    SimulationRun(
            Simulation simulation,
            LaunchPlan plan,
            SimulationStore store,
            ModelFiles models,
            Executor executor,
            Clock clock) {
        this.simulation = simulation;
        this.log = simulation.appender();
        this.plan = plan;
        this.store = store;
        this.models = models;
        this.executor = executor;
        this.recorder = new RunRecorder(simulation, store, clock);
    }

    /** Runs it to its end; nothing of it is left when this returns. */
    @Override
    public void run() {
        try {
            end(outcome());
        } catch (RuntimeException unwritable) {
            LOG.errorf(unwritable, "Simulation %s cannot be stored and is ended", simulation.id());
            end(Outcome.refused("The simulation cannot be stored; the service's log tells why."));
        } finally {
            release();
            log.close();
        }
        // Its session has its end by now; the next run has not begun, so the files are those of this one.
        recorder.hash(models);
    }

    private Outcome outcome() {
        try {
            Optional<PreparedRun> prepared = prepare();
            if (prepared.isEmpty()) {
                return Outcome.stopped(null);
            }
            try (PreparedRun run = prepared.get()) {
                return follow(run);
            } finally {
                release();
            }
        } catch (InterruptedException stopped) {
            return Outcome.stopped(null);
        } catch (Problem refused) {
            return Outcome.refused(refused.detail());
        } catch (IOException unstartable) {
            return simulation.isStopping()
                    ? Outcome.stopped(null)
                    : Outcome.refused("The process cannot be started: " + unstartable.getMessage());
        } catch (RuntimeException interruptedWhileWriting) {
            if (simulation.isStopping()) {
                return Outcome.stopped(null);
            }
            throw interruptedWhileWriting;
        }
    }

    private Optional<PreparedRun> prepare() throws InterruptedException {
        if (!simulation.prepareOn(Thread.currentThread())) {
            return Optional.empty();
        }
        try {
            store.save(simulation.change(SimulationRecord::starting));
            Order order =
                    new Order(simulation.parameters(), simulation.state().marker(), store.folder(simulation.id()));
            return Optional.of(plan.prepare(order, recorder::step));
        } finally {
            simulation.prepared();
        }
    }

    private Outcome follow(PreparedRun run) throws IOException, InterruptedException {
        Optional<Set<WrittenModel>> before = models.now();
        Launch launch = run.launch();
        ChildProcess child = ChildProcess.start(launch);
        process = child;
        if (!simulation.attach(run, child)) {
            child.close();
        }
        CompletableFuture<Optional<String>> ended = new CompletableFuture<>();
        child.onExit(() -> executor.execute(() -> afterExit(run, child, ended)));
        SimulationRecord state =
                simulation.change(record -> record.running(launch.command(), child.identity(), recorder.now()));
        store.save(state);
        recorder.started(state);
        read(run, new OutputLines(child.output()));
        ExitStatus status = child.waitFor();
        Optional<String> reason = await(ended);
        recorder.unheard();
        Optional<List<WrittenModel>> written = models.writtenSince(before);
        SimulationRecord record = recorder.finished(written);
        if (simulation.isStopping()) {
            return Outcome.stopped(status);
        }
        if (!status.success()) {
            return Outcome.failed(status, recorder.reason(status));
        }
        return reason.or(() -> Truth.against(record, recorder.rounds(), written, store))
                .map(against -> Outcome.failed(status, recorder.reason(against)))
                .orElseGet(() -> Outcome.completed(status));
    }

    /** Looks how it went while what the process left behind still runs, then ends that: it may hold the output open. */
    private void afterExit(PreparedRun run, ChildProcess child, CompletableFuture<Optional<String>> ended) {
        Optional<String> reason = Optional.empty();
        try {
            ExitStatus status = child.waitFor();
            if (status.success() && !simulation.isStopping()) {
                reason = run.failure();
            }
            if (!simulation.isStopping()) {
                child.end(status.isSignal() ? Duration.ZERO : LEFTOVER_GRACE);
            }
        } catch (InterruptedException serviceStops) {
            child.close();
        } catch (RuntimeException unexpected) {
            LOG.errorf(unexpected, "How simulation %s went cannot be told", simulation.id());
            child.close();
        } finally {
            ended.complete(reason);
        }
    }

    private static Optional<String> await(CompletableFuture<Optional<String>> ended) throws InterruptedException {
        try {
            return ended.get();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void read(PreparedRun run, OutputLines lines) {
        recorder.heard();
        for (OutputLine next = lines.next(); next != null; next = lines.next()) {
            recorder.lines(next, lines::poll, run::line);
        }
    }

    @Override
    public void stop(Duration grace) {
        simulation.stop(grace);
    }

    /** Its process is the service's own and ends with it. */
    @Override
    public void leave(Duration grace) {
        simulation.stop(grace);
    }

    @Override
    public void checkSilence(Duration limit) {
        recorder.checkSilence(limit);
    }

    private void end(Outcome outcome) {
        release();
        recorder.end(outcome);
    }

    /** Ends whatever of the tree is left. */
    private void release() {
        if (process != null) {
            process.close();
        }
    }
}
