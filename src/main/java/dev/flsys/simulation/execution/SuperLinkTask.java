package dev.flsys.simulation.execution;

import dev.flsys.flower.SuperLinkCommands;
import dev.flsys.flower.superlink.FlwrClient;
import dev.flsys.flower.superlink.RunAtSuperLink;
import dev.flsys.flower.superlink.RunFollower;
import dev.flsys.flower.superlink.RunListener;
import dev.flsys.flower.superlink.RunStatus;
import dev.flsys.problem.Problem;
import dev.flsys.process.Launch;
import dev.flsys.process.OutputLine;
import dev.flsys.simulation.failure.FailureReasons;
import dev.flsys.simulation.failure.Reason;
import dev.flsys.simulation.log.LoggedOutput;
import dev.flsys.simulation.models.LiveWatch;
import dev.flsys.simulation.models.ModelFiles;
import dev.flsys.simulation.record.Outcome;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationStore;
import dev.flsys.simulation.record.WrittenModel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A simulation that is a run at a SuperLink. The run continues when the service ends. Its record stays unchanged, and
 * the next service that runs the project's simulations continues to follow the run.
 */
final class SuperLinkTask implements SimulationTask, RunListener {

    private static final Logger LOG = Logger.getLogger(SuperLinkTask.class);

    private final Simulation simulation;
    private final String superlink;
    private final SuperLinkCommands commands;
    private final SimulationStore store;
    private final ModelFiles models;
    private final Runnable keepOrigin;
    private final Executor executor;
    private final SimulationRecorder recorder;

    /** Guarded by this. */
    private @Nullable RunFollower follower;

    private boolean leaving;
    /** Whether the SuperLink may have the run. Only for the thread that runs the simulation. */
    private boolean handingOver;

    /**
     * @param superlink the connection of a simulation that has no run yet
     * @param keepOrigin stores the state of the project, which is submitted
     */
    SuperLinkTask(
            Simulation simulation,
            String superlink,
            SuperLinkCommands commands,
            SimulationStore store,
            ModelFiles models,
            Runnable keepOrigin,
            Executor executor,
            Clock clock) {
        this.simulation = simulation;
        this.superlink = superlink;
        this.commands = commands;
        this.store = store;
        this.models = models;
        this.keepOrigin = keepOrigin;
        this.executor = executor;
        this.recorder = new SimulationRecorder(simulation, store, clock);
    }

    @Override
    public void run() {
        try {
            outcome().ifPresent(recorder::end);
        } catch (RuntimeException unwritable) {
            if (handingOver && isLeaving()) {
                LOG.warnf(
                        unwritable,
                        "Simulation %s continues at the SuperLink and is not followed any more",
                        simulation.id());
                return;
            }
            LOG.errorf(unwritable, "Simulation %s cannot be stored and is ended", simulation.id());
            stopUnstored();
            recorder.end(Outcome.unstorable(unwritable));
        } finally {
            simulation.appender().close();
        }
        if (simulation.state().state().isFinal()) {
            recorder.keep(models);
        }
        models.unfollow(simulation.id());
    }

    /** The end of the simulation; empty if its run continues without the service. */
    private Optional<Outcome> outcome() {
        try {
            RunAtSuperLink known = simulation.state().flowerRun();
            return known == null ? handOver() : followAgain(known);
        } catch (InterruptedException ending) {
            return handingOver ? Optional.empty() : Optional.of(notStarted());
        } catch (Problem refused) {
            return Optional.of(Outcome.refused(refused));
        } catch (RuntimeException interruptedWrite) {
            if (simulation.isStopping() && !handingOver) {
                return Optional.of(notStarted());
            }
            throw interruptedWrite;
        }
    }

    private synchronized Outcome notStarted() {
        return leaving ? Outcome.stoppedWithService() : Outcome.stopped(null);
    }

    private Optional<Outcome> handOver() throws InterruptedException {
        Optional<Launch> prepared = prepare();
        if (prepared.isEmpty()) {
            return Optional.of(notStarted());
        }
        Launch launch = prepared.get();
        Optional<Set<WrittenModel>> before = models.now();
        store.save(simulation.change(record -> record.handedOver(launch.command())));
        executor.execute(keepOrigin);
        handingOver = true;
        FlwrClient.Answer answer = FlwrClient.start(launch);
        String id = answer.runId();
        if (id == null && simulation.isStopping()) {
            return Optional.of(notStarted());
        }
        if (id == null) {
            String refused = "The SuperLink did not take the run: " + answer.reason();
            return Optional.of(Outcome.refused(FailureReasons.known(answer.reason())
                    .map(known -> new Reason(refused, known))
                    .orElseGet(() -> Reason.ofService(refused))));
        }
        RunAtSuperLink run = new RunAtSuperLink(superlink, id);
        SimulationRecord state = simulation.change(
                record -> record.running(launch.command(), null, recorder.now()).at(run));
        store.save(state);
        recorder.started(state);
        return follow(run, 0, before);
    }

