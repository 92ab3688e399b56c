package dev.flsys.inference;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleConsumer;
import java.util.function.IntSupplier;

/**
 * The threads that decode pictures and run models: INFERENCE_WORKERS of them, and INFERENCE_QUEUE places to wait. Whoever
 * finds no place is told at once. Jobs wait in {@link Lane}s, from which a worker takes what is there as one batch; it never
 * waits for more. Safe for use by several threads.
 */
@Singleton
public class WorkerPool {

    private static final long SHUTDOWN_SECONDS = 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    /** The lanes in which something waits, the one whose turn it is first. */
    private final Deque<Lane<?>> lanes = new ArrayDeque<>();

    private final List<Thread> threads = new ArrayList<>();
    private final int places;
    private final DoubleConsumer batchSizes;
    private int waiting;
    private int idle;
    /** Workers that were called and have not come yet. */
    private int called;

    private boolean stopping;
    private boolean full;
    /** When it became {@link #full}, as {@link System#nanoTime()} says. */
    private long fullNanos;

    @Inject
    WorkerPool(InferenceSettings settings, MeterRegistry meters) {
        this(
                settings.workers(),
                settings.queue(),
                DistributionSummary.builder("flsys.inference.batch")
                        .description("Requests that a worker ran as one batch")
                        .register(meters)::record);
        Gauge.builder("flsys.inference.queue", this, WorkerPool::waiting)
                .description("Requests that wait for an inference worker")
                .register(meters);
        Gauge.builder("flsys.inference.busy", this, WorkerPool::busy)
                .description("Inference workers that work")
                .register(meters);
    }

    WorkerPool(int workers, int places) {
        this(workers, places, size -> {});
    }

    private WorkerPool(int workers, int places, DoubleConsumer batchSizes) {
        this.places = places;
        this.batchSizes = batchSizes;
        for (int i = 1; i <= workers; i++) {
            Thread thread = new Thread(this::work, "flsys-inference-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    /** Lets {@code job} wait in {@code lane}; it fails with {@link InferenceQueueFull} if there is no place. */
    <J extends Job<?>> void submit(Lane<J> lane, J job) {
        if (!admit(lane, job)) {
            job.fail(new InferenceQueueFull());
        }
    }

    /** Requests that wait for a worker now. */
    public int waiting() {
        return locked(() -> waiting);
    }

    /** Workers that work now. */
    public int busy() {
        return locked(() -> threads.size() - idle);
    }

    /**
     * How long the queue has been full; zero if it is not. A queue under too much load is full and has a place in turns many
     * times a second: it counts as full until half of its places are free.
     */
    public Duration fullFor() {
        lock.lock();
        try {
            return full ? Duration.ofNanos(System.nanoTime() - fullNanos) : Duration.ZERO;
        } finally {
            lock.unlock();
        }
    }

    private void noteFullness() {
        if (waiting >= places && !full) {
            full = true;
            fullNanos = System.nanoTime();
        } else if (waiting <= places / 2) {
            full = false;
        }
    }

    private <J extends Job<?>> boolean admit(Lane<J> lane, J job) {
        lock.lock();
        try {
            if (waiting >= places) {
                dropAbandoned();
            }
            if (stopping || waiting >= places) {
                return false;
            }
            if (lane.isEmpty()) {
                lanes.addLast(lane);
            }
            lane.add(job);
            waiting++;
            noteFullness();
            // One worker is enough for short work; it takes along what comes until it is awake.
            if (lane.canStart() && !(lane.isShort() && called > 0)) {
                call();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void call() {
        if (idle > called) {
            called++;
            work.signal();
        }
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

    /** The life of a worker. */
    private void work() {
        lock.lock();
        try {
            Optional<Lane<?>> lane = next();
            while (lane.isPresent()) {
                runBatch(lane.get());
                lane = next();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** The lane to take from, waiting for one; empty once the pool stops and nothing waits. */
    private Optional<Lane<?>> next() throws InterruptedException {
        while (true) {
            for (Lane<?> lane : lanes) {
                if (lane.canStart()) {
                    return Optional.of(lane);
                }
            }
            if (stopping && lanes.isEmpty()) {
                return Optional.empty();
            }
            idle++;
            try {
                work.await();
            } finally {
                idle--;
                called = Math.max(0, called - 1);
            }
        }
    }

    /** Takes a batch out of {@code lane} and runs it, without the lock. */
    private <J extends Job<?>> void runBatch(Lane<J> lane) {
        List<J> batch = lane.take(threads.size());
        waiting -= batch.size();
        noteFullness();
        lanes.remove(lane);
        if (!lane.isEmpty()) {
            lanes.addLast(lane);
        }
        if (lanes.stream().anyMatch(Lane::canStart)) {
            call();
        }
        long start = System.nanoTime();
        lock.unlock();
        try {
            batchSizes.accept(batch.size());
            lane.run(batch);
        } finally {
            lock.lock();
            lane.done(System.nanoTime() - start);
            if (stopping) {
                work.signalAll();
            }
        }
    }

    private int locked(IntSupplier value) {
        lock.lock();
        try {
            return value.getAsInt();
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more, lets what waits be done for 10 seconds, and fails the rest. */
    @PreDestroy
    void stop() throws InterruptedException {
        lock.lock();
        try {
            stopping = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SHUTDOWN_SECONDS);
        for (Thread thread : threads) {
            TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
        }
        giveUp();
    }

    private void giveUp() {
        lock.lock();
        try {
            lanes.forEach(lane -> lane.failAll(new InferenceQueueFull()));
            lanes.clear();
            waiting = 0;
        } finally {
            lock.unlock();
        }
        threads.forEach(Thread::interrupt);
    }
}
