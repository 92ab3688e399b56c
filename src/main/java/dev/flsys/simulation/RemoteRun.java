package dev.flsys.simulation;

import dev.flsys.flower.Order;
import dev.flsys.flower.SuperLinkCommands;
import dev.flsys.flower.superlink.Flwr;
import dev.flsys.flower.superlink.RunAtSuperLink;
import dev.flsys.flower.superlink.RunFollower;
import dev.flsys.flower.superlink.RunStatus;
import dev.flsys.flower.superlink.RunWatcher;
import dev.flsys.problem.Problem;
import dev.flsys.process.Launch;
import dev.flsys.process.OutputLine;
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
 * A simulation that is a run at a SuperLink. The SuperLink has it from the moment that it took it: where the service
 * ends, the run goes on, its record stays as it is, and whoever runs the project's simulations next follows it on from
 * there.
 */
final class RemoteRun implements Runner, RunWatcher {

    private static final Logger LOG = Logger.getLogger(RemoteRun.class);

    private final Simulation simulation;
    private final String superlink;
    private final SuperLinkCommands commands;
    private final SimulationStore store;
    private final ModelFiles models;
    private final Executor executor;
    private final RunRecorder recorder;

    /** Guarded by this. */
    private @Nullable RunFollower follower;

    private boolean leaving;
    /** For the thread that runs it: whether the SuperLink may have it. */
    private boolean handingOver;

    /** @param superlink the connection that gets it; one that has been handed over stays where it is */
    RemoteRun(
            Simulation simulation,
            String superlink,
            SuperLinkCommands commands,
            SimulationStore store,
            ModelFiles models,
            Executor executor,
            Clock clock) {
        this.simulation = simulation;
        this.superlink = superlink;
        this.commands = commands;
        this.store = store;
        this.models = models;
        this.executor = executor;
        this.recorder = new RunRecorder(simulation, store, clock);
    }

    @Override
    public void run() {
        try {
            outcome().ifPresent(recorder::end);
        } catch (RuntimeException unwritable) {
            if (handingOver && isLeaving()) {
                LOG.warnf(unwritable, "Simulation %s is left to the SuperLink", simulation.id());
                return;
            }
            LOG.errorf(unwritable, "Simulation %s cannot be stored and is ended", simulation.id());
            stopUnstored();
            recorder.end(Outcome.refused("The simulation cannot be stored; the service's log tells why."));
        } finally {
            simulation.appender().close();
        }
        if (simulation.state().state().isFinal()) {
            recorder.hash(models);
        }
    }

    /** How it ended; empty if it goes on without the service. */
    private Optional<Outcome> outcome() {
        try {
            RunAtSuperLink known = simulation.state().flowerRun();
            return known == null ? handOver() : followOn(known);
        } catch (InterruptedException ending) {
            return handingOver ? Optional.empty() : Optional.of(notStarted());
        } catch (Problem refused) {
            return Optional.of(Outcome.refused(refused.detail()));
        }
    }

    private synchronized Outcome notStarted() {
        return leaving ? Outcome.stoppedWithService() : Outcome.stopped(null);
    }

    private Optional<Outcome> handOver() throws InterruptedException {
        if (!simulation.prepareOn(Thread.currentThread())) {
            return Optional.of(notStarted());
        }
        Launch launch;
        try {
            store.save(simulation.change(SimulationRecord::starting));
            Order order =
                    new Order(simulation.parameters(), simulation.state().marker(), store.folder(simulation.id()));
            launch = commands.start(order, recorder::step);
        } finally {
            simulation.prepared();
        }
        if (simulation.isStopping()) {
            return Optional.of(notStarted());
        }
        Optional<Set<WrittenModel>> before = models.now();
        store.save(simulation.change(record -> record.handedOver(launch.command())));
        handingOver = true;
        Flwr.Answer answer = Flwr.start(launch);
        String id = answer.runId();
        if (id == null && simulation.isStopping()) {
            return Optional.of(notStarted());
        }
        if (id == null) {
            return Optional.of(Outcome.refused("The SuperLink did not take the run: " + answer.reason()));
        }
        RunAtSuperLink run = new RunAtSuperLink(superlink, id);
        SimulationRecord state = simulation.change(
                record -> record.running(launch.command(), null, recorder.now()).at(run));
        store.save(state);
        recorder.started(state);
        return follow(run, 0, before);
    }

