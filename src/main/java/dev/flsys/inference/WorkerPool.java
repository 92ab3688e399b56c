package dev.flsys.inference;

import dev.flsys.model.ModelVersion;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleConsumer;
import java.util.function.IntSupplier;
import org.jboss.logging.Logger;

/**
 * The threads that decode pictures and run models: INFERENCE_WORKERS of them, and INFERENCE_QUEUE places to wait.
 * Whoever finds no place is told at once. Jobs wait in {@link Lane}s, from which a worker takes what is there as one
 * batch; it never waits for more. Safe for use by several threads.
 *
 * <p>A worker of which a step takes longer than INFERENCE_TIMEOUT hangs: its jobs fail, and another thread takes its
 * place. Before that, once all workers have been in one step for two seconds, a worker more is started for the lanes in
 * which nothing runs, so that one slow model does not stop the others. There are three threads for each worker at most,
 * those that hang included.
 */
@Singleton
public class WorkerPool {

    private static final Logger LOG = Logger.getLogger(WorkerPool.class);
    private static final long SHUTDOWN_SECONDS = 10;
    private static final int MOST_THREADS_PER_WORKER = 3;
    private static final Duration SLOW = Duration.ofSeconds(2);
    private static final Duration LONGEST_LOOK = Duration.ofMillis(250);
    private static final int LOOKS_IN_LIMIT = 10;
    private static final long JOIN_MILLIS = 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    /** The lanes in which something waits, the one whose turn it is first. */
    private final Deque<Lane<?>> lanes = new ArrayDeque<>();

    private final List<Worker> threads = new ArrayList<>();
    /** Those that were given up and have not come back. */
    private final Set<Worker> hanging = new LinkedHashSet<>();
    /** Those that came back while they were given up. */
    private final Set<Worker> ended = new HashSet<>();
    /** The lanes whose batches run. */
    private final Map<Worker, Lane<?>> running = new HashMap<>();

