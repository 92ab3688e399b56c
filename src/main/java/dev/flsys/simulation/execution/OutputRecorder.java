package dev.flsys.simulation.execution;

import dev.flsys.flower.progress.EarlierTraining;
import dev.flsys.flower.progress.FlowerProgress;
import dev.flsys.flower.progress.Round;
import dev.flsys.flower.progress.UnfinishedTraining;
import dev.flsys.flower.progress.WaitingForClients;
import dev.flsys.process.OutputLine;
import dev.flsys.simulation.failure.FailureCause;
import dev.flsys.simulation.log.LoggedOutput;
import dev.flsys.simulation.log.MovingLine;
import dev.flsys.simulation.log.NewestFile;
import dev.flsys.simulation.log.NewestLines;
import dev.flsys.simulation.log.SimulationEvent;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationLog;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Stores the output of a simulation in its log: the lines, and the rounds that end with them. For one thread, except
 * {@link #storeMoving}.
 */
final class OutputRecorder {

    /** A batch of lines is stored when it has this many lines or characters, or when there is no further line. */
    private static final int MAX_LINES = 500;

    private static final int MAX_CHARACTERS = 32 * 1024;

    /** Characters of the newest lines that are stored at the end if the log is full. */
    private static final int NEWEST_CHARACTERS = 1024 * 1024;

    /** The longest time for which the program waits while its output cannot be stored, for example on a full disk. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final long RETRY_MILLIS = 250;

    private static final Logger LOG = Logger.getLogger(OutputRecorder.class);

    private final Simulation simulation;
    private final SimulationId id;
    private final SimulationLog.Appender log;
    private final Duration patience;
    private final ToLongFunction<List<LongFunction<SimulationEvent>>> storing;
    private final NewestLines newest = new NewestLines(NEWEST_CHARACTERS);
    private final NewestFile newestFile;
    private final Supplier<Instant> now;
    private final FlowerProgress progress;
    private FailureCause cause = new FailureCause();

    /** Guards the progress bar. The thread of the lines stores it, and also the thread that checks for silence. */
    private final ReentrantLock output = new ReentrantLock();

    private final MovingLine moving = new MovingLine(System::nanoTime);
    /** The number of the last event of a line. */
    private long lastLogSeq;

    /** The known reason why the simulation waits for clients; null if it does not wait. */
    private volatile @Nullable String waiting;

    /** The time at which Flower's simulation engine crashed; null if it did not. */
    private volatile @Nullable Instant engineCrash;

    /** Whether the simulation would wait for clients without output. */
    private volatile boolean choosing;

    /** Whether the clients of the simulation are separate programs. */
    private volatile boolean server;

    private boolean mentionsRounds;

    /** The number of the event of the line with which Flower reported the end of the last training. */
    private long finishedSeq;

    /** Whether the log is full, so that lines are no longer stored as they arrive. */
    private boolean cut;

    /** The number of rounds in the log of an earlier service that ended with the output, not with a line. */
    private int roundsAhead;

    OutputRecorder(Simulation simulation, Supplier<Instant> now) {
        this(simulation, now, PATIENCE, simulation.appender()::append);
    }

    /** @param storing stores events and returns the number of the first event */
    OutputRecorder(
            Simulation simulation,
            Supplier<Instant> now,
            Duration patience,
            ToLongFunction<List<LongFunction<SimulationEvent>>> storing) {
        this.simulation = simulation;
        this.progress = AbandonedSimulations.progress(simulation.state());
        this.patience = patience;
        this.storing = storing;
        this.id = simulation.id();
        this.newestFile = new NewestFile(simulation.log());
        this.log = simulation.appender();
        this.now = now;
    }

    FailureCause cause() {
        return cause;
    }

    /** Forgets the errors of the output so far. */
    void forgetCause() {
        cause = new FailureCause();
    }

    List<Round> rounds() {
        return progress.rounds();
    }

    /** The trainings of the script before the training of {@link #rounds()}. */
    List<EarlierTraining> earlier() {
        return progress.earlier();
    }

    /** The error with which Flower reports that the simulation crashed, see {@link FlowerProgress#crash}. */
    Optional<String> crash() {
        return progress.crash();
    }

    /** Whether a line of the script itself numbers a round, such as {@code Round 1/3}. */
    boolean mentionsRounds() {
        return mentionsRounds;
    }

    /** Whether Flower reported the end of the last training with at least one round, and no exception came after it. */
    boolean isFinished() {
        return progress.isFinished()
                && !progress.rounds().isEmpty()
                && cause.exception().filter(error -> error.seq() > finishedSeq).isEmpty();
    }

    /** Whether the output shows the start of a run at a SuperLink, but not its training. */
    boolean isHandedOver() {
        return progress.isHandedOver();
    }

    /** The training that Flower announced but did not complete; empty if there is none. */
    Optional<UnfinishedTraining> unfinished() {
        return progress.unfinished();
    }

    @Nullable Integer totalRounds() {
        return progress.totalRounds().orElse(null);
    }

    /** The reason why the simulation waits for clients, which it repeats in its output. Empty if it does not wait. */
    Optional<String> waiting() {
        return Optional.ofNullable(waiting);
    }

    /** The time at which Flower's simulation engine crashed, see {@link FlowerProgress#isEngineCrashed}. */
    Optional<Instant> engineCrash() {
        return Optional.ofNullable(engineCrash);
    }

    /** Whether the simulation may wait for clients when it is silent. */
    boolean isChoosing() {
        return choosing;
    }

    /** Whether the clients for which the simulation waits are separate programs. */
    boolean isServer() {
        return server;
    }

    /** Stores a step of the preparation as a line. */
    void step(String text) {
        log.append(List.of(line(new MovingLine.Stored(text, false, false), now.get())));
    }

    /**
     * Reads the log that an earlier service wrote, to continue it. Adds the event of a round that ended with its last
     * lines, if that is missing.
     */
    LoggedOutput recall(SimulationLog written) {
        LoggedOutput logged = LoggedOutput.read(written, progress::readLine, cause);
        List<Round> rounds = logged.rounds();
        log.append(rounds.stream().skip(logged.loggedRounds()).map(this::ended).toList());
        roundsAhead = Math.max(0, logged.loggedRounds() - rounds.size());
        return logged;
    }

    /**
     * The lines that were stored together.
     *
     * @param lines number of lines that ended, where each piece of a long line counts
     */
    record Stored(int lines, boolean roundEnded) {}

    /**
     * Stores {@code first} and the further available lines; {@link MovingLine} decides which texts of a moving line are
     * stored.
     *
     * @param more gives the next line; null if it is not available yet
     * @param seen gets each line that has ended
     */
    Stored lines(OutputLine first, Supplier<@Nullable OutputLine> more, Consumer<String> seen) {
        Batch batch = new Batch(now.get());
        output.lock();
        try {
            for (OutputLine line = first; line != null; ) {
                batch.add(line, seen);
                line = batch.isFull() ? null : more.get();
            }
            // These fields are set before the lines are stored. So a check for silence that sees the lines also sees
            // their meaning.
            waiting = progress.waiting().map(WaitingForClients::explained).orElse(null);
            engineCrash = progress.isEngineCrashed()
                    ? Optional.ofNullable(engineCrash).orElse(batch.at)
                    : null;
            choosing = progress.isChoosing();
            server = progress.isServer();
            batch.store();
            newestFile.saveIfDue(newest);
        } finally {
            output.unlock();
        }
        return new Stored(batch.lines.size(), batch.roundEnded);
    }

    /** Stores the text of a progress bar that paused. Skips it while lines are stored, so no timer waits for a disk. */
    void storeMoving() {
        if (output.tryLock()) {
            try {
                store(moving.due());
                newestFile.saveIfDue(newest);
            } finally {
                output.unlock();
            }
        }
    }

    /**
     * Stores the last text of a progress bar, and the newest lines if the log is full. Also stores the round that ends
     * with the output.
     */
    void finish() {
        output.lock();
        try {
            store(moving.last());
            storeNewest();
        } finally {
            output.unlock();
        }
        progress.end().filter(round -> roundsAhead == 0).ifPresent(round -> log.append(List.of(ended(round))));
    }

    private void store(MovingLine.@Nullable Stored line) {
        if (line == null) {
            return;
        }
        if (isCut()) {
            newest.add(line, now.get());
        } else {
            lastLogSeq = append(List.of(line(line, now.get())));
        }
    }

    /** Whether lines are no longer stored as they arrive. The log reports this once. */
    private boolean isCut() {
        if (!cut && log.isFull()) {
            cut = true;
            String notice = "FLSys: The log has reached SIMULATION_MAX_LOG. Of the lines from here on, the newest ones"
                    + " follow when the simulation has ended.";
            lastLogSeq = append(List.of(line(new MovingLine.Stored(notice, false, false), now.get())));
        }
        return cut;
    }

    private void storeNewest() {
        long leftOut = newest.leftOut();
        append(NewestLines.events(id, leftOut, newest.take(), now.get()));
        newestFile.delete();
    }

    /**
     * Stores events. While this fails, the output is not read, so the program has to wait. After {@link #PATIENCE}, or
     * when the simulation is to stop, the failure is thrown.
     */
    private long append(List<LongFunction<SimulationEvent>> events) {
        long begin = System.nanoTime();
        boolean logged = false;
        while (true) {
            try {
                return storing.applyAsLong(events);
            } catch (UncheckedIOException failed) {
                if (simulation.isStopping() || System.nanoTime() - begin >= patience.toNanos()) {
                    throw failed;
                }
                if (!logged) {
                    LOG.warnf("The output of simulation %s cannot be stored: %s. It is held back.", id, cause(failed));
                    logged = true;
                }
                pause(failed);
            }
        }
    }

    private static String cause(UncheckedIOException failed) {
        return String.valueOf(
                failed.getCause() == null
                        ? failed.getMessage()
                        : failed.getCause().getMessage());
    }

    private static void pause(UncheckedIOException failed) {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException serviceStops) {
            Thread.currentThread().interrupt();
            throw failed;
        }
    }

    private LongFunction<SimulationEvent> line(MovingLine.Stored line, Instant at) {
        return seq -> new SimulationEvent.Log(id, seq, line.text(), at, line.continues(), line.replaces());
    }

    private LongFunction<SimulationEvent> ended(Round round) {
        Integer total = totalRounds();
        return seq -> new SimulationEvent.RoundEnded(id, seq, total, round);
    }

    /** Lines that are stored together. */
    private final class Batch {

        private final Instant at;
        private final List<LongFunction<SimulationEvent>> events = new ArrayList<>();
        private final List<EndedLine> lines = new ArrayList<>();
        private int lastLog = -1;
        private int read;
        private int characters;
        private boolean roundEnded;

        /**
         * @param event index of the batch's event with its text; -1 for the last event before the batch
         * @param finishes whether Flower reports the end of a training with it
         */
        private record EndedLine(OutputLine line, int event, boolean finishes) {}

        Batch(Instant at) {
            this.at = at;
        }

        void add(OutputLine line, Consumer<String> seen) {
            read++;
            characters += line.text().length();
            MovingLine.Stored stored = moving.next(line);
            if (stored != null && isCut()) {
                newest.add(stored, at);
            } else if (stored != null) {
                lastLog = events.size();
                events.add(line(stored, at));
            }
            if (!line.moving()) {
                seen.accept(line.text());
                boolean finished = progress.isFinished();
                Optional<Round> round = progress.readLine(line.text(), at);
                lines.add(new EndedLine(line, lastLog, progress.isFinished() && !finished));
                round.ifPresent(each -> events.add(ended(each)));
                roundEnded |= round.isPresent();
                mentionsRounds = mentionsRounds || RoundsCheck.isNumbered(line.text());
            }
        }

        boolean isFull() {
            return events.size() >= MAX_LINES || read >= MAX_LINES || characters >= MAX_CHARACTERS;
        }

        void store() {
            long first = append(events);
            for (EndedLine each : lines) {
                long seq = each.event() < 0 ? lastLogSeq : first + each.event();
                cause.readLine(each.line().text(), each.line().continues(), seq);
                finishedSeq = each.finishes() ? seq : finishedSeq;
            }
            if (lastLog >= 0) {
                lastLogSeq = first + lastLog;
            }
        }
    }
}
