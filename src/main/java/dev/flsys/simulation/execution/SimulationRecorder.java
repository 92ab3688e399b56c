package dev.flsys.simulation.execution;

import dev.flsys.flower.command.CommandText;
import dev.flsys.flower.progress.Round;
import dev.flsys.flower.progress.UnfinishedTraining;
import dev.flsys.process.ExitStatus;
import dev.flsys.process.OutputLine;
import dev.flsys.process.ProcessUsage;
import dev.flsys.simulation.failure.FailureReasons;
import dev.flsys.simulation.failure.Reason;
import dev.flsys.simulation.log.LoggedOutput;
import dev.flsys.simulation.log.SimulationEvent;
import dev.flsys.simulation.log.SimulationLog;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.simulation.models.ModelFiles;
import dev.flsys.simulation.record.Outcome;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationStore;
import dev.flsys.simulation.record.WrittenModel;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes the record and the log of a simulation while it runs: its output, its rounds, its silence and its end.
 *
 * <p>Only one thread may call {@link #lines}. Other threads may call the other methods meanwhile.
 */
public final class SimulationRecorder {

    private static final Logger LOG = Logger.getLogger(SimulationRecorder.class);

    /** The shortest interval between two writes of the record while rounds end. The record holds all rounds. */
    private static final Duration SAVE_EVERY = Duration.ofSeconds(1);

    private final Simulation simulation;
    private final SimulationLog.Appender log;
    private final SimulationStore store;
    private final Clock clock;
    private final OutputRecorder output;
    private final ResourceMeter meter = new ResourceMeter();

    private long lastSaved = System.nanoTime() - SAVE_EVERY.toNanos();

    /** The time of its last output; 0 while silence is normal. Guarded by this. */
    private long lastHeard;

    private boolean silent;

    private int endedRounds;

    SimulationRecorder(Simulation simulation, SimulationStore store, Clock clock) {
        this.simulation = simulation;
        this.log = simulation.appender();
        this.store = store;
        this.clock = clock;
        this.output = new OutputRecorder(simulation, this::now);
    }

    /** Stores a step of the preparation as a line. */
    void step(String text) {
        output.step(text);
    }

    /**
     * Stores the reason why the process starts again. The earlier output no longer counts as the reason of the
     * simulation's end.
     */
    void onRestart(String text) {
        output.step(text);
        output.forgetCause();
        meter.onRestart();
        simulation.expect(null);
    }

    /** Logs the start of the simulation that {@code record} describes. */
    void started(SimulationRecord record) {
        String command = CommandText.of(command(record));
        log.append(List.of(seq -> new SimulationEvent.Started(simulation.id(), seq, command, record.state())));
        // The command is not logged, because its parameters may contain secrets of the project.
        LOG.infof("Simulation %s started", simulation.id());
    }

    /**
     * Notes the present resource use of the processes. The record in memory has it at once. Its file has it after the
     * next write.
     */
    void measured(ProcessUsage usage) {
        meter.measured(usage);
        simulation.change(record -> record.used(meter.resources()));
    }

    /** Reads the log that an earlier service wrote, to continue it. */
    LoggedOutput recall() {
        return output.recall(simulation.log());
    }

    /**
     * Stores {@code first} and the further available lines.
     *
     * @param more gives the next line; null if it is not available yet
     * @param seen gets each line that has ended
     * @return number of lines that ended, where each piece of a long line counts
     */
    int lines(OutputLine first, Supplier<@Nullable OutputLine> more, Consumer<String> seen) {
        boolean waited = output.waiting().isPresent();
        if (!waited) {
            onActivity();
        }
        OutputRecorder.Stored stored = output.lines(first, more, seen);
        // A strategy that waits for clients repeats this in its output. Such output counts as silence.
        if (waited && output.waiting().isEmpty()) {
            onActivity();
        }
        if (stored.roundEnded()) {
            endedRounds = (int)
                    output.rounds().stream().filter(round -> round.round() > 0).count();
            simulation.trace().round(endedRounds);
            meter.rounds(output.rounds());
            expect();
            saveProgress();
        }
        return stored.lines();
    }

    private void expect() {
        simulation.expect(RemainingTime.estimate(
                        Optional.ofNullable(output.totalRounds()),
                        simulation.state().request().parameters(),
                        output.rounds(),
                        now())
                .orElse(null));
    }

    private synchronized void saveProgress() {
        if (System.nanoTime() - lastSaved >= SAVE_EVERY.toNanos()) {
            List<Round> rounds = output.rounds();
            SimulationRecord progressed =
                    simulation.change(record -> record.progressed(output.totalRounds(), rounds, output.earlier())
                            .used(meter.resources()));
            try {
                store.save(progressed);
            } catch (UncheckedIOException unwritable) {
                // Nothing is lost: the log has the rounds, and the last record will have them.
                LOG.debugf(unwritable, "The rounds of simulation %s cannot be stored now", simulation.id());
            }
            lastSaved = System.nanoTime();
        }
    }

    /** Notes that the simulation printed a line, or that its SuperLink answered. */
    synchronized void onActivity() {
        lastHeard = System.nanoTime();
        if (silent) {
            silent = false;
            report(null, "It prints again.");
        }
    }

    /** Notes that silence is normal, because the simulation has ended or its SuperLink does not answer. */
    synchronized void expectSilence() {
        lastHeard = 0;
        silent = false;
    }

    /**
     * Reports that the simulation stalled if it has printed nothing for {@code limit}, or only that it waits for
     * clients.
     */
    void checkSilence(Duration limit) {
        output.storeMoving();
        synchronized (this) {
            if (lastHeard != 0 && !silent && System.nanoTime() - lastHeard > limit.toNanos()) {
                silent = true;
                report(SimulationRecord.STALLED, output.waiting().orElseGet(() -> silence(limit)));
            }
        }
    }

    /** Whether Flower's simulation engine crashed at least {@code ago} ago, and no client has answered since. */
    boolean engineCrashed(Duration ago) {
        return output.engineCrash()
                .filter(crash -> !now().isBefore(crash.plus(ago)))
                .isPresent();
    }

    private String silence(Duration limit) {
        String printed = "It has printed nothing for " + limit.toSeconds() + " s.";
        if (output.isChoosing() && output.isServer()) {
            return printed
                    + " The server waits for clients, which are programs of their own: start them, or name a script"
                    + " in FLOWER_START_SCRIPT that starts the server and its clients.";
        }
        return output.isChoosing()
                ? printed + " The strategy chooses clients: it may wait for more than there are. Compare its"
                        + " min_available_clients with the number of clients."
                : printed;
    }

    /** Logs a status other than its end, and keeps {@code detail} in the record. */
    synchronized void report(@Nullable String detail, String message) {
        SimulationRecord state = simulation.change(record -> record.detailed(detail));
        log.append(
                List.of(seq -> new SimulationEvent.Status(simulation.id(), seq, state.state(), null, detail, message)));
        store.save(state);
    }

    /** Notes that its output has ended. */
    SimulationRecord finished(Optional<List<WrittenModel>> written) {
        expectSilence();
        simulation.expect(null);
        output.finish();
        List<Round> rounds = output.rounds();
        meter.rounds(rounds);
        meter.finish();
        return simulation.change(each -> each.progressed(output.totalRounds(), rounds, output.earlier())
                .wrote(written.orElse(null))
                .used(meter.resources()));
    }

    /** Number of rounds that have ended, from round 1 on. For the thread that calls {@link #lines}. */
    int endedRounds() {
        return endedRounds;
    }

    /** The rounds that have ended. */
    List<Round> rounds() {
        return output.rounds();
    }

    /** Whether a round ended, or a line of the output numbers one. */
    boolean mentionsRounds() {
        return !output.rounds().isEmpty() || output.mentionsRounds();
    }

    /** Whether Flower reported the end of the last training, and no exception came after it. */
    boolean hasFinished() {
        return output.isFinished();
    }

    /** Whether the output shows the start of a run at a SuperLink, but not its training. */
    boolean isHandedOver() {
        return output.isHandedOver();
    }

    /** Whether the output has a Python traceback, and no line that numbers a round. */
    boolean failedBeforeRounds() {
        return output.cause().hasTraceback() && !mentionsRounds();
    }

    /** The reason to doubt success if Flower reports that the simulation crashed. */
    Optional<String> crash() {
        return output.crash()
                .map(error -> "Flower says that the simulation crashed" + (error.isEmpty() ? "." : ": " + error));
    }

    /**
     * The training that Flower announced but did not complete, if the output also has an exception. Empty if the script
     * runs its own server, which may log no rounds.
     */
    Optional<UnfinishedTraining> crashed() {
        return output.unfinished().filter(training -> output.cause().exception().isPresent());
    }

    /** The training that Flower announced if no line of the output numbers a round. */
    Optional<UnfinishedTraining> neverBegan() {
        return output.unfinished().filter(training -> !mentionsRounds());
    }

    /**
     * The reason for the failure of a process that ended with {@code status}, which is not 0.
     *
     * @param endedItself whether the process may itself have sent the signal of the status
     */
    Reason reason(ExitStatus status, boolean endedItself) {
        return reasons().of(status, endedItself);
    }

    /** The reason for the failure of a process that ended with 0. {@code doubt} is the evidence against its success. */
    Reason reason(String doubt) {
        return reasons().of(doubt);
    }

    private FailureReasons reasons() {
        return new FailureReasons(output.cause(), command(simulation.state()), store.root());
    }

    private static List<String> command(SimulationRecord record) {
        return Objects.requireNonNullElse(record.launched().command(), List.of());
    }

    /**
     * Writes its last record and its last event. If the record cannot be stored, both report this. A simulation that
     * was stopped stays stopped, and its record is stored later.
     */
    void end(Outcome wanted) {
        Outcome outcome = store.saveLast(simulation.change(record -> record.ended(wanted, now())))
                .filter(unwritable -> wanted.state() != SimulationState.STOPPED)
                .map(Outcome::unstorable)
                .orElse(wanted);
        if (!outcome.equals(wanted)) {
            store.saveLast(simulation.change(record -> record.ended(outcome, now())));
        }
        logEnd(simulation.state());
        LongFunction<SimulationEvent> last = seq -> outcome.event(simulation.id(), seq);
        try {
            log.end(last);
        } catch (RuntimeException unwritable) {
            LOG.errorf(unwritable, "The last event of simulation %s cannot be stored", simulation.id());
            log.abandon(last);
        }
    }

    /** Ends a simulation that does not run. An end that cannot be stored is only logged. */
    public static void endStored(
            SimulationRecord record, Outcome outcome, SimulationLog.Appender log, SimulationStore store, Clock clock) {
        try (log) {
            SimulationRecord ended = record.ended(outcome, now(clock));
            store.saveLast(ended);
            log.end(seq -> outcome.event(record.id(), seq));
            logEnd(ended);
        } catch (RuntimeException unwritable) {
            LOG.errorf(unwritable, "The end of simulation %s cannot be stored", record.id());
        }
    }

    private static void logEnd(SimulationRecord record) {
        Instant started = record.times().started();
        Instant ended = record.times().ended();
        Integer code = record.report().exitCode();
        LOG.infof(
                "Simulation %s ended: %s, %s, %s",
                record.id(),
                record.state().wireName(),
                code == null ? "no exit code" : "exit code " + code,
                started == null || ended == null
                        ? "never started"
                        : "after " + Duration.between(started, ended).toMillis() / 1_000.0 + " s");
    }

    /** Keeps copies of the models that the simulation wrote, and adds the copies and their hashes to its record. */
    void keep(ModelFiles files) {
        List<WrittenModel> written = simulation.state().training().models();
        if (written != null && !written.isEmpty()) {
            List<WrittenModel> kept = files.kept(simulation.state());
            try {
                store.save(simulation.change(record -> record.wrote(kept)));
            } catch (RuntimeException unwritable) {
                LOG.warnf(unwritable, "The hashes of the models of simulation %s cannot be stored", simulation.id());
            }
        }
    }

    /** The time, in milliseconds as records have it. */
    Instant now() {
        return now(clock);
    }

    private static Instant now(Clock clock) {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