    private final Thread watch = new Thread(this::watch, "flsys-inference-watch");
    private final int workers;
    private final int places;
    private final Duration limit;
    private final DoubleConsumer batchSizes;
    private int waiting;
    private int idle;
    private int started;
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
                settings.timeout(),
                DistributionSummary.builder("flsys.inference.batch")
                        .description("Requests that a worker ran as one batch")
                        .register(meters)::record);
        Gauge.builder("flsys.inference.queue", this, WorkerPool::waiting)
                .description("Requests that wait for an inference worker")
                .register(meters);
        Gauge.builder("flsys.inference.busy", this, WorkerPool::busy)
                .description("Inference workers that work")
                .register(meters);
        Gauge.builder("flsys.inference.hanging", this, pool -> pool.hanging().size())
                .description("Inference workers that were replaced, because a prediction did not end")
                .register(meters);
    }

    WorkerPool(int workers, int places) {
        this(workers, places, InferenceSettings.DEFAULT_TIMEOUT);
    }

    WorkerPool(int workers, int places, Duration limit) {
        this(workers, places, limit, size -> {});
    }

    private WorkerPool(int workers, int places, Duration limit, DoubleConsumer batchSizes) {
        this.workers = workers;
        this.places = places;
        this.limit = limit;
        this.batchSizes = batchSizes;
        fill();
        watch.setDaemon(true);
        watch.start();
    }

    /** Starts workers until there are as many as there should be, or too many hang. */
    private void fill() {
        lock.lock();
        try {
            while (threads.size() < workers && mayStart()) {
                startOne();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Starts a worker more if all have been in one step for a while, and there is something else to do. */
    private void lend() {
        Duration slow = limit.dividedBy(2).compareTo(SLOW) < 0 ? limit.dividedBy(2) : SLOW;
        lock.lock();
        try {
            if (mayStart()
                    && lanes.stream().anyMatch(lane -> lane.canStart() && !running.containsValue(lane))
                    && threads.stream().allMatch(worker -> worker.isInStepFor(slow))) {
                startOne();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean mayStart() {
        return !stopping && threads.size() + hanging.size() < MOST_THREADS_PER_WORKER * workers;
    }

    private void startOne() {
        started++;
        Worker worker = new Worker("flsys-inference-" + started, this::work);
        worker.start();
        threads.add(worker);
    }

    /** The life of the thread that looks for steps without an end. */
    private void watch() {
        Duration look = limit.dividedBy(LOOKS_IN_LIMIT);
        long millis = Math.max(1, Math.min(look.toMillis(), LONGEST_LOOK.toMillis()));
        try {
            while (true) {
                Thread.sleep(millis);
                look();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            workersNow().forEach(worker -> worker.expire(limit).ifPresent(Runnable::run));
            lend();
        } catch (RuntimeException | Error failed) {
            // perhaps no thread can be started; the watch itself must continue
            LOG.error("A worker that hangs was not replaced", failed);
        }
    }

    private List<Worker> workersNow() {
        lock.lock();
        try {
            return List.copyOf(threads);
        } finally {
            lock.unlock();
        }
    }

    /** Leaves {@code worker} to itself and answers the jobs that it took. */
    private <J extends Job<?>> void giveUp(Worker worker, Lane<J> lane, List<J> batch, long startNanos) {
        lock.lock();
        try {
            threads.remove(worker);
            running.remove(worker);
            if (!ended.remove(worker)) {
                hanging.add(worker);
            }
            lane.done(System.nanoTime() - startNanos);
            fill();
            if (lanes.stream().anyMatch(Lane::canStart)) {
                call();
            }
        } finally {
            lock.unlock();
        }
        Optional<String> model = worker.version().map(ModelVersion::name);
        LOG.warnf(
                "%s took longer than %d ms (INFERENCE_TIMEOUT): %d requests were answered so, and the worker was replaced",
                model.map(name -> "The model " + name).orElse("A request"), limit.toMillis(), batch.size());
        InferenceTimedOut why = InferenceTimedOut.after(limit, model);
        batch.forEach(job -> job.fail(why));
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

    /** The models in whose calls workers hang, one name for each worker. */
    public List<String> hanging() {
        lock.lock();
        try {
            return hanging.stream()
                    .map(worker -> worker.version().map(ModelVersion::name).orElse("a request"))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Workers that can take work, now or when they have done theirs. */
    public int living() {
        return locked(threads::size);
    }

    /**
     * How long the queue has been full; zero if it is not. A queue under too much load is full and has a place in turns
     * many times a second: it counts as full until half of its places are free.
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
    private void work(Worker worker) {
        lock.lock();
        try {
            Optional<Lane<?>> lane = next(worker);
            while (lane.isPresent() && runBatch(worker, lane.get())) {
                lane = next(worker);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The lane to take from, waiting for one; empty if {@code worker} has to end, as the pool stops and nothing waits,
     * or there are more workers than there should be.
     */
    private Optional<Lane<?>> next(Worker worker) throws InterruptedException {
        while (true) {
            boolean tooMany = threads.size() > workers;
            for (Lane<?> lane : lanes) {
                if (lane.canStart() && !(tooMany && running.containsValue(lane))) {
                    return Optional.of(lane);
                }
            }
            if (stopping && lanes.isEmpty()) {
                return Optional.empty();
            }
            if (tooMany) {
                threads.remove(worker);
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

    /**
     * Takes a batch out of {@code lane} and runs it, without the lock.
     *
     * @return false if it took so long that {@code worker} was replaced
     */
    private <J extends Job<?>> boolean runBatch(Worker worker, Lane<J> lane) {
        List<J> batch = lane.take(threads.size());
        running.put(worker, lane);
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
        boolean replaced = false;
        try {
            batchSizes.accept(batch.size());
            worker.begin(() -> giveUp(worker, lane, batch, start));
            lane.run(batch);
        } finally {
            replaced = worker.end();
            lock.lock();
            running.remove(worker);
            if (replaced) {
                if (!hanging.remove(worker)) {
                    ended.add(worker);
                }
                fill();
            } else {
                lane.done(System.nanoTime() - start);
            }
            if (stopping) {
                work.signalAll();
            }
        }
        return !replaced;
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
        for (Worker thread : workersNow()) {
            while (thread.isAlive() && !thread.isOverdue() && System.nanoTime() < deadline) {
                thread.join(JOIN_MILLIS);
            }
        }
        watch.interrupt();
        failAll();
    }

    private void failAll() {
        lock.lock();
        try {
            lanes.forEach(lane -> lane.failAll(new InferenceQueueFull()));
            lanes.clear();
            waiting = 0;
        } finally {
            lock.unlock();
        }
        workersNow().forEach(Thread::interrupt);
    }
}
