package dev.flsys.simulation;

import dev.flsys.process.OutputLine;
import dev.flsys.simulation.command.CommandText;
import dev.flsys.simulation.progress.FlowerProgress;
import dev.flsys.simulation.progress.Round;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what becomes of a simulation: its output as events of its log, its rounds, its silence and its end in its record
 * as well.
 *
 * <p>Lines are for one thread; the rest may be called by others meanwhile.
 */
final class RunRecorder {

    private static final Logger LOG = Logger.getLogger(RunRecorder.class);

    /** A batch of lines is stored at the latest when it has so many lines or characters; before, when no further one is there. */
    private static final int MAX_LINES = 500;

    private static final int MAX_CHARACTERS = 32 * 1024;
    /** The record is written this often at most while rounds end; each time all of them. */
    private static final Duration SAVE_EVERY = Duration.ofSeconds(1);

    private final Simulation simulation;
    private final SimulationLog.Appender log;
    private final SimulationStore store;
    private final Clock clock;
    private final FlowerProgress progress = new FlowerProgress();
    private long lastSaved = System.nanoTime() - SAVE_EVERY.toNanos();

    /** Rounds that the log of a simulation that ran before told though no line of it did: the one that the end of its output ended. */
    private int roundsAhead;

    /** Guarded by this: when it was heard last, 0 before it runs, when it has ended, and while it cannot be heard. */
    private long lastHeard;

    private boolean silent;

    RunRecorder(Simulation simulation, SimulationStore store, Clock clock) {
        this.simulation = simulation;
        this.log = simulation.appender();
        this.store = store;
        this.clock = clock;
    }

    /** A step of the preparation, as a line. */
    void step(String text) {
        log.append(List.of(line(text, false, now())));
    }

    /** It runs, as {@code record} tells. */
    void started(SimulationRecord record) {
        String command = CommandText.of(Objects.requireNonNullElse(record.command(), List.of()));
        log.append(List.of(seq -> new SimulationEvent.Started(simulation.id(), seq, command, record.state())));
        // not the command: parameters may hold secrets of the project
        LOG.infof("Simulation %s started", simulation.id());
    }

    /** Takes up where the log of a simulation that ran before ends; a round that ended with its last lines is told if it was not. */
    LoggedOutput recall() {
        LoggedOutput logged = LoggedOutput.read(simulation.log(), progress::line);
        List<Round> rounds = logged.rounds();
        log.append(rounds.stream().skip(logged.roundsTold()).map(this::ended).toList());
        roundsAhead = Math.max(0, logged.roundsTold() - rounds.size());
        return logged;
    }

    /**
     * Stores {@code first} and what else is there.
     *
     * @param more gives the next line if it is there, null if not
     * @param seen gets each line
     * @return how many lines were stored
     */
    int lines(OutputLine first, Supplier<@Nullable OutputLine> more, Consumer<String> seen) {
        heard();
        List<LongFunction<SimulationEvent>> events = new ArrayList<>();
        Instant now = now();
        int characters = 0;
        int count = 0;
        boolean roundEnded = false;
        for (OutputLine line = first; line != null; ) {
            seen.accept(line.text());
            events.add(line(line.text(), line.continues(), now));
            Optional<Round> round = progress.line(line.text());
            round.ifPresent(each -> events.add(ended(each)));
            roundEnded |= round.isPresent();
            characters += line.text().length();
            count++;
            boolean full = events.size() >= MAX_LINES || characters >= MAX_CHARACTERS;
            line = full ? null : more.get();
        }
        log.append(events);
        if (roundEnded) {
            saveProgress();
        }
        return count;
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

    /** Tells that it stalled if it has printed nothing for {@code limit}. */
    synchronized void checkSilence(Duration limit) {
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
        progress.end().filter(round -> roundsAhead == 0).ifPresent(round -> log.append(List.of(ended(round))));
        List<Round> rounds = progress.rounds();
        return simulation.change(each -> each.progressed(totalRounds(), rounds).wrote(written.orElse(null)));
    }

    /** Its rounds so far. */
    List<Round> rounds() {
        return progress.rounds();
    }

    /** Its last record and its last event. */
    void end(Outcome outcome) {
        SimulationRecord ended = simulation.change(
                record -> record.ended(outcome.state(), now(), outcome.exitCode(), outcome.recorded()));
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
                ended.state().told(),
                ended.exitCode() == null ? "no exit code" : "exit code " + ended.exitCode(),
                started == null || end == null
                        ? "never started"
                        : "after " + Duration.between(started, end).toMillis() / 1_000.0 + " s");
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private LongFunction<SimulationEvent> line(String text, boolean continues, Instant now) {
        return seq -> new SimulationEvent.Log(simulation.id(), seq, text, now, continues);
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
