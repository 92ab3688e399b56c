package dev.flsys.simulation;

import dev.flsys.flower.command.CommandText;
import dev.flsys.flower.progress.FlowerProgress;
import dev.flsys.flower.progress.Round;
import dev.flsys.process.ExitStatus;
import dev.flsys.process.OutputLine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what becomes of a simulation: its output as events of its log, its rounds, its silence and its end in its
 * record as well.
 *
 * <p>Lines are for one thread; the rest may be called by others meanwhile.
 */
final class RunRecorder {

    private static final Logger LOG = Logger.getLogger(RunRecorder.class);

    /**
     * A batch of lines is stored at the latest when it has so many lines or characters; before, when no further one is
     * there.
     */
    private static final int MAX_LINES = 500;

    private static final int MAX_CHARACTERS = 32 * 1024;
    /** The record is written this often at most while rounds end; each time all of them. */
    private static final Duration SAVE_EVERY = Duration.ofSeconds(1);

    private final Simulation simulation;
    private final SimulationLog.Appender log;
    private final SimulationStore store;
    private final Clock clock;
    private final FlowerProgress progress = new FlowerProgress();
    private final FailureCause cause = new FailureCause();

    /** Guards what of a progress bar is stored: its own thread and the one that checks for silence store it. */
    private final ReentrantLock output = new ReentrantLock();

    private final MovingLine moving;
    /** The number of the last event of a line. */
    private long lastLogSeq;

    private long lastSaved = System.nanoTime() - SAVE_EVERY.toNanos();

    /**
     * Rounds that the log of a simulation that ran before told though no line of it did: the one that the end of its
     * output ended.
     */
    private int roundsAhead;

    /** Guarded by this: when it was heard last, 0 before it runs, when it has ended, and while it cannot be heard. */
    private long lastHeard;

    private boolean silent;

    RunRecorder(Simulation simulation, SimulationStore store, Clock clock) {
        this(simulation, store, clock, System::nanoTime);
    }

    /** @param nanoTime as {@link System#nanoTime}, for what depends on how often a progress bar moves */
    RunRecorder(Simulation simulation, SimulationStore store, Clock clock, LongSupplier nanoTime) {
        this.moving = new MovingLine(nanoTime);
        this.simulation = simulation;
        this.log = simulation.appender();
        this.store = store;
        this.clock = clock;
    }

    /** A step of the preparation, as a line. */
    void step(String text) {
        log.append(List.of(line(new MovingLine.Stored(text, false, false), now())));
    }

    /** It runs, as {@code record} tells. */
    void started(SimulationRecord record) {
        String command = CommandText.of(Objects.requireNonNullElse(record.command(), List.of()));
        log.append(List.of(seq -> new SimulationEvent.Started(simulation.id(), seq, command, record.state())));
        // not the command: parameters may hold secrets of the project
        LOG.infof("Simulation %s started", simulation.id());
    }

    /**
     * Takes up where the log of a simulation that ran before ends; a round that ended with its last lines is told if it
     * was not.
     */
    LoggedOutput recall() {
        LoggedOutput logged = LoggedOutput.read(simulation.log(), progress::line, cause);
        List<Round> rounds = logged.rounds();
        log.append(rounds.stream().skip(logged.roundsTold()).map(this::ended).toList());
        roundsAhead = Math.max(0, logged.roundsTold() - rounds.size());
        return logged;
    }

    /**
     * Stores {@code first} and what else is there; of a moving line what {@link MovingLine} decides.
     *
     * @param more gives the next line if it is there, null if not
     * @param seen gets each line that has ended
     * @return how many lines ended, pieces of a long one each counted
     */
    int lines(OutputLine first, Supplier<@Nullable OutputLine> more, Consumer<String> seen) {
        heard();
        Batch batch = new Batch(now());
        output.lock();
        try {
            for (OutputLine line = first; line != null; ) {
                batch.add(line, seen);
                line = batch.isFull() ? null : more.get();
            }
            batch.store();
        } finally {
            output.unlock();
        }
        if (batch.roundEnded) {
            saveProgress();
        }
        return batch.lines.size();
    }

    /** Lines that are stored together. */
    private final class Batch {

        private final Instant now;
        private final List<LongFunction<SimulationEvent>> events = new ArrayList<>();
        private final List<EndedLine> lines = new ArrayList<>();
        private int lastLog = -1;
        private int read;
        private int characters;
        private boolean roundEnded;

        /** @param event which of the batch's events has its text; -1 for the last one before them */
        private record EndedLine(OutputLine line, int event) {}

        Batch(Instant now) {
            this.now = now;
        }

        void add(OutputLine line, Consumer<String> seen) {
            read++;
            characters += line.text().length();
            MovingLine.Stored stored = moving.next(line);
            if (stored != null) {
                lastLog = events.size();
                events.add(line(stored, now));
            }
            if (!line.moving()) {
                seen.accept(line.text());
                lines.add(new EndedLine(line, lastLog));
                Optional<Round> round = progress.line(line.text());
                round.ifPresent(each -> events.add(ended(each)));
                roundEnded |= round.isPresent();
            }
        }

        boolean isFull() {
            return events.size() >= MAX_LINES || read >= MAX_LINES || characters >= MAX_CHARACTERS;
        }

