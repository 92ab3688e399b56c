package dev.flsys.simulation.execution;

import dev.flsys.flower.LaunchPlan;
import dev.flsys.flower.PreparedRun;
import dev.flsys.flower.observer.StoppedBy;
import dev.flsys.problem.Problem;
import dev.flsys.process.ChildProcess;
import dev.flsys.process.ExitStatus;
import dev.flsys.process.Launch;
import dev.flsys.process.MarkedProcesses;
import dev.flsys.process.OutputLine;
import dev.flsys.process.OutputLines;
import dev.flsys.process.ProcessUsage;
import dev.flsys.simulation.failure.Reason;
import dev.flsys.simulation.log.SimulationLog;
import dev.flsys.simulation.models.LiveWatch;
import dev.flsys.simulation.models.ModelFiles;
import dev.flsys.simulation.record.Outcome;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationStore;
import dev.flsys.simulation.record.WrittenModel;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A simulation that is a process of the service. Its output is read as fast as the log can be written. Clients that
 * follow the log read it at their own speed. {@link ProcessOutcome} decides whether it succeeded.
 *
 * <p>The file is long because the threads that run, measure and stop the process share its state.
 */
final class ProcessTask implements SimulationTask {

    private static final Logger LOG = Logger.getLogger(ProcessTask.class);

    /** The time in which the remaining processes of a finished simulation may end by themselves. */
    private static final Duration LEFTOVER_GRACE = Duration.ofSeconds(2);

    /** The time that the programs of a script get to end after it, before they count as left. */
    private static final Duration LEFTOVER_MOMENT = Duration.ofMillis(200);

    /** The time in which an app without a simulation engine may end by itself. */
    private static final Duration ENGINE_GRACE = Duration.ofSeconds(60);

    /** The shortest interval between two measurements of the processes. */
    private static final Duration MEASURE_EVERY = Duration.ofMillis(900);

    private static final String ENGINE_CRASHED = "Flower's simulation engine crashed, so no client can answer. The app"
            + " did not end by itself within " + ENGINE_GRACE.toSeconds() + " s and was ended.";

    private final Simulation simulation;
    private final SimulationLog.Appender log;
    private final LaunchPlan plan;
    private final SimulationStore store;
    private final ModelFiles models;
    private final Observation observation;
    private final long maxMemory;
    private final Runnable keepOrigin;
    private final Executor executor;
    private final SimulationRecorder recorder;
    private final ProcessOutcome outcome;
    private volatile @Nullable ChildProcess process;
    /** Whether the simulation is stopped because the service ends. */
    private volatile boolean withService;
    /** The reason why the service ended the process; null if it did not. */
    private volatile @Nullable String endedBecause;

    /** Whether its process was ended after a round, because a user asked for that. */
    private volatile boolean endedAfterRound;

    /** The number of processes that still ran when the script had ended with 0. */
    private volatile int left;

    private volatile @Nullable PreparedRun prepared;

    private long measured = System.nanoTime() - MEASURE_EVERY.toNanos();

    /**
     * @param maxMemory bytes; processes that use more memory together are ended
     * @param keepOrigin stores the state of the project, once its Python is available
     */
    ProcessTask(
            Simulation simulation,
            LaunchPlan plan,
            SimulationStore store,
            ModelFiles models,
            Observation observation,
            long maxMemory,
            Runnable keepOrigin,
            Executor executor,
            Clock clock) {
        this.simulation = simulation;
        this.log = simulation.appender();
        this.plan = plan;
        this.store = store;
        this.models = models;
        this.observation = observation;
        this.maxMemory = maxMemory;
        this.keepOrigin = keepOrigin;
        this.executor = executor;
        this.recorder = new SimulationRecorder(simulation, store, clock);
        this.outcome = new ProcessOutcome(simulation, recorder, observation, store, models);
    }

