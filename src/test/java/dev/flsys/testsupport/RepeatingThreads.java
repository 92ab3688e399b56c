package dev.flsys.testsupport;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Threads that repeat one task until they are stopped or the task fails. */
public final class RepeatingThreads implements AutoCloseable {

    private final ExecutorService threads;
    private final List<? extends Future<?>> runs;
    private volatile boolean stopped;

    /** Something that each user does, over and over. */
    @FunctionalInterface
    public interface Task {
        void run() throws Exception;
    }

    private RepeatingThreads(int number, Task task) {
        threads = Executors.newFixedThreadPool(number);
        runs = IntStream.range(0, number)
                .mapToObj(user -> threads.submit(() -> {
                    do {
                        task.run();
                    } while (!stopped);
                    return user;
                }))
                .toList();
    }

    /** Starts {@code number} users, each on its own thread. */
    public static RepeatingThreads repeat(int number, Task task) {
        return new RepeatingThreads(number, task);
    }

    /** Ends all users after their current task. Fails with the first failure of a task. */
    public void stop() throws Exception {
        stopped = true;
        for (Future<?> run : runs) {
            run.get(30, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdown();
    }
}
