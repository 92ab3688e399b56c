package dev.flsys.flower.superlink;

import dev.flsys.process.ChildProcess;
import dev.flsys.process.OutputLine;
import dev.flsys.process.OutputLines;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows a run at a SuperLink to its end, whatever happens to the connection, and as often as it takes.
 *
 * <p>{@code flwr log --stream} replays the whole log and then goes on with it. So each stream is read past the lines
 * that are stored already, however it was that the one before it ended. A stream that breaks may end within a line:
 * that is left to the next stream. Flower looks for new lines and then whether the run has ended, so the last ones may
 * be missing when a stream ends: once a run has ended, its log is read once more from the beginning, and the last line
 * of that one needs no end.
 *
 * <p>{@link #follow} is for one thread; all else may be called by others meanwhile.
 */
public final class RunFollower {

    private static final Logger LOG = Logger.getLogger(RunFollower.class);

    /**
     * A stream has no limit of its own: after so long without a line, Flower is asked whether the run still goes on.
     */
    private static final Duration LOOK_AFTER = Duration.ofSeconds(30);

    private static final Duration EXIT_LIMIT = Duration.ofSeconds(10);
    /** So often the log of a run that has ended is read before what came of it is taken for all. */
    private static final int LAST_READS = 5;

    private final Flwr flwr;
    private final RunAtSuperLink run;
    private final RunWatcher watcher;
    private final Duration shortest;
    private final Duration longest;
    private final CountDownLatch left = new CountDownLatch(1);

    /** For the thread that follows. */
    private long stored;

    private volatile @Nullable ChildProcess stream;
    private volatile long lastHeard = System.nanoTime();

    /** @param stored how many lines of the log are stored already, pieces of a long one each counted */
    public RunFollower(Flwr flwr, RunAtSuperLink run, RunWatcher watcher, long stored) {
        this(flwr, run, watcher, stored, Duration.ofMillis(500), Duration.ofSeconds(5));
    }

    RunFollower(Flwr flwr, RunAtSuperLink run, RunWatcher watcher, long stored, Duration shortest, Duration longest) {
        this.flwr = flwr;
        this.run = run;
        this.watcher = watcher;
        this.stored = stored;
        this.shortest = shortest;
        this.longest = longest;
    }

    /**
     * Follows it to its end.
     *
     * @return how it ended; empty if it was left before that
     * @throws InterruptedException if the thread was interrupted; the run goes on
     */
    public Optional<RunStatus> follow() throws InterruptedException {
        Pauses pauses = new Pauses(shortest, longest);
        int lastReads = 0;
        while (!isLeft()) {
            boolean over = lastReads > 0;
            boolean whole = read(over);
            if (isLeft()) {
                return Optional.empty();
            }
            RunStatus status = reach();
            if (isLeft()) {
                return Optional.empty();
            }
            boolean last = (whole && over) || status.phase() == RunStatus.Phase.FORGOTTEN || lastReads == LAST_READS;
            if (status.isOver() && last) {
                return Optional.of(status);
            }
            lastReads = status.isOver() ? lastReads + 1 : 0;
            if (lastReads == 1) {
                pauses.reset();
            } else {
                pause(pauses);
            }
        }
        return Optional.empty();
    }

    /** Reads a stream to its end; whether that is the end of the log as it is. */
    private boolean read(boolean over) throws InterruptedException {
        try (ChildProcess child = flwr.log(run)) {
            stream = child;
            if (isLeft()) {
                return false;
            }
            LogStream lines = new LogStream(new OutputLines(child.output()), run.superlink(), this::moved);
            lines.skip(stored);
            for (OutputLine line = lines.next(); line != null; line = lines.next()) {
                lastHeard = System.nanoTime();
                if (lines.isCutOff() && !(over && endedWell(child))) {
                    return false;
                }
                stored += watcher.lines(line, lines::poll);
            }
            return endedWell(child);
        } catch (IOException unstartable) {
            LOG.warnf("The log of run %s cannot be followed: %s", run.runId(), unstartable.getMessage());
            return false;
        } finally {
            stream = null;
        }
    }

    private void moved() {
        lastHeard = System.nanoTime();
        watcher.moved();
    }

    private static boolean endedWell(ChildProcess child) throws InterruptedException {
        return child.waitFor(EXIT_LIMIT) && child.waitFor().success();
    }

    /** Asks how the run is until there is an answer, or it is left. */
    private RunStatus reach() throws InterruptedException {
        Pauses pauses = new Pauses(shortest, longest);
        boolean told = false;
        RunStatus status = flwr.status(run);
        while (status.phase() == RunStatus.Phase.UNREACHABLE && !isLeft()) {
            if (!told) {
                watcher.unreachable(status.detail());
                told = true;
            }
            pause(pauses);
            status = flwr.status(run);
        }
        if (told && !isLeft()) {
            watcher.reached();
        }
        return status;
    }

    /**
     * Stops the run. Tries again until Flower has taken it, the run is over, or it is left.
     *
     * @throws InterruptedException if the thread was interrupted
     */
    public void stop() throws InterruptedException {
        Pauses pauses = new Pauses(shortest, longest);
        boolean told = false;
        while (!isLeft()) {
            Optional<String> refused = flwr.stop(run);
            if (refused.isEmpty() || flwr.status(run).isOver()) {
                return;
            }
            if (!told) {
                watcher.unstoppable(refused.get());
                told = true;
            }
            pause(pauses);
        }
    }

    /** Follows it no longer; the run goes on. */
    public void leave() {
        left.countDown();
        closeStream();
    }

    private boolean isLeft() {
        return left.getCount() == 0;
    }

    /** Whether it has been silent for so long that {@link #look} is worth its while; true once for each such time. */
    public boolean isLookDue() {
        boolean due = stream != null && System.nanoTime() - lastHeard > LOOK_AFTER.toNanos();
        if (due) {
            lastHeard = System.nanoTime();
        }
        return due;
    }

    /** Asks whether the run still goes on, and ends a stream that did not notice that it does not. Blocks. */
    public void look() throws InterruptedException {
        if (flwr.status(run).phase() != RunStatus.Phase.GOING) {
            closeStream();
        }
    }

    private void closeStream() {
        ChildProcess open = stream;
        if (open != null) {
            open.close();
        }
    }

    private void pause(Pauses pauses) throws InterruptedException {
        if (left.await(pauses.next().toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.debugf("Run %s is left", run.runId());
        }
    }
}