    /** Prepares the command that submits the simulation; empty if the simulation was stopped. */
    private Optional<Launch> prepare() throws InterruptedException {
        if (!simulation.prepareOn(Thread.currentThread())) {
            return Optional.empty();
        }
        Launch launch;
        try {
            store.save(simulation.change(SimulationRecord::starting));
            launch = commands.start(simulation.order(store), recorder::step);
        } finally {
            simulation.prepared();
        }
        return simulation.isStopping() ? Optional.empty() : Optional.of(launch);
    }

    private Optional<Outcome> followAgain(RunAtSuperLink run) throws InterruptedException {
        handingOver = true;
        LoggedOutput logged = recorder.recall();
        if (logged.started()) {
            recorder.report(null, "The service was restarted. The run continued and is followed again.");
        } else {
            recorder.started(simulation.state());
        }
        Instant started = Objects.requireNonNullElse(simulation.state().times().started(), Instant.MIN);
        return follow(run, logged.lines(), models.olderThan(started));
    }

    private Optional<Outcome> follow(RunAtSuperLink run, long stored, Optional<Set<WrittenModel>> before)
            throws InterruptedException {
        RunFollower following = new RunFollower(flwr(), run, this, stored);
        synchronized (this) {
            follower = following;
            if (leaving) {
                following.leave();
            }
        }
        if (simulation.isStopping()) {
            executor.execute(() -> stop(following));
        }
        recorder.onActivity();
        Optional<RunStatus> status;
        try (LiveWatch watch = models.follow(simulation.id(), before, executor)) {
            status = following.follow();
        }
        if (status.isEmpty()) {
            return Optional.empty();
        }
        recorder.expectSilence();
        SimulationRecord record = recorder.finished(models.writtenSince(before));
        return Optional.of(outcome(status.get(), record));
    }

    /**
     * The outcome that Flower reports, except for clients that failed in every round, which Flower reports as
     * completed. Missing models are no failure, because they may be written elsewhere.
     */
    private Outcome outcome(RunStatus status, SimulationRecord record) {
        String detail = status.detail().isEmpty() ? "." : ": " + status.detail();
        return switch (status.phase()) {
            case COMPLETED ->
                SuccessCheck.findDoubt(record, recorder.rounds(), Optional.empty(), store)
                        .map(doubt -> Outcome.failedAtSuperLink(recorder.reason(doubt)))
                        .orElseGet(Outcome::completedAtSuperLink);
            case STOPPED -> Outcome.stopped(null);
            case FORGOTTEN -> Outcome.failedAtSuperLink(Reason.ofService("The SuperLink no longer knows the run."));
            case FAILED, ACTIVE, UNREACHABLE ->
                Outcome.failedAtSuperLink(recorder.reason("Flower says that the run failed" + detail));
        };
    }

    private FlwrClient flwr() throws InterruptedException {
        return new FlwrClient(commands.program(), simulation.state().launched().marker());
    }

    private void stop(RunFollower following) {
        try {
            following.stop();
        } catch (InterruptedException serviceStops) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException unwritable) {
            LOG.warnf(unwritable, "Could not record that simulation %s cannot be stopped", simulation.id());
        }
    }

    /** Stops a run that cannot be stored, because no later service would find it. */
    private void stopUnstored() {
        RunAtSuperLink run = simulation.state().flowerRun();
        if (run != null) {
            try {
                flwr().stop(run).ifPresent(reason -> LOG.errorf("Run %s continues: %s", run.runId(), reason));
            } catch (InterruptedException serviceStops) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Asks the SuperLink to stop the run. The SuperLink decides when the run ends. */
    @Override
    public void stop(Duration grace) {
        if (simulation.stop(grace)) {
            RunFollower following = follower();
            if (following != null) {
                stop(following);
            }
        }
    }

    /** Stops following a run that the SuperLink has. Ends a simulation that the SuperLink does not have yet. */
    @Override
    public void leave(Duration grace) {
        RunFollower following;
        synchronized (this) {
            leaving = true;
            following = follower;
        }
        if (following == null) {
            simulation.stop(grace);
        } else {
            following.leave();
        }
    }

    @Override
    public void checkSilence(Duration limit) {
        recorder.checkSilence(limit);
        RunFollower following = follower();
        if (following != null && following.isPollDue()) {
            executor.execute(() -> poll(following));
        }
    }

    private static void poll(RunFollower following) {
        try {
            following.closeIfEnded();
        } catch (InterruptedException serviceStops) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isLeaving() {
        return leaving;
    }

    private synchronized @Nullable RunFollower follower() {
        return follower;
    }

    @Override
    public int storeLines(OutputLine first, Supplier<@Nullable OutputLine> more) {
        return recorder.lines(first, more, line -> {});
    }

    @Override
    public void onProgress() {
        recorder.onActivity();
    }

    @Override
    public void onUnreachable(String reason) {
        recorder.expectSilence();
        recorder.report(SimulationRecord.UNREACHABLE, "The SuperLink does not answer and is asked again: " + reason);
    }

    @Override
    public void onReachable() {
        recorder.report(null, "The SuperLink answers again.");
        recorder.onActivity();
    }

    @Override
    public void onUnstoppable(String reason) {
        recorder.report(simulation.state().report().detail(), "Stopping the run failed and is tried again: " + reason);
    }
}
