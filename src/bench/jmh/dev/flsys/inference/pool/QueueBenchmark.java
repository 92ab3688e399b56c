package dev.flsys.inference.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The time to pass a request to a worker and get its answer: by the queues of {@link WorkerPool}, which run the waiting
 * requests as one batch, and by a plain thread pool, which runs them one by one. The work is like that of a small
 * model: a fixed part for each call, and a tenth of it for each row. Two threads act as event loops, each with 8
 * pending requests.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(2)
public class QueueBenchmark {

    private static final int REQUESTS = 8;
    private static final int WORKERS = 2;

    /** JMH's tokens for a call. A token takes about 2 ns. */
    @Param({"0", "2000"})
    public int call;

    private final WorkerPool pool = new WorkerPool(WORKERS, 1_024, InferenceSettings.DEFAULT_TIMEOUT);
    private final JobQueue<Job<Integer>> queue = new JobQueue<>(this::answer, 256);
    private final ThreadPoolExecutor executor =
            new ThreadPoolExecutor(WORKERS, WORKERS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1_024));

    /** The tokens for a row. */
    private int row;

    @Setup
    public void size() {
        row = call / 10;
    }

    @TearDown
    public void stop() throws InterruptedException {
        pool.stop();
        executor.shutdown();
    }

    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public int queues() {
        List<Job<Integer>> jobs = new ArrayList<>(REQUESTS);
        for (int i = 0; i < REQUESTS; i++) {
            Job<Integer> job = new Job<>(() -> false);
            pool.submit(queue, job);
            jobs.add(job);
        }
        int sum = 0;
        for (Job<Integer> job : jobs) {
            sum += job.answer().join();
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public int threadPool() {
        List<CompletableFuture<Integer>> answers = new ArrayList<>(REQUESTS);
        for (int i = 0; i < REQUESTS; i++) {
            CompletableFuture<Integer> answer = new CompletableFuture<>();
            executor.execute(() -> {
                Blackhole.consumeCPU(call);
                Blackhole.consumeCPU(row);
                answer.complete(1);
            });
            answers.add(answer);
        }
        int sum = 0;
        for (CompletableFuture<Integer> answer : answers) {
            sum += answer.join();
        }
        return sum;
    }

    private void answer(List<Job<Integer>> jobs) {
        Blackhole.consumeCPU(call);
        for (Job<Integer> job : jobs) {
            Blackhole.consumeCPU(row);
            job.answer().complete(1);
        }
    }
}
