package dev.flsys.inference.pool;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The lanes in which jobs wait, with a limit for all of their jobs. Guarded by the lock of its {@link WorkerPool}. */
final class LaneQueue {

    /** The lanes that are not empty, in the order of their turns. */
    private final Deque<Lane<?>> lanes = new ArrayDeque<>();

    private final int places;
    private int waiting;
    private boolean full;
    /** The {@link System#nanoTime()} when it became {@link #full}. */
    private long fullNanos;

    /** @param places most jobs that wait */
    LaneQueue(int places) {
        this.places = places;
    }

    /**
     * Adds {@code job} to {@code lane}. Jobs whose clients have disconnected are removed first.
     *
     * @return false if there is no place
     */
    <J extends Job<?>> boolean add(Lane<J> lane, J job) {
        if (waiting >= places) {
            dropAbandoned();
        }
        if (waiting >= places) {
            return false;
        }
        if (lane.isEmpty()) {
            lanes.addLast(lane);
        }
        lane.add(job);
        waiting++;
        noteFullness();
        return true;
    }

    /** Adds jobs that were taken and not answered; they keep the places that they had. */
    <J extends Job<?>> void putBack(Lane<J> lane, List<J> jobs) {
        if (jobs.isEmpty()) {
            return;
        }
        if (lane.isEmpty()) {
            lanes.addLast(lane);
        }
        lane.putBack(jobs);
        waiting += jobs.size();
        noteFullness();
    }

    /**
     * Takes the next batch of {@code lane}, which then waits behind the other lanes.
     *
     * @param busy the clients that workers serve now
     */
    <J extends Job<?>> List<J> take(Lane<J> lane, int workers, Predicate<String> busy) {
        List<J> batch = lane.take(workers, busy);
        waiting -= batch.size();
        noteFullness();
        lanes.remove(lane);
        if (!lane.isEmpty()) {
            lanes.addLast(lane);
        }
        return batch;
    }

    /** The first lane that can start and that {@code wanted} accepts. */
    Optional<Lane<?>> startable(Predicate<Lane<?>> wanted) {
        return lanes.stream()
                .filter(lane -> lane.canStart() && wanted.test(lane))
                .findFirst();
    }

    boolean isEmpty() {
        return lanes.isEmpty();
    }

    int waiting() {
        return waiting;
    }

    /**
     * The time for which the queue has been full; zero if it is not. It counts as full until half of its places are
     * free, because an overloaded queue has a free place many times a second.
     */
    Duration fullFor() {
        return full ? Duration.ofNanos(System.nanoTime() - fullNanos) : Duration.ZERO;
    }

    void failAll(Throwable why) {
        lanes.forEach(lane -> lane.failAll(why));
        lanes.clear();
        waiting = 0;
    }

    private void dropAbandoned() {
        for (Iterator<Lane<?>> all = lanes.iterator(); all.hasNext(); ) {
            Lane<?> lane = all.next();
            waiting -= lane.dropAbandoned();
            if (lane.isEmpty()) {
                all.remove();
            }
        }
        noteFullness();
    }

    private void noteFullness() {
        if (waiting >= places && !full) {
            full = true;
            fullNanos = System.nanoTime();
        } else if (waiting <= places / 2) {
            full = false;
        }
    }
}
