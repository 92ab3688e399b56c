package dev.flsys.inference.pool;

import dev.flsys.model.serving.ModelVersion;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The threads that decode pictures and run models. There are INFERENCE_WORKERS threads and INFERENCE_QUEUE places to
 * wait. A job that finds no place fails at once. Jobs wait in {@link JobQueue}s. A worker takes the jobs of one queue
 * as a batch and does not wait for more. Thread-safe.
 *
 * <p>A worker hangs if one of its steps takes longer than INFERENCE_TIMEOUT. Its jobs fail, and another thread replaces
 * it.
 *
 * <p>A worker is slow if it has been in one step for two seconds, or in one picture for a quarter of a second. If all
 * workers are slow, one more worker is started, for the queues and clients that no worker serves. So neither a slow
 * model nor a client with slow pictures stops the others. There are at most three threads for each worker, including
 * those that hang.
 *
 * <p>A picture that takes more than INFERENCE_PICTURE_TIMEOUT of processor time fails alone; the other jobs of its
 * batch wait again. This file is longer than 350 lines, because its methods share one state under one lock.
 */
@Singleton
public class WorkerPool {

    private static final Logger LOG = Logger.getLogger(WorkerPool.class);
    private static final long SHUTDOWN_SECONDS = 10;
    private static final int MAX_THREADS_PER_WORKER = 3;
    private static final Duration SLOW = Duration.ofSeconds(2);
    private static final Duration SLOW_PICTURE = Duration.ofMillis(250);
    private static final Duration MAX_PERIOD = Duration.ofMillis(250);
    private static final int CHECKS_IN_LIMIT = 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition fewerThreads = lock.newCondition();
    private final JobQueues queues;
    private final List<Worker> threads = new ArrayList<>();
    /** Workers that were abandoned and have not returned. */
    private final Set<Worker> hanging = new LinkedHashSet<>();
    /** Workers that returned while they were being abandoned. */
    private final Set<Worker> ended = new HashSet<>();
    /** The batches that run. */
    private final Map<Worker, Running> running = new HashMap<>();

    private final Thread watch = new Thread(this::watch, "flsys-inference-watch");
    private final int workers;
    private final Duration limit;
    private final Duration pictureLimit;
    private final PoolMeters meters;
    private int idle;
    private int started;
    /** Workers that were signalled and are not awake yet. */
    private int called;

    private boolean stopping;

    /** A batch that runs. */
    private record Running(JobQueue<?> queue, Set<String> clients) {}

    @Inject
    public WorkerPool(InferenceSettings settings, InferenceMeters measured, MeterRegistry meters) {
        this(settings.workers(), settings.queue(), settings.timeout(), settings.pictureTimeout(), measured);
        Gauge.builder("flsys.inference.waiting.requests", this, WorkerPool::waiting)
                .description("Requests that wait for an inference worker")
                .register(meters);
        Gauge.builder("flsys.inference.queue.places", settings, InferenceSettings::queue)
                .description("Requests that may wait: INFERENCE_QUEUE")
                .strongReference(true)
                .register(meters);
        Gauge.builder("flsys.inference.workers", this, WorkerPool::living)
                .description("Inference workers that do not hang")
                .register(meters);
        Gauge.builder("flsys.inference.busy.workers", this, WorkerPool::busy)
                .description("Inference workers that run a batch")
                .register(meters);
        Gauge.builder("flsys.inference.hanging.workers", this, pool -> pool.hanging()
                        .size())
                .description("Inference workers that were replaced because a prediction did not end")
                .register(meters);
    }

    public WorkerPool(int workers, int places, Duration limit) {
        this(workers, places, limit, InferenceSettings.DEFAULT_PICTURE_TIMEOUT, PoolMeters.NONE);
    }

    public WorkerPool(int workers, int places, Duration limit, Duration pictureLimit, PoolMeters meters) {
        this.workers = workers;
        this.queues = new JobQueues(places);
        this.limit = limit;
        this.pictureLimit = pictureLimit;
        this.meters = meters;
        fill();
        watch.setDaemon(true);
        watch.start();
    }

    /** Starts workers until all of INFERENCE_WORKERS run, or too many hang. */
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