        void store() {
            long first = log.append(events);
            for (EndedLine each : lines) {
                long seq = each.event() < 0 ? lastLogSeq : first + each.event();
                cause.line(each.line().text(), each.line().continues(), seq);
            }
            if (lastLog >= 0) {
                lastLogSeq = first + lastLog;
            }
        }
    }

    /** Stores what a moving line shows, if there is something. */
    private void store(MovingLine.@Nullable Stored line) {
        if (line != null) {
            lastLogSeq = log.append(List.of(line(line, now())));
        }
    }

    private synchronized void saveProgress() {
        if (System.nanoTime() - lastSaved >= SAVE_EVERY.toNanos()) {
            List<Round> rounds = progress.rounds();
            store.save(simulation.change(record -> record.progressed(totalRounds(), rounds)));
            lastSaved = System.nanoTime();
        }
    }

    /** It shows signs of life. */
    synchronized void heard() {
        lastHeard = System.nanoTime();
        if (silent) {
            silent = false;
            tell(null, "It prints again.");
        }
    }

    /** It has ended, or cannot be heard: its silence means nothing. */
    synchronized void unheard() {
        lastHeard = 0;
        silent = false;
    }

    /**
     * Records that it stalled if it has printed nothing for {@code limit}. Stores the text of a progress bar that
     * paused.
     */
    void checkSilence(Duration limit) {
        // While lines are being stored there is nothing to add, and the timer does not wait for a slow disk.
        if (output.tryLock()) {
            try {
                store(moving.due());
            } finally {
                output.unlock();
            }
        }
        tellSilence(limit);
    }

    private synchronized void tellSilence(Duration limit) {
        if (lastHeard != 0 && !silent && System.nanoTime() - lastHeard > limit.toNanos()) {
            silent = true;
            tell(SimulationRecord.STALLED, "It has printed nothing for " + limit.toSeconds() + " s.");
        }
    }

    /** Tells something that is not its end, and keeps {@code detail} in the record. */
    synchronized void tell(@Nullable String detail, String message) {
        SimulationRecord state = simulation.change(record -> record.detailed(detail));
        log.append(
                List.of(seq -> new SimulationEvent.Status(simulation.id(), seq, state.state(), null, detail, message)));
        store.save(state);
    }

    /** Its output has ended. */
    SimulationRecord finished(Optional<List<WrittenModel>> written) {
        unheard();
        output.lock();
        try {
            store(moving.last());
        } finally {
            output.unlock();
        }
        progress.end().filter(round -> roundsAhead == 0).ifPresent(round -> log.append(List.of(ended(round))));
        List<Round> rounds = progress.rounds();
        return simulation.change(each -> each.progressed(totalRounds(), rounds).wrote(written.orElse(null)));
    }

    /** Its rounds so far. */
    List<Round> rounds() {
        return progress.rounds();
    }

    /** Why it failed, as its output says; its process ended with {@code status}, other than 0. */
    Reason reason(ExitStatus status) {
        return reasons().of(status);
    }

    /** Why it failed, though its process ended with 0: {@code doubt}, and what its output says of that. */
    Reason reason(String doubt) {
        return reasons().of(doubt);
    }

    private FailureReasons reasons() {
        return new FailureReasons(
                cause, Objects.requireNonNullElse(simulation.state().command(), List.of()), store.root());
    }

    /** Its last record and its last event. */
    void end(Outcome outcome) {
        SimulationRecord ended = simulation.change(record -> record.ended(outcome, now()));
        boolean saved = store.saveLast(ended);
        logEnd(ended);
        LongFunction<SimulationEvent> last = last(
                saved ? outcome : Outcome.refused("The simulation cannot be stored; the service's log tells why."));
        try {
            log.end(last);
        } catch (RuntimeException unwritable) {
            LOG.errorf(unwritable, "The last event of simulation %s cannot be stored", simulation.id());
            log.abandon(last);
        }
    }

    /** One line for the operator. */
    static void logEnd(SimulationRecord ended) {
        Instant started = ended.started();
        Instant end = ended.ended();
        LOG.infof(
                "Simulation %s ended: %s, %s, %s",
                ended.id(),
                ended.state().wireName(),
                ended.exitCode() == null ? "no exit code" : "exit code " + ended.exitCode(),
                started == null || end == null
                        ? "never started"
                        : "after " + Duration.between(started, end).toMillis() / 1_000.0 + " s");
    }

    /** Adds the hashes of the models that it wrote to its record, which takes as long as reading them. */
    void hash(ModelFiles files) {
        List<WrittenModel> written = simulation.state().models();
        if (written != null && !written.isEmpty()) {
            List<WrittenModel> hashed = files.hashed(written);
            try {
                store.save(simulation.change(record -> record.wrote(hashed)));
            } catch (RuntimeException unwritable) {
                LOG.warnf(unwritable, "The hashes of the models of simulation %s cannot be stored", simulation.id());
            }
        }
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private LongFunction<SimulationEvent> line(MovingLine.Stored line, Instant now) {
        return seq ->
                new SimulationEvent.Log(simulation.id(), seq, line.text(), now, line.continues(), line.replaces());
    }

    private LongFunction<SimulationEvent> ended(Round round) {
        Integer total = totalRounds();
        return seq -> new SimulationEvent.RoundEnded(simulation.id(), seq, total, round);
    }

    private LongFunction<SimulationEvent> last(Outcome outcome) {
        return seq -> outcome.event(simulation.id(), seq);
    }

    private @Nullable Integer totalRounds() {
        return progress.totalRounds().orElse(null);
    }
}
