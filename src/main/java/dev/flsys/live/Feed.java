package dev.flsys.live;

import dev.flsys.simulation.LogReader;
import dev.flsys.simulation.SimulationLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings one simulation's log to all connections that follow it. In each pass every connection that has taken its last frame
 * gets the next one, of whatever has come meanwhile: one event where they come slowly, hundreds where they come fast.
 * Connections at the same place, which is most of them, share what is read. A connection that does not take its frame is
 * passed over, and costs that frame.
 *
 * <p>Passes are so far apart that all connections together get {@value #MAX_FRAMES_A_SECOND} frames a second at most, as
 * far as they keep up; those that are behind are not held up by that. Safe for use by several threads.
 */
final class Feed {

    private static final Logger LOG = Logger.getLogger(Feed.class);

    static final int MAX_FRAMES_A_SECOND = 5_000;

    /** Passes are at least so far apart. */
    private static final long MIN_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** Bytes that fill a frame. */
    private static final long FAR_BEHIND = 32 * 1024;

    private final SimulationLog log;
    private final LogReader reader;
    private final ExecutorService executor;
    private final ScheduledExecutorService timer;
    private final Runnable whenEmpty;
    private final Runnable onGrowth = this::grown;
    private final Map<String, Follower> followers = new LinkedHashMap<>();

    /** The next pass, which will see everything that happened before it; null if none is planned. */
    private @Nullable Future<?> next;

    private long nextAt;

    private boolean closed;
    private long lastPass = System.nanoTime() - MIN_INTERVAL_NANOS;

    /** @param whenEmpty called once the last follower has left; the feed is closed then */
    Feed(SimulationLog log, ExecutorService executor, ScheduledExecutorService timer, Runnable whenEmpty)
            throws IOException {
        this.log = log;
        this.reader = log.open();
        this.executor = executor;
        this.timer = timer;
        this.whenEmpty = whenEmpty;
        log.follow(onGrowth);
    }

    /**
     * Has {@code connection} follow from the beginning, if it does not follow yet.
     *
     * @param held whether it waits until {@link #resume} or {@link #release}
     * @return false if the feed is closed already
     */
    synchronized boolean add(LiveConnection connection, boolean held) {
        if (!closed) {
            followers.computeIfAbsent(connection.id(), id -> new Follower(connection, held));
            plan(0);
        }
        return !closed;
    }

    /**
     * Has {@code connection} go on after event number {@code seq}, whatever it has got.
     *
     * @return false if the feed is closed already
     */
    boolean resume(LiveConnection connection, long seq) throws IOException {
        long position = reader.after(seq);
        synchronized (this) {
            if (!closed) {
                followers
                        .computeIfAbsent(connection.id(), id -> new Follower(connection, true))
                        .resumeAt(position);
                plan(0);
            }
            return !closed;
        }
    }

    /** Has {@code connection}, if it waits, begin. */
    synchronized void release(LiveConnection connection) {
        Follower follower = followers.get(connection.id());
        if (follower != null) {
            follower.begin();
            plan(0);
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
        plan(untilNext());
    }

    private long interval() {
        return Math.max(MIN_INTERVAL_NANOS, TimeUnit.SECONDS.toNanos(1) * followers.size() / MAX_FRAMES_A_SECOND);
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
                : timer.schedule(() -> executor.submit(this::pass), delayNanos, TimeUnit.NANOSECONDS);
    }

    private void pass() {
        Map<Follower, Long> ready;
        synchronized (this) {
            next = null;
            lastPass = System.nanoTime();
            ready = ready();
        }
        Map<Long, Frame> frames = new HashMap<>();
        try {
            for (Map.Entry<Follower, Long> each : ready.entrySet()) {
                send(each.getKey(), each.getValue(), frames.computeIfAbsent(each.getValue(), this::read));
            }
        } catch (UncheckedIOException unreadable) {
            LOG.errorf(unreadable, "The log of simulation %s cannot be read", log.id());
            ready.keySet().forEach(follower -> remove(follower.connection()));
        }
        closeIfEmpty();
    }

    /** Those that wait for their next frame, and from where; those that have got everything there will be leave. */
    private Map<Follower, Long> ready() {
        Map<Follower, Long> ready = new LinkedHashMap<>();
        for (Iterator<Follower> all = followers.values().iterator(); all.hasNext(); ) {
            Follower each = all.next();
            if (each.isReady()) {
                if (reader.isOver(each.position())) {
                    all.remove();
                } else {
                    ready.put(each, each.position());
                }
            }
        }
        return ready;
    }

    private void send(Follower follower, long position, Frame frame) {
        synchronized (this) {
            // Another pass may have sent it meanwhile, or it resumes somewhere else: a pass for that is planned.
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

    private Frame read(long position) {
        try {
            return new Frame(reader.read(position));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The next pass comes at once for one that is far behind, else at its time. */
    private synchronized void sent(Follower follower) {
        follower.sent();
        long behind = log.behind(follower.position());
        if (behind > 0 || reader.isOver(follower.position())) {
            plan(behind >= FAR_BEHIND ? 0 : untilNext());
        }
    }

    private long untilNext() {
        return Math.max(0, lastPass + interval() - System.nanoTime());
    }
}