    /** Starts one more worker if all have been in one step for a while and jobs wait that no worker serves. */
    private void startExtraWorker() {
        Duration slow = limit.dividedBy(2).compareTo(SLOW) < 0 ? limit.dividedBy(2) : SLOW;
        lock.lock();
        try {
            if (mayStart()
                    && queues.findStartable(queue -> !isServed(queue)).isPresent()
                    && threads.stream()
                            .allMatch(worker -> worker.isInStepFor(slow) || worker.isInPictureFor(SLOW_PICTURE))) {
                startOne();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether workers run batches of {@code queue}, and of all clients that wait in it. */
    private boolean isServed(JobQueue<?> queue) {
        return running.values().stream().anyMatch(batch -> batch.queue().equals(queue))
                && !queue.hasClient(client -> !isServed(client));
    }

    private boolean isServed(String client) {
        return running.values().stream().anyMatch(batch -> batch.clients().contains(client));
    }

    private boolean mayStart() {
        return !stopping && threads.size() + hanging.size() < MAX_THREADS_PER_WORKER * workers;
    }

    private void startOne() {
        started++;
        Worker worker = new Worker("flsys-inference-" + started, this::runWorker);
        worker.start();
        threads.add(worker);
    }

    /** Runs on the thread that checks for steps that take too long. */
    private void watch() {
        Duration shorter = limit.compareTo(pictureLimit) < 0 ? limit : pictureLimit;
        Duration period = shorter.dividedBy(CHECKS_IN_LIMIT);
        long millis = Math.max(1, Math.min(period.toMillis(), MAX_PERIOD.toMillis()));
        try {
            while (true) {
                Thread.sleep(millis);
                check();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void check() {
        try {
            withLock(() -> List.copyOf(threads))
                    .forEach(worker -> worker.expire(limit, pictureLimit).ifPresent(Runnable::run));
            startExtraWorker();
        } catch (RuntimeException | Error failed) {
            // Perhaps no thread can be started; the checks must continue.
            LOG.error("A hanging inference worker was not replaced", failed);
        }
    }

    /** Abandons {@code worker}, and fails its jobs, or the one with the slow picture. */
    private <J extends Job<?>> void giveUp(Worker worker, JobQueue<J> queue, List<J> batch, long startNanos) {
        Optional<Job<?>> picture = worker.picture();
        picture.ifPresent(job -> job.fail(
                worker.isInStepFor(limit)
                        ? InferenceProblem.timedOut(limit, Optional.empty())
                        : InferenceProblem.slowPicture(pictureLimit)));
        lock.lock();
        try {
            remove(worker);
            running.remove(worker);
            if (!ended.remove(worker)) {
                hanging.add(worker);
            }
            queue.endBatch(System.nanoTime() - startNanos);
            if (picture.isPresent()) {
                queues.putBack(
                        queue,
                        batch.stream().filter(job -> !job.answer().isDone()).toList());
            }
            fill();
            callForStartable();
        } finally {
            lock.unlock();
        }
        if (picture.isPresent()) {
            LOG.warnf(
                    "A picture took more than %d ms of processor time (INFERENCE_PICTURE_TIMEOUT) and was given up",
                    pictureLimit.toMillis());
            return;
        }
        Optional<String> model = worker.version().map(ModelVersion::name);
        LOG.warnf(
                "%s took longer than %d ms (INFERENCE_TIMEOUT): %d requests failed, and the worker was replaced",
                model.map(name -> "The model " + name).orElse("A request"), limit.toMillis(), batch.size());
        InferenceProblem why = InferenceProblem.timedOut(limit, model);
        batch.forEach(job -> job.fail(why));
    }

    /** Adds {@code job} to {@code queue}; it fails with {@link InferenceProblem#queueFull()} if there is no place. */
    public <J extends Job<?>> void submit(JobQueue<J> queue, J job) {
        if (!withLock(() -> admit(queue, job))) {
            job.fail(InferenceProblem.queueFull());
        }
    }

    /**
     * The same as {@link #submit}; {@code job} fails with {@link InferenceProblem#notCalled} if its model is not called
     * now.
     */
    public <J extends LeasedJob<?>> void submitToModel(JobQueue<J> queue, J job) {
        job.lease()
                .version()
                .whyNotCalled()
                .ifPresentOrElse(reason -> job.fail(InferenceProblem.notCalled(reason)), () -> submit(queue, job));
    }

    /** The number of requests that wait for a worker. */
    public int waiting() {
        return withLock(queues::waiting);
    }

    /** The number of workers that run a batch. */
    public int busy() {
        return withLock(() -> threads.size() - idle);
    }

    /** The names of the models in whose calls workers hang, one for each worker. */
    public List<String> hanging() {
        return withLock(() -> hanging.stream()
                .map(worker -> worker.version().map(ModelVersion::name).orElse("a request"))
                .toList());
    }

    /** The number of workers that do not hang. */
    public int living() {
        return withLock(threads::size);
    }

    /**
     * The time for which the queue has been full; zero if it is not. It counts as full until half of its places are
     * free.
     */
    public Duration fullFor() {
        return withLock(queues::fullFor);
    }

    private <J extends Job<?>> boolean admit(JobQueue<J> queue, J job) {
        if (stopping || !queues.add(queue, job)) {
            return false;
        }
        // One worker is enough for short work; it also takes the jobs that arrive until it is awake.
        if (queue.canStart() && !(queue.isShort() && called > 0)) {
            call();
        }
        return true;
    }

    private void call() {
        if (idle > called) {
            called++;
            work.signal();
        }
    }

    private void callForStartable() {
        if (queues.findStartable(queue -> true).isPresent()) {
            call();
        }
    }

    private void remove(Worker worker) {
        threads.remove(worker);
        fewerThreads.signalAll();
    }

    /** Runs on the thread of {@code worker} until it has to end. */
    private void runWorker(Worker worker) {
        lock.lock();
        try {
            Optional<JobQueue<?>> queue = next();
            while (queue.isPresent() && runBatch(worker, queue.get())) {
                queue = next();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            remove(worker);
            lock.unlock();
        }
    }

    /**
     * Waits for a queue with jobs. Empty if the calling worker has to end: the pool stops and no job waits, or there
     * are more workers than INFERENCE_WORKERS.
     */
    private Optional<JobQueue<?>> next() throws InterruptedException {
        while (true) {
            boolean tooMany = threads.size() > workers;
            Optional<JobQueue<?>> queue = queues.findStartable(each -> !(tooMany && isServed(each)));
            if (queue.isPresent() || tooMany || (stopping && queues.isEmpty())) {
                return queue;
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
     * Takes a batch out of {@code queue} and runs it without the lock.
     *
     * @return false if {@code worker} was replaced because the batch took too long
     */
    private <J extends Job<?>> boolean runBatch(Worker worker, JobQueue<J> queue) {
        List<J> batch = queues.take(queue, threads.size(), this::isServed);
        running.put(worker, new Running(queue, clientsOf(batch)));
        callForStartable();
        long start = System.nanoTime();
        lock.unlock();
        boolean replaced = false;
        List<J> left = List.of();
        try {
            meters.recordBatchSize(batch.size());
            worker.begin(() -> giveUp(worker, queue, batch, start));
            left = queue.run(batch);
        } finally {
            long nanos = System.nanoTime() - start;
            replaced = worker.end();
            queue.recordBatch(nanos);
            measureWaiting(batch, start);
            JobSpans.report(batch, start, nanos);
            lock.lock();
            running.remove(worker);
            if (replaced) {
                if (!hanging.remove(worker)) {
                    ended.add(worker);
                }
                fill();
            } else {
                queue.endBatch(nanos);
                queues.putBack(queue, left);
            }
            if (stopping) {
                work.signalAll();
            }
        }
        return !replaced;
    }

    /**
     * Measures the jobs that have an answer. A job without an answer waits for another turn, and is measured after it.
     */
    private void measureWaiting(List<? extends Job<?>> batch, long start) {
        for (Job<?> job : batch) {
            if (job.answer().isDone()) {
                meters.recordWait(start - job.createdNanos());
            }
        }
    }

    private static Set<String> clientsOf(List<? extends Job<?>> batch) {
        if (batch.size() == 1) {
            return Set.of(batch.get(0).client());
        }
        Set<String> clients = new HashSet<>();
        batch.forEach(job -> clients.add(job.client()));
        return clients;
    }

    private <T> T withLock(Supplier<T> value) {
        lock.lock();
        try {
            return value.get();
        } finally {
            lock.unlock();
        }
    }

    /** Accepts no more jobs, waits up to 10 seconds until the accepted ones are done, and fails the rest. */
    @PreDestroy
    public void stop() throws InterruptedException {
        lock.lock();
        try {
            stopping = true;
            work.signalAll();
            long nanos = TimeUnit.SECONDS.toNanos(SHUTDOWN_SECONDS);
            while (!threads.isEmpty() && nanos > 0) {
                nanos = fewerThreads.awaitNanos(nanos);
            }
            queues.failAll(InferenceProblem.queueFull());
            threads.forEach(Thread::interrupt);
        } finally {
            lock.unlock();
            watch.interrupt();
        }
    }
}
