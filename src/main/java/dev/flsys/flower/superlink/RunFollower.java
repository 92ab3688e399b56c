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
 * Follows the log of a run at a SuperLink to the run's end, through any number of broken connections.
 *
 * <p>{@code flwr log --stream} replays the whole log and then streams new lines. Each stream is therefore read past the
 * lines that are stored already. A broken stream may end within a line, which is left to the next stream. Flower reads
 * new lines first and checks for the run's end afterwards, so the last lines may be missing when a stream ends. Once a
 * run has ended, its log is read again from the beginning, and the last line of that log needs no line end.
 *
 * <p>{@link #follow} is for one thread. Other threads may call all other methods meanwhile.
 */
public final class RunFollower {

    private static final Logger LOG = Logger.getLogger(RunFollower.class);

    /** A stream has no time limit. After this time without a line, Flower is asked whether the run continues. */
    private static final Duration POLL_AFTER = Duration.ofSeconds(30);

    private static final Duration EXIT_LIMIT = Duration.ofSeconds(10);
    /** The most times that the log of an ended run is read. */
    private static final int LAST_READS = 5;

    private final FlwrClient flwr;
    private final RunAtSuperLink run;
    private final RunListener listener;
    private final Duration shortest;
    private final Duration longest;
    private final CountDownLatch left = new CountDownLatch(1);

    /** Used by the following thread only. */
    private long stored;

    private volatile @Nullable ChildProcess stream;
    private volatile long lastHeard = System.nanoTime();

    /** @param stored number of lines of the log that are stored already; each piece of a long line counts */
    public RunFollower(FlwrClient flwr, RunAtSuperLink run, RunListener listener, long stored) {
        this(flwr, run, listener, stored, Duration.ofMillis(500), Duration.ofSeconds(5));
    }

    RunFollower(
            FlwrClient flwr,
            RunAtSuperLink run,
            RunListener listener,
            long stored,
            Duration shortest,
            Duration longest) {
        this.flwr = flwr;
        this.run = run;
        this.listener = listener;
        this.stored = stored;
        this.shortest = shortest;
        this.longest = longest;
    }

    /**
     * Follows the run to its end.
     *
     * @return the last status; empty after {@link #leave}
     * @throws InterruptedException if the thread was interrupted; the run continues
     */
    public Optional<RunStatus> follow() throws InterruptedException {
        RetryDelays delays = new RetryDelays(shortest, longest);
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
                delays.reset();
            } else {
                pause(delays);
            }
        }
        return Optional.empty();
    }

    /** Reads a stream to its end. Returns whether the stream contained the whole log up to now. */
    private boolean read(boolean over) throws InterruptedException {
        try (ChildProcess child = flwr.log(run)) {
            stream = child;
            if (isLeft()) {
                return false;
            }
            LogStream lines = new LogStream(new OutputLines(child.output()), run.superlink(), this::onProgress);
            lines.skip(stored);
            for (OutputLine line = lines.next(); line != null; line = lines.next()) {
                lastHeard = System.nanoTime();
                if (lines.isCutOff() && !(over && endedWell(child))) {
                    return false;
                }
                stored += listener.storeLines(line, lines::poll);
            }
            return endedWell(child);
        } catch (IOException unstartable) {
            LOG.warnf("The log of run %s cannot be followed: %s", run.runId(), unstartable.getMessage());
            return false;
        } finally {
            stream = null;
        }
    }

    private void onProgress() {
        lastHeard = System.nanoTime();
        listener.onProgress();
    }

    private static boolean endedWell(ChildProcess child) throws InterruptedException {
        return child.waitFor(EXIT_LIMIT) && child.waitFor().success();
    }

    /** Asks for the status until there is an answer, or until {@link #leave}. */
    private RunStatus reach() throws InterruptedException {
        RetryDelays delays = new RetryDelays(shortest, longest);
        boolean reported = false;
        RunStatus status = flwr.readStatus(run);
        while (status.phase() == RunStatus.Phase.UNREACHABLE && !isLeft()) {
            if (!reported) {
                listener.onUnreachable(status.detail());
                reported = true;
            }
            pause(delays);
            status = flwr.readStatus(run);
        }
        if (reported && !isLeft()) {
            listener.onReachable();
        }
        return status;
    }

    /**
     * Stops the run. Tries again until Flower accepts the stop, the run has ended, or {@link #leave} is called.
     *
     * @throws InterruptedException if the thread was interrupted
     */
    public void stop() throws InterruptedException {
        RetryDelays delays = new RetryDelays(shortest, longest);
        boolean reported = false;
        while (!isLeft()) {
            Optional<String> refused = flwr.stop(run);
            if (refused.isEmpty() || flwr.readStatus(run).isOver()) {
                return;
            }
            if (!reported) {
                listener.onUnstoppable(refused.get());
                reported = true;
            }
            pause(delays);
        }
    }

    /** Stops following. The run continues. */
    public void leave() {
        left.countDown();
        closeStream();
    }

    private boolean isLeft() {
        return left.getCount() == 0;
    }

    /**
     * Whether the stream has been silent for so long that {@link #closeIfEnded} is due; true once per silent period.
     */
    public boolean isPollDue() {
        boolean due = stream != null && System.nanoTime() - lastHeard > POLL_AFTER.toNanos();
        if (due) {
            lastHeard = System.nanoTime();
        }
        return due;
    }

    /** Asks for the run's status and closes the stream if the run has ended. Blocks. */
    public void closeIfEnded() throws InterruptedException {
        if (flwr.readStatus(run).phase() != RunStatus.Phase.ACTIVE) {
            closeStream();
        }
    }

    private void closeStream() {
        ChildProcess open = stream;
        if (open != null) {
            open.close();
        }
    }

    private void pause(RetryDelays delays) throws InterruptedException {
        if (left.await(delays.next().toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.debugf("Run %s is not followed any more", run.runId());
        }
    }
}