    private Optional<Outcome> followOn(RunAtSuperLink run) throws InterruptedException {
        handingOver = true;
        LoggedOutput logged = recorder.recall();
        if (logged.started()) {
            recorder.tell(null, "The service was started anew; the run went on and is followed on.");
        } else {
            recorder.started(simulation.state());
        }
        Instant started = Objects.requireNonNullElse(simulation.state().started(), Instant.MIN);
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
        recorder.heard();
        Optional<RunStatus> status = following.follow();
        if (status.isEmpty()) {
            return Optional.empty();
        }
        recorder.unheard();
        SimulationRecord record = recorder.finished(models.writtenSince(before));
        return Optional.of(outcome(status.get(), record));
    }

    /**
     * What Flower says, but for clients that failed in every round: it calls that completed. Models may be written
     * elsewhere.
     */
    private Outcome outcome(RunStatus status, SimulationRecord record) {
        String detail = status.detail().isEmpty() ? "." : ": " + status.detail();
        return switch (status.phase()) {
            case COMPLETED ->
                Truth.against(record, recorder.rounds(), Optional.empty(), store)
                        .map(doubt -> Outcome.failedAtSuperLink(recorder.reason(doubt)))
                        .orElseGet(Outcome::completedAtSuperLink);
            case STOPPED -> Outcome.stopped(null);
            case FORGOTTEN ->
                Outcome.failedAtSuperLink(new Reason(
                        "The SuperLink no longer knows the run.",
                        "The SuperLink may have been restarted without its state. Start the simulation again."));
            case FAILED, GOING, UNREACHABLE ->
                Outcome.failedAtSuperLink(recorder.reason("Flower says that the run failed" + detail));
        };
    }

    private Flwr flwr() throws InterruptedException {
        return new Flwr(commands.program(), simulation.state().marker());
    }

    private void stop(RunFollower following) {
        try {
            following.stop();
        } catch (InterruptedException serviceStops) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException unwritable) {
            LOG.warnf(unwritable, "That simulation %s cannot be stopped now cannot be told", simulation.id());
        }
    }

    /** What cannot be stored is not left running where nobody would find it. */
    private void stopUnstored() {
        RunAtSuperLink run = simulation.state().flowerRun();
        if (run != null) {
            try {
                flwr().stop(run).ifPresent(reason -> LOG.errorf("Run %s goes on: %s", run.runId(), reason));
            } catch (InterruptedException serviceStops) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The SuperLink decides when it ends it. */
    @Override
    public void stop(Duration grace) {
        if (simulation.stop(grace)) {
            RunFollower following = follower();
            if (following != null) {
                stop(following);
            }
        }
    }

    /** The run goes on; one that the SuperLink has not got yet ends. */
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
        if (following != null && following.isLookDue()) {
            executor.execute(() -> look(following));
        }
    }

    private static void look(RunFollower following) {
        try {
            following.look();
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
    public int lines(OutputLine first, Supplier<@Nullable OutputLine> more) {
        return recorder.lines(first, more, line -> {});
    }

    @Override
    public void moved() {
        recorder.heard();
    }

    @Override
    public void unreachable(String reason) {
        recorder.unheard();
        recorder.tell(
                SimulationRecord.UNREACHABLE, "The SuperLink does not answer and is asked again and again: " + reason);
    }

    @Override
    public void reached() {
        recorder.tell(null, "The SuperLink answers again.");
        recorder.heard();
    }

    @Override
    public void unstoppable(String reason) {
        recorder.tell(
                simulation.state().detail(),
                "The run cannot be stopped now, which is tried again and again: " + reason);
    }
}
