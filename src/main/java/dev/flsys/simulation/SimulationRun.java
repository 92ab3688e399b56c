package dev.flsys.simulation;

import dev.flsys.problem.Problem;
import dev.flsys.process.ChildProcess;
import dev.flsys.process.ExitStatus;
import dev.flsys.process.Launch;
import dev.flsys.process.OutputLine;
import dev.flsys.process.OutputLines;
import dev.flsys.simulation.command.CommandText;
import dev.flsys.simulation.command.LaunchPlan;
import dev.flsys.simulation.command.Order;
import dev.flsys.simulation.command.PreparedRun;
import dev.flsys.simulation.progress.FlowerProgress;
import dev.flsys.simulation.progress.Round;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.LongFunction;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One simulation from its preparation to its last event. It reads its process as fast as the log takes it: whoever follows
 * the log does so at a pace of its own, and holds back nothing.
 *
 * <p>{@link #run} is for one thread; {@link #checkSilence} may be called by others meanwhile.
 */
final class SimulationRun {

    private static final Logger LOG = Logger.getLogger(SimulationRun.class);

    /** A batch of lines is stored at the latest when it has so many lines or characters; before, when no further one is there. */
    private static final int MAX_LINES = 500;

    private static final int MAX_CHARACTERS = 32 * 1024;
    /** What a finished simulation leaves running gets this long to end by itself. */
    private static final Duration LEFTOVER_GRACE = Duration.ofSeconds(2);

    /** The record is written this often at most while rounds end; each time all of them. */
    private static final Duration SAVE_EVERY = Duration.ofSeconds(1);

    private final Simulation simulation;
    private final SimulationLog.Appender log;
    private final LaunchPlan plan;
    private final SimulationStore store;
    private final ModelFiles models;
    private final Executor executor;
    private final Clock clock;
    private final FlowerProgress progress = new FlowerProgress();

    private @Nullable ChildProcess process;
    private long lastSaved = System.nanoTime() - SAVE_EVERY.toNanos();

    /** Guarded by this: when the process was heard last, 0 before it runs and when it has ended. */
    private long lastHeard;

    private boolean silent;

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
        this.clock = clock;
    }

    /** Runs it to its end; nothing of it is left when this returns. */
    void run() {
        try {
            end(outcome());
        } catch (RuntimeException unwritable) {
            LOG.errorf(unwritable, "Simulation %s cannot be stored and is ended", simulation.id());
            end(Outcome.refused("The simulation cannot be stored; the service's log tells why."));
        } finally {
            release();
            log.close();
        }
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
            return Optional.of(plan.prepare(order, step -> log.append(List.of(line(step, false, now())))));
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
        SimulationRecord state = simulation.change(record -> record.running(launch.command(), child.identity(), now()));
        store.save(state);
        String command = CommandText.of(launch.command());
        log.append(List.of(seq -> new SimulationEvent.Started(simulation.id(), seq, command, state.state())));
        read(run, new OutputLines(child.output()));
        ExitStatus status = child.waitFor();
        Optional<String> reason = await(ended);
        unheard();
        progress.end().ifPresent(round -> log.append(List.of(ended(round))));
        Optional<List<WrittenModel>> written = models.writtenSince(before);
        List<Round> rounds = progress.rounds();
        SimulationRecord record =
                simulation.change(each -> each.progressed(totalRounds(), rounds).wrote(written.orElse(null)));
        if (simulation.isStopping()) {
            return Outcome.stopped(status);
        }
        if (!status.success()) {
            return Outcome.failed(status);
        }
        return reason.or(() -> Truth.against(record, rounds, written, store))
                .map(against -> Outcome.failed(status, against))
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
        heard();
        for (OutputLine next = lines.next(); next != null; next = lines.next()) {
            heard();
            List<LongFunction<SimulationEvent>> events = new ArrayList<>();
            Instant now = now();
            int characters = 0;
            boolean roundEnded = false;
            for (OutputLine line = next; line != null; ) {
                run.line(line.text());
                events.add(line(line.text(), line.continues(), now));
                Optional<Round> round = progress.line(line.text());
                round.ifPresent(each -> events.add(ended(each)));
                roundEnded |= round.isPresent();
                characters += line.text().length();
                boolean full = events.size() >= MAX_LINES || characters >= MAX_CHARACTERS;
                line = full ? null : lines.poll();
            }
            log.append(events);
            if (roundEnded) {
                saveProgress();
            }
        }
    }

    private synchronized void saveProgress() {
        if (System.nanoTime() - lastSaved >= SAVE_EVERY.toNanos()) {
            List<Round> rounds = progress.rounds();
            store.save(simulation.change(record -> record.progressed(totalRounds(), rounds)));
            lastSaved = System.nanoTime();
        }
    }

    private synchronized void heard() {
        lastHeard = System.nanoTime();
        if (silent) {
            silent = false;
            tell(null, "It prints again.");
        }
    }

    private synchronized void unheard() {
        lastHeard = 0;
    }

    /** Tells that it stalled if it has printed nothing for {@code limit}. */
    synchronized void checkSilence(Duration limit) {
        if (lastHeard != 0 && !silent && System.nanoTime() - lastHeard > limit.toNanos()) {
            silent = true;
            tell(SimulationRecord.STALLED, "It has printed nothing for " + limit.toSeconds() + " s.");
        }
    }

    private void tell(@Nullable String detail, String message) {
        SimulationRecord state = simulation.change(record -> record.detailed(detail));
        log.append(
                List.of(seq -> new SimulationEvent.Status(simulation.id(), seq, state.state(), null, detail, message)));
        store.save(state);
    }

    private LongFunction<SimulationEvent> line(String text, boolean continues, Instant now) {
        return seq -> new SimulationEvent.Log(simulation.id(), seq, text, now, continues);
    }

    private LongFunction<SimulationEvent> ended(Round round) {
        Integer total = totalRounds();
        return seq -> new SimulationEvent.RoundEnded(simulation.id(), seq, total, round);
    }

    private @Nullable Integer totalRounds() {
        return progress.totalRounds().orElse(null);
    }

    private void end(Outcome outcome) {
        release();
        SimulationRecord ended = simulation.change(
                record -> record.ended(outcome.state(), now(), outcome.exitCode(), outcome.recorded()));
        boolean saved = store.saveLast(ended);
        LongFunction<SimulationEvent> last = last(
                saved ? outcome : Outcome.refused("The simulation cannot be stored; the service's log tells why."));
        try {
            log.end(last);
        } catch (RuntimeException unwritable) {
            LOG.errorf(unwritable, "The last event of simulation %s cannot be stored", simulation.id());
            log.abandon(last);
        }
    }

    private LongFunction<SimulationEvent> last(Outcome outcome) {
        return seq -> outcome.event(simulation.id(), seq);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Ends whatever of the tree is left. */
    private void release() {
        if (process != null) {
            process.close();
        }
    }
}
