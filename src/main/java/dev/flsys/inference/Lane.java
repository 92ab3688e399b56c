package dev.flsys.inference;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The waiting jobs of one kind, such as those for one model. A worker takes several of them at once. Guarded by the
 * lock of its {@link WorkerPool}, except {@link #run}.
 *
 * @param <J> its jobs
 */
final class Lane<J extends Job<?>> {

    /**
     * The time in which a thread wakes up. Batches that take less are left to one worker, as a second one would come
     * too late.
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

    /** Whether a batch can start now, beside the batches that already run. */
    boolean canStart() {
        return !waiting.isEmpty() && (running == 0 || !isShort());
    }

    /** Whether its batches are too short to wake a second worker for them. */
    boolean isShort() {
        return averageNanos < WAKE_UP_NANOS;
    }

    /**
     * Removes the jobs whose clients have gone.
     *
     * @return the number of removed jobs
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

    /** Takes the next batch: an equal share for each of {@code workers}, unless one worker takes all. */
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

    /** Records the end of a batch. */
    void done(long nanos) {
        running--;
        averageNanos += (nanos - averageNanos) / SMOOTHING;
    }

    /** Runs a batch without the jobs whose clients have gone meanwhile. */
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
            // Errors too, such as OutOfMemoryError: the waiting clients need an answer.
            wanted.forEach(job -> job.fail(failure));
        }
    }

    void failAll(Throwable why) {
        waiting.forEach(job -> job.fail(why));
        waiting.clear();
    }
}