    /** Runs the simulation to its end. No process of it is left when this returns. */
    @Override
    public void run() {
        try {
            end(execute());
        } catch (RuntimeException unwritable) {
            LOG.errorf(unwritable, "Simulation %s cannot be stored and is ended", simulation.id());
            end(Outcome.unstorable(unwritable));
        } catch (VirtualMachineError exhausted) {
            LOG.errorf(exhausted, "Simulation %s cannot be continued and is ended", simulation.id());
            MarkedProcesses.end(simulation.state().launched().marker(), null);
            end(Outcome.unstorable(exhausted));
        } finally {
            release();
            observation.finish();
            log.close();
        }
        // The session already has the last event. The next simulation has not begun, so it has not written the files.
        try {
            recorder.keep(models);
        } finally {
            models.unfollow(simulation.id());
        }
    }

    private Outcome execute() {
        try {
            Optional<PreparedRun> prepared = prepare();
            if (prepared.isEmpty()) {
                return stopped(null);
            }
            try (PreparedRun run = prepared.get()) {
                return follow(run);
            } finally {
                release();
            }
        } catch (InterruptedException stopped) {
            return stopped(null);
        } catch (Problem refused) {
            return Outcome.refused(refused);
        } catch (IOException unstartable) {
            return simulation.isStopping() ? stopped(null) : Outcome.unstartable(unstartable, store.root());
        } catch (RuntimeException interruptedWhileWriting) {
            if (simulation.isStopping()) {
                return stopped(null);
            }
            throw interruptedWhileWriting;
        }
    }

    private Outcome stopped(@Nullable ExitStatus status) {
        return withService ? Outcome.stoppedWithService(status) : Outcome.stopped(status);
    }

    private Optional<PreparedRun> prepare() throws InterruptedException {
        if (!simulation.prepareOn(Thread.currentThread())) {
            return Optional.empty();
        }
        try {
            store.save(simulation.change(SimulationRecord::starting));
            return Optional.of(plan.prepare(simulation.order(store), recorder::step));
        } finally {
            simulation.prepared();
        }
    }

    private Outcome follow(PreparedRun run) throws IOException, InterruptedException {
        executor.execute(keepOrigin);
        Optional<Set<WrittenModel>> before = models.now();
        Ended ended;
        try (LiveWatch watch = models.follow(simulation.id(), before, executor)) {
            ended = runProcesses(run);
        }
        recorder.expectSilence();
        ExitStatus exit = ended.status();
        Optional<List<WrittenModel>> written = models.writtenSince(before);
        Optional<StoppedBy> rule = observation.finish();
        SimulationRecord record = recorder.finished(written);
        if (simulation.isStopping()) {
            return stopped(exit);
        }
        String cut = endedBecause;
        if (cut != null && !endedAfterRound) {
            // The output before the memory limit was exceeded does not show the reason.
            return Outcome.failed(exit, cut.equals(ENGINE_CRASHED) ? recorder.reason(cut) : Reason.ofService(cut));
        }
        ProcessOutcome.End end = new ProcessOutcome.End(run, record, written, left);
        return endedAfterRound
                ? outcome.afterRound(end, rule.orElseGet(() -> RoundsCheck.requestedEnd(recorder.rounds())))
                : outcome.of(end, exit, ended.failure(), rule);
    }

    /** Runs the process. Runs it again as long as it fails and the run can be started in another way. */
    private Ended runProcesses(PreparedRun run) throws IOException, InterruptedException {
        Ended ended = runProcess(run);
        while (!ended.status().success() && !simulation.isStopping() && endedBecause == null && !endedAfterRound) {
            Optional<String> again = run.startsAgain();
            if (again.isEmpty()) {
                break;
            }
            release();
            recorder.onRestart(again.get());
            ended = runProcess(run);
        }
        return ended;
    }

    private static int countLeft(ChildProcess child) throws InterruptedException {
        if (child.usage().processes() == 0) {
            return 0;
        }
        // A program that gets the output of the script may end a moment later.
        Thread.sleep(LEFTOVER_MOMENT.toMillis());
        return child.usage().processes();
    }

    /**
     * The end of the process.
     *
     * @param failure the reason of a run that Flower reports as failed, although it exited with 0
     */
    private record Ended(ExitStatus status, Optional<String> failure) {}

