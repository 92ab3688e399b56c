package dev.flsys.live;

import dev.flsys.simulation.log.LogReader;
import dev.flsys.simulation.log.SimulationLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends the log of one simulation to all connections that follow it. Each pass sends one frame to every connection that
 * has taken its last frame. The frame contains all events since then: one event if events are rare, hundreds if they
 * are frequent. Connections at the same position share one frame. A connection that does not take its frame is skipped
 * and costs the memory of that frame only. The frames of a single connection are larger, because each frame costs time.
 *
 * <p>The interval of passes limits all connections together to {@value #MAX_FRAMES_A_SECOND} frames a second, so that
 * many connections do not slow down the simulation. While simulations print fast, {@link SendPace} limits the bytes of
 * all feeds. Thread-safe.
 */
final class Feed {

    private static final Logger LOG = Logger.getLogger(Feed.class);

    static final int MAX_FRAMES_A_SECOND = 3_000;

    /** The shortest interval of passes. */
    private static final long MIN_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final SimulationLog log;
    private final LogReader reader;
    private final ExecutorService executor;
    private final ScheduledExecutorService timer;
    private final SendPace pace;
    private final Runnable whenEmpty;
    private final Runnable onGrowth = this::grown;
    private final Map<String, Follower> followers = new LinkedHashMap<>();

    /** The next pass; null if none is planned. The pass sends all events that happen before it. */
    private @Nullable Future<?> next;

    private long nextAt;
    private boolean passing;
    private boolean again;

    private boolean closed;
    /** The end of the log at its last growth. */
    private long end;

    private long lastPass = System.nanoTime() - MIN_INTERVAL_NANOS;

    /**
     * @param pace the pace of all feeds
     * @param whenEmpty called once when the last follower has left and the feed is closed
     */
    Feed(SimulationLog log, ExecutorService executor, ScheduledExecutorService timer, SendPace pace, Runnable whenEmpty)
            throws IOException {
        this.log = log;
        this.reader = log.open();
        this.executor = executor;
        this.timer = timer;
        this.pace = pace;
        this.whenEmpty = whenEmpty;
        this.end = log.behind(0);
        log.follow(onGrowth);
    }

    /**
     * Adds a connection at the beginning of the log, if it does not follow yet.
     *
     * @param held whether sending waits for {@link #resume} or {@link #release}
     * @return false if the feed is closed
     */
    synchronized boolean add(LiveConnection connection, boolean held) {
        if (!closed) {
            followers.computeIfAbsent(connection.id(), id -> new Follower(connection, held));
            plan(pace.pause());
        }
        return !closed;
    }

    /**
     * Continues a connection after event number {@code seq}, regardless of the events that it has received.
     *
     * @return false if the feed is closed
     */
    boolean resume(LiveConnection connection, long seq) throws IOException {
        long position;
        try {
            position = reader.after(seq);
        } catch (IOException unreadable) {
            if (isClosed()) {
                return false;
            }
            closeIfEmpty();
            throw unreadable;
        }
        synchronized (this) {
            if (!closed) {
                followers
                        .computeIfAbsent(connection.id(), id -> new Follower(connection, true))
                        .resumeAt(position);
                plan(pace.pause());
            }
            return !closed;
        }
    }

    /** Begins sending to a connection that was added as {@code held}. */
    synchronized void release(LiveConnection connection) {
        Follower follower = followers.get(connection.id());
        if (follower != null) {
            follower.begin();
            plan(pace.pause());
        }
    }

    void remove(LiveConnection connection) {
        synchronized (this) {
            Follower follower = followers.remove(connection.id());
            if (follower != null) {
                follower.leave();
            }
        }
        closeIfEmpty();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private void closeIfEmpty() {
        synchronized (this) {
            if (closed || !followers.isEmpty()) {
                return;
            }
            closed = true;
        }
        log.unfollow(onGrowth);
        reader.close();
        whenEmpty.run();
    }

    private synchronized void grown() {
        long now = log.behind(0);
        pace.grew(now - end);
        end = now;
        plan(untilNext(MIN_INTERVAL_NANOS));
    }

    private long untilNext(long atLeast) {
        long apart = TimeUnit.SECONDS.toNanos(1) * followers.size() / MAX_FRAMES_A_SECOND;
        return Math.max(pace.pause(), lastPass + Math.max(atLeast, apart) - System.nanoTime());
    }

    private synchronized void plan(long delayNanos) {
        long at = System.nanoTime() + delayNanos;
        if (closed || (next != null && nextAt - at <= 0)) {
            return;
        }
        if (next != null) {
            next.cancel(false);
        }
        nextAt = at;
        next = delayNanos <= 0
                ? executor.submit(this::pass)
                : timer.schedule((Runnable) () -> executor.execute(this::pass), delayNanos, TimeUnit.NANOSECONDS);
    }

    private void pass() {
        Map<Long, List<Follower>> ready;
        int maxBytes;
        synchronized (this) {
            next = null;
            if (passing) {
                // Only one pass runs at a time. Its end plans the next one.
                again = true;
                return;
            }
            long pause = pace.pause();
            if (pause > 0) {
                // The pass was planned before the frames that use up the limit were sent.
                plan(pause);
                return;
            }
            passing = true;
            again = false;
            lastPass = System.nanoTime();
            ready = ready();
            maxBytes = followers.size() == 1 ? LogReader.LARGE_BYTES : LogReader.MAX_BYTES;
        }
        try {
            boolean first = true;
            for (Map.Entry<Long, List<Follower>> each : ready.entrySet()) {
                long position = each.getKey();
                List<Follower> group = each.getValue();
                Frame frame = read(position, maxBytes);
                pace.sent(frame.chunk().bytes().length, group.size() - (first ? 1 : 0));
                first = false;
                group.forEach(follower -> send(follower, position, frame));
            }
        } catch (UncheckedIOException unreadable) {
            if (!isClosed()) {
                LOG.errorf(unreadable, "Could not read the log of simulation %s", log.id());
            }
            ready.values().forEach(group -> group.forEach(follower -> remove(follower.connection())));
        } finally {
            synchronized (this) {
                passing = false;
                if (again) {
                    plan(pace.pause());
                }
            }
        }
        closeIfEmpty();
    }

    /** The followers that are ready for their next frame, by position. Removes those that have received everything. */
    private Map<Long, List<Follower>> ready() {
        Map<Long, List<Follower>> ready = new LinkedHashMap<>();
        for (Iterator<Follower> all = followers.values().iterator(); all.hasNext(); ) {
            Follower each = all.next();
            if (each.isReady()) {
                if (reader.isOver(each.position())) {
                    all.remove();
                } else {
                    ready.computeIfAbsent(each.position(), position -> new ArrayList<>())
                            .add(each);
                }
            }
        }
        return ready;
    }

    private void send(Follower follower, long position, Frame frame) {
        synchronized (this) {
            // Another pass may have sent this frame, or the follower has a new position, for which a pass is planned.
            if (frame.chunk().isEmpty() || !follower.isReady() || follower.position() != position) {
                return;
            }
            follower.sending(frame.chunk());
        }
        follower.connection()
                .send(frame)
                .subscribe()
                .with(sent -> sent(follower), gone -> remove(follower.connection()));
    }

    private Frame read(long position, int maxBytes) {
        try {
            return new Frame(reader.read(position, maxBytes));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Plans the next pass if there are more events. A follower that is far behind does not wait. */
    private synchronized void sent(Follower follower) {
        follower.sent();
        long behind = log.behind(follower.position());
        if (behind > 0 || reader.isOver(follower.position())) {
            plan(untilNext(behind >= LogReader.MAX_BYTES ? 0 : MIN_INTERVAL_NANOS));
        }
    }
}
