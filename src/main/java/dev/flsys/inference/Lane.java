package dev.flsys.inference;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The jobs of one kind that wait, such as those for one model; a worker takes several of them at once. Guarded by the
 * lock of its {@link WorkerPool}, but for {@link #run}.
 *
 * @param <J> its jobs
 */
final class Lane<J extends Job<?>> {

    /**
     * Work that is done sooner than a thread wakes up is left to one worker, who meanwhile finds the next batch
     * waiting.
     */
    private static final long WAKE_UP_NANOS = 200_000;

    /** Weight of the latest batch in the average: 1/8. */
    private static final int SMOOTHING = 8;

    private final Consumer<List<J>> runner;
    private final int largestBatch;
    private final Deque<J> waiting = new ArrayDeque<>();
    private int running;
    private long averageNanos = WAKE_UP_NANOS;

    /**
     * @param runner runs a batch of at least one job and answers each; called by several threads
     * @param largestBatch most jobs that it gets, at least 1
     */
    Lane(Consumer<List<J>> runner, int largestBatch) {
        this.runner = runner;
        this.largestBatch = largestBatch;
    }

    void add(J job) {
        waiting.addLast(job);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Whether there is something to do that must not wait for what runs already. */
    boolean canStart() {
        return !waiting.isEmpty() && (running == 0 || !isShort());
    }

    /** Whether its batches take so little time that a second worker is not worth waking. */
    boolean isShort() {
        return averageNanos < WAKE_UP_NANOS;
    }

    /**
     * The jobs that were given up are taken out.
     *
     * @return how many
     */
    int dropAbandoned() {
        int before = waiting.size();
        waiting.removeIf(job -> {
            boolean abandoned = job.isAbandoned();
            if (abandoned) {
                job.drop();
            }
            return abandoned;
        });
        return before - waiting.size();
    }

    /** Takes the next batch out: a fair part for one of {@code workers}, where several may work on this lane. */
    List<J> take(int workers) {
        int share = isShort() ? waiting.size() : (waiting.size() + workers - 1) / workers;
        int size = Math.min(share, largestBatch);
        List<J> batch = new ArrayList<>(size);
        while (batch.size() < size) {
            batch.add(waiting.removeFirst());
        }
        running++;
        return batch;
    }

    /** Takes note of a batch that is done. */
    void done(long nanos) {
        running--;
        averageNanos += (nanos - averageNanos) / SMOOTHING;
    }

    /** Runs a batch that was taken; what was given up meanwhile is left out. */
    void run(List<J> batch) {
        List<J> wanted = new ArrayList<>(batch.size());
        for (J job : batch) {
            if (job.isAbandoned()) {
                job.drop();
            } else {
                wanted.add(job);
            }
        }
        if (wanted.isEmpty()) {
            return;
        }
        try {
            runner.accept(wanted);
        } catch (Throwable failure) {
            // errors too, out of memory first among them: whoever waits has to be told
            wanted.forEach(job -> job.fail(failure));
        }
    }

    /** Fails all that wait. */
    void failAll(Throwable why) {
        waiting.forEach(job -> job.fail(why));
        waiting.clear();
    }
}
