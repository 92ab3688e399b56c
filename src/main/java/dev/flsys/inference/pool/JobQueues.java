package dev.flsys.inference.pool;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The queues in which jobs wait, with a limit for all of their jobs. Guarded by the lock of its {@link WorkerPool}. */
final class JobQueues {

    /** The queues that are not empty, in the order of their turns. */
    private final Deque<JobQueue<?>> queues = new ArrayDeque<>();

    private final int places;
    private int waiting;
    private boolean full;
    /** The {@link System#nanoTime()} when it became {@link #full}. */
    private long fullNanos;

    /** @param places the most jobs that wait */
    JobQueues(int places) {
        this.places = places;
    }

    /**
     * Adds {@code job} to {@code queue}. Jobs whose clients have disconnected are removed first.
     *
     * @return false if there is no place
     */
    <J extends Job<?>> boolean add(JobQueue<J> queue, J job) {
        if (waiting >= places) {
            dropAbandoned();
        }
        if (waiting >= places) {
            return false;
        }
        if (queue.isEmpty()) {
            queues.addLast(queue);
        }
        queue.add(job);
        waiting++;
        recordFullness();
        return true;
    }

    /** Adds jobs that were taken and not answered; they keep the places that they had. */
    <J extends Job<?>> void putBack(JobQueue<J> queue, List<J> jobs) {
        if (jobs.isEmpty()) {
            return;
        }
        if (queue.isEmpty()) {
            queues.addLast(queue);
        }
        queue.putBack(jobs);
        waiting += jobs.size();
        recordFullness();
    }

    /**
     * Takes the next batch of {@code queue}, which then waits behind the other queues.
     *
     * @param busy the clients that workers serve now
     */
    <J extends Job<?>> List<J> take(JobQueue<J> queue, int workers, Predicate<String> busy) {
        List<J> batch = queue.take(workers, busy);
        waiting -= batch.size();
        recordFullness();
        queues.remove(queue);
        if (!queue.isEmpty()) {
            queues.addLast(queue);
        }
        return batch;
    }

    /** The first queue that can start and that {@code wanted} accepts. */
    Optional<JobQueue<?>> findStartable(Predicate<JobQueue<?>> wanted) {
        return queues.stream()
                .filter(queue -> queue.canStart() && wanted.test(queue))
                .findFirst();
    }

    boolean isEmpty() {
        return queues.isEmpty();
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
        queues.forEach(queue -> queue.failAll(why));
        queues.clear();
        waiting = 0;
    }

    private void dropAbandoned() {
        for (Iterator<JobQueue<?>> all = queues.iterator(); all.hasNext(); ) {
            JobQueue<?> queue = all.next();
            waiting -= queue.dropAbandoned();
            if (queue.isEmpty()) {
                all.remove();
            }
        }
        recordFullness();
    }

    private void recordFullness() {
        if (waiting >= places && !full) {
            full = true;
            fullNanos = System.nanoTime();
        } else if (waiting <= places / 2) {
            full = false;
        }
    }
}
