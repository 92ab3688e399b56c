package dev.flsys.inference.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * The waiting jobs of one kind, such as those for one model. A worker takes several of them at once. The clients take
 * turns, so a client with many jobs does not delay the others. Guarded by the lock of its {@link WorkerPool}, except
 * {@link #run}.
 *
 * @param <J> its jobs
 */
public final class JobQueue<J extends Job<?>> {

    /**
     * The time in which a thread wakes up. Shorter batches are left to one worker, because a second worker would come
     * too late.
     */
    private static final long WAKE_UP_NANOS = 200_000;

    /** Weight of the latest batch in the average: 1/8. */
    private static final int SMOOTHING = 8;

    private final Consumer<List<J>> runner;
    private final int largestBatch;
    private final LongConsumer times;
    /** The jobs of each client, the client whose turn it is first. */
    private final Map<String, Deque<J>> waiting = new LinkedHashMap<>();

    private int size;
    private int running;
    private long averageNanos = WAKE_UP_NANOS;

    /**
     * @param runner runs a batch of at least one job. Before it returns, it answers at least one job, or does a part of
     *     the work of one. Jobs without an answer wait for their next turn. Called by several threads
     * @param largestBatch the largest number of jobs in a batch, at least 1
     */
    public JobQueue(Consumer<List<J>> runner, int largestBatch) {
        this(runner, largestBatch, nanos -> {});
    }

    /** @param times gets the time of each batch, in nanoseconds; called by several threads */
    public JobQueue(Consumer<List<J>> runner, int largestBatch, LongConsumer times) {
        this.runner = runner;
        this.largestBatch = largestBatch;
        this.times = times;
    }

    void add(J job) {
        ofClient(job).addLast(job);
        size++;
    }

    /** Adds jobs that were taken and not answered, in their order, before the other jobs of their clients. */
    void putBack(List<J> jobs) {
        for (int i = jobs.size() - 1; i >= 0; i--) {
            ofClient(jobs.get(i)).addFirst(jobs.get(i));
            size++;
        }
    }

    private Deque<J> ofClient(J job) {
        return waiting.computeIfAbsent(job.client(), client -> new ArrayDeque<>());
    }

    /** Whether a job of a client that {@code wanted} accepts waits. */
    boolean hasClient(Predicate<String> wanted) {
        return waiting.keySet().stream().anyMatch(wanted);
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
     * Removes the jobs whose clients have disconnected.
     *
     * @return the number of removed jobs
     */
    int dropAbandoned() {
        int before = size;
        waiting.values().removeIf(jobs -> {
            jobs.removeIf(this::isDropped);
            return jobs.isEmpty();
        });
        return before - size;
    }

    private boolean isDropped(J job) {
        boolean abandoned = job.isAbandoned();
        if (abandoned) {
            job.drop();
            size--;
        }
        return abandoned;
    }

    /**
     * Takes the next batch: an equal share for each of {@code workers}, unless one worker takes all. Takes a job of
     * each client in turn. Jobs of {@code busy} clients are left out if another client waits.
     */
    List<J> take(int workers, Predicate<String> busy) {
        int share = isShort() ? size : (size + workers - 1) / workers;
        int max = Math.min(share, largestBatch);
        boolean one = waiting.size() == 1;
        Predicate<String> wanted = !one && hasClient(busy.negate()) ? busy.negate() : client -> true;
        List<J> batch = new ArrayList<>(max);
        for (Optional<Map.Entry<String, Deque<J>>> next = findNext(wanted);
                batch.size() < max && next.isPresent();
                next = findNext(wanted)) {
            String client = next.get().getKey();
            Deque<J> jobs = next.get().getValue();
            batch.add(jobs.removeFirst());
            if (jobs.isEmpty()) {
                waiting.remove(client);
            } else if (!one) {
                // The client's next turn comes after the turns of the other clients.
                waiting.remove(client);
                waiting.put(client, jobs);
            }
        }
        size -= batch.size();
        running++;
        return batch;
    }

    private Optional<Map.Entry<String, Deque<J>>> findNext(Predicate<String> wanted) {
        return waiting.entrySet().stream()
                .filter(each -> wanted.test(each.getKey()))
                .findFirst();
    }

    /** Records the end of a batch. */
    void endBatch(long nanos) {
        running--;
        averageNanos += (nanos - averageNanos) / SMOOTHING;
    }

    /** Measures a batch that has ended or was abandoned. May be called without the lock. */
    void recordBatch(long nanos) {
        times.accept(nanos);
    }

    /**
     * Runs a batch without the jobs whose clients have disconnected meanwhile.
     *
     * @return the jobs that have no answer yet and wait for their next turn
     */
    List<J> run(List<J> batch) {
        List<J> wanted = new ArrayList<>(batch.size());
        for (J job : batch) {
            if (job.isAbandoned()) {
                job.drop();
            } else {
                wanted.add(job);
            }
        }
        if (wanted.isEmpty()) {
            return List.of();
        }
        try {
            runner.accept(wanted);
        } catch (Throwable failure) {
            // Errors too, such as OutOfMemoryError: the waiting clients need an answer.
            if (!Worker.isGivenUp()) {
                wanted.forEach(job -> job.fail(failure));
            }
        }
        wanted.removeIf(job -> job.answer().isDone());
        return wanted;
    }

    void failAll(Throwable why) {
        waiting.values().forEach(jobs -> jobs.forEach(job -> job.fail(why)));
        waiting.clear();
        size = 0;
    }
}
