package dev.flsys.model;

import dev.flsys.problem.Problem;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The threads that look models up and load them: one for looking up and for waiting, two for loading, one for loads that need
 * Python, so that a long export keeps nobody from a model that is ready. All are daemons.
 */
final class LoadQueue implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LoadQueue.class);
    private static final int LOADERS = 2;
    private static final int MAX_QUEUED = 1_024;
    /** What making the project's Python may add to an export; it has limits of its own below this one. */
    private static final Duration ENVIRONMENT = Duration.ofMinutes(90);

    private final ModelLoader loader;
    private final Duration deadline;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(daemon("flsys-model-timer"));
    private final ThreadPoolExecutor lookups = threads(1, "flsys-model-lookup");
    private final ThreadPoolExecutor loaders = threads(LOADERS, "flsys-model-loader");
    private final ThreadPoolExecutor exports = threads(1, "flsys-model-export");

    LoadQueue(ModelLoader loader, Duration deadline) {
        this.loader = loader;
        this.deadline = deadline;
    }

    /**
     * Runs {@code task}, which may read folders, soon.
     *
     * @throws ModelsBusy if 1,024 wait already, or the service is going down
     */
    void soon(Runnable task) {
        execute(lookups, task);
    }

    /** Runs {@code task}, which may read folders, after {@code delay}; not at all if the service goes down before. */
    void after(Duration delay, Runnable task) {
        try {
            timer.schedule(() -> soon(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException goingDown) {
            throw new ModelsBusy("The service is going down.");
        }
    }

    /** Gets the outcome of a load, exactly one of the two, on a thread of the queue. */
    @FunctionalInterface
    interface Outcome {
        void accept(@Nullable ExecutableModel model, @Nullable Problem problem);
    }

    /** Loads {@code file}. It fails if it takes longer than the deadline; a model that comes after that is closed. */
    void load(ModelFile file, Consumer<String> report, Outcome outcome) {
        CompletableFuture<ExecutableModel> result = new CompletableFuture<>();
        var unused = result.handle((model, failure) -> {
            outcome.accept(model, failure == null ? null : problem(failure, file));
            return null;
        });
        try {
            execute(loaders, () -> loadWhereItBelongs(file, report, result));
        } catch (ModelsBusy busy) {
            result.completeExceptionally(busy);
        }
    }

    private void loadWhereItBelongs(
            ModelFile file, Consumer<String> report, CompletableFuture<ExecutableModel> result) {
        try {
            if (loader.isQuick(file)) {
                load(file, report, result, deadline);
            } else {
                execute(exports, () -> load(file, report, result, deadline.plus(ENVIRONMENT)));
            }
        } catch (RuntimeException failed) {
            result.completeExceptionally(failed);
        }
    }

    private void load(
            ModelFile file, Consumer<String> report, CompletableFuture<ExecutableModel> result, Duration limit) {
        FutureTask<Void> run = new FutureTask<>(() -> loadNow(file, report, result), null);
        var tooLong = timer.schedule(() -> expire(file, run, result, limit), limit.toNanos(), TimeUnit.NANOSECONDS);
        run.run();
        tooLong.cancel(false);
        // an interrupt that came too late must not reach the next load
        Thread.interrupted();
    }

    private void loadNow(ModelFile file, Consumer<String> report, CompletableFuture<ExecutableModel> result) {
        try {
            ExecutableModel model = loader.load(file, report);
            if (!result.complete(model)) {
                model.close();
            }
        } catch (InterruptedException ended) {
            result.completeExceptionally(new ModelsBusy("Loading the model " + file.id() + " was broken off."));
        } catch (Throwable failed) {
            // errors too, out of memory first among them: whoever waits has to be told
            result.completeExceptionally(failed);
        }
    }

    private void expire(
            ModelFile file, FutureTask<Void> run, CompletableFuture<ExecutableModel> result, Duration limit) {
        result.completeExceptionally(new ModelUnusable(
                "The model " + file.id() + " was not loaded within " + limit.toSeconds() + " seconds."));
        run.cancel(true);
    }

    private static Problem problem(Throwable failure, ModelFile file) {
        if (failure instanceof Problem problem) {
            return problem;
        }
        LOG.errorf(failure, "The model %s was not loaded", file.path());
        return new ModelUnusable("The model " + file.id() + " was not loaded; the service's log tells why.", failure);
    }

    private static void execute(ThreadPoolExecutor threads, Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException full) {
            throw new ModelsBusy(
                    threads.isShutdown() ? "The service is going down." : "Too many models are being looked up.");
        }
    }

    private static ThreadPoolExecutor threads(int number, String name) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                number, number, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_QUEUED), daemon(name));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Takes no more tasks and interrupts those that run. */
    @Override
    public void close() {
        timer.shutdownNow();
        lookups.shutdownNow();
        loaders.shutdownNow();
        exports.shutdownNow();
    }
}