    /** Starts the process and reads its output to the end. */
    private Ended runProcess(PreparedRun run) throws IOException, InterruptedException {
        prepared = run;
        Launch launch = simulation.trace().traced(observation.addObserver(run.launch()));
        ChildProcess child = ChildProcess.start(launch);
        boolean first = process == null;
        process = child;
        if (!simulation.attach(run, child)) {
            child.close();
        }
        CompletableFuture<Optional<String>> failure = new CompletableFuture<>();
        child.onExit(() -> executor.execute(() -> afterExit(run, child, failure)));
        Instant now = recorder.now();
        SimulationRecord state = simulation.change(
                record -> record.running(launch.command(), child.identity(), first ? now : started(record, now)));
        store.save(state);
        if (first) {
            recorder.started(state);
            run.warnings().forEach(warning -> recorder.report(warning, warning));
        }
        read(run, new OutputLines(child.output()));
        return new Ended(child.waitFor(), await(failure));
    }

    private static Instant started(SimulationRecord record, Instant otherwise) {
        Instant started = record.times().started();
        return started == null ? otherwise : started;
    }

    /**
     * Asks Flower for a failure while the remaining processes of the simulation still run. Then ends these processes,
     * because they may keep the output open.
     */
    private void afterExit(PreparedRun run, ChildProcess child, CompletableFuture<Optional<String>> ended) {
        Optional<String> reason = Optional.empty();
        try {
            ExitStatus status = child.waitFor();
            if (status.success() && !simulation.isStopping()) {
                reason = run.failure();
                left = run.isProcess() ? countLeft(child) : 0;
            }
            if (!simulation.isStopping()) {
                child.end(status.isSignal() ? Duration.ZERO : LEFTOVER_GRACE);
            }
        } catch (InterruptedException serviceStops) {
            child.close();
        } catch (RuntimeException unexpected) {
            LOG.errorf(unexpected, "The outcome of simulation %s cannot be checked", simulation.id());
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
        recorder.onActivity();
        int known = 0;
        for (OutputLine next = lines.next(); next != null; next = lines.next()) {
            recorder.lines(next, lines::poll, run::onLine);
            int ended = recorder.endedRounds();
            if (ended > known) {
                known = ended;
                if (observation.roundEnded(ended)) {
                    endAfterRound(run);
                }
            }
        }
    }

    /** Ends a run that the observer does not end, after the round at which a user or a rule wants its end. */
    private void endAfterRound(PreparedRun run) {
        ChildProcess running = process;
        if (running != null && !endedAfterRound) {
            endedAfterRound = true;
            executor.execute(() -> {
                run.stop(LEFTOVER_GRACE);
                running.end(LEFTOVER_GRACE);
            });
        }
    }

    @Override
    public void stop(Duration grace) {
        simulation.stop(grace);
    }

    /** Ends the process of the simulation, because a process of the service ends with the service. */
    @Override
    public void leave(Duration grace) {
        withService = !simulation.isStopping();
        simulation.stop(grace);
    }

    /** For one thread at a time. */
    @Override
    public void checkSilence(Duration limit) {
        ChildProcess running = process;
        if (running != null) {
            measure(running);
            if (recorder.engineCrashed(ENGINE_GRACE)) {
                endBecause(ENGINE_CRASHED, running);
            }
        }
        observation.follow();
        PreparedRun run = prepared;
        if (run != null && observation.hasToBeEnded()) {
            endAfterRound(run);
        }
        recorder.checkSilence(limit);
    }

    private void measure(ChildProcess running) {
        if (System.nanoTime() - measured < MEASURE_EVERY.toNanos()) {
            running.remember();
            return;
        }
        ProcessUsage usage = running.usage();
        measured = System.nanoTime();
        if (usage.processes() > 0) {
            recorder.measured(usage);
        }
        if (usage.memoryBytes() > maxMemory) {
            endBecause(
                    "Its processes used " + (usage.memoryBytes() >> 20) + " MiB of memory, more than"
                            + " SIMULATION_MAX_MEMORY, and were ended.",
                    running);
        }
    }

    private void endBecause(String reason, ChildProcess running) {
        if (endedBecause == null) {
            endedBecause = reason;
            executor.execute(() -> running.end(LEFTOVER_GRACE));
        }
    }

    private void end(Outcome outcome) {
        release();
        recorder.end(outcome);
    }

    /** Ends the rest of the process tree. */
    private void release() {
        ChildProcess left = process;
        if (left != null) {
            left.close();
        }
    }
}
