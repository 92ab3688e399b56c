package dev.flsys.model;

import dev.flsys.engine.Engines;
import dev.flsys.engine.EngineModel;
import dev.flsys.engine.ModelUnusable;
import dev.flsys.problem.Problem;
import java.time.Duration;
import java.util.List;
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
 * The threads that look models up and load them: one for looking up and for waiting, some for loading, one for exports,
 * which need Python and may take minutes, so that a long export keeps nobody from a model that is ready. All are
 * daemons. Each step has a deadline; a load that misses it fails, whether its thread comes back or not.
 */
final class LoadQueue implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LoadQueue.class);
    private static final int MAX_QUEUED = 1_024;
    /** An export, and making the project's Python before it; both have limits of their own below this one. */
    private static final Duration EXPORT = Duration.ofMinutes(95);

    private final ModelLoader loader;
    private final Duration deadline;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(daemon("flsys-model-timer"));
    private final ThreadPoolExecutor lookups = threads(1, "flsys-model-lookup");
    private final LoaderThreads loaders = new LoaderThreads(threads(1, "flsys-model-loader"), timer);
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
            var unused = timer.schedule(() -> soon(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException goingDown) {
            throw new ModelsBusy("The service is going down.");
        }
    }

    /** Gets the outcome of a load, exactly one of the two, on a thread of the queue. */
    @FunctionalInterface
    interface Outcome {
        void accept(@Nullable EngineModel model, @Nullable Problem problem);
    }

    /** Loads {@code file}. It fails if it takes longer than the deadline; a model that comes after that is closed. */
    void load(ModelFile file, Consumer<String> report, Outcome outcome) {
        CompletableFuture<EngineModel> result = new CompletableFuture<>();
        var unused = result.handle((model, failure) -> {
            outcome.accept(model, failure == null ? null : problem(failure, file));
            return null;
        });
        onLoader(file, result, () -> {
            if (loader.isQuick(file)) {
                loadNow(file, report, result);
            } else {
                execute(exports, () -> export(file, report, result));
            }
        });
    }

    /** The ids of the models whose loads have missed their deadlines and still run. */
    List<String> hanging() {
        return loaders.hanging();
    }

    /** Whether a model can be loaded; not if too many loads hang. */
    boolean canLoad() {
        return loaders.anyLeft();
    }

    /** A part of a load. */
    @FunctionalInterface
    private interface Step {
        void run() throws InterruptedException;
    }

    private void onLoader(ModelFile file, CompletableFuture<EngineModel> result, Step step) {
        if (loaders.hangsIn(file) || !loaders.anyLeft()) {
            result.completeExceptionally(new ModelUnusable("The model " + file.id() + " is not loaded: "
                    + (loaders.hangsIn(file)
                            ? "an earlier load of this file did not end. Replace the file, or restart the service."
                            : "too many earlier loads of other models did not end. Restart the service.")));
            return;
        }
        try {
            execute(loaders.threads(), () -> {
                LoaderThreads.Load load = loaders.begin(file, deadline);
                try {
                    within(deadline, file, result, step, load::hangs);
                } finally {
                    load.ends();
                }
            });
        } catch (ModelsBusy busy) {
            result.completeExceptionally(busy);
        }
    }

    private void export(ModelFile file, Consumer<String> report, CompletableFuture<EngineModel> result) {
        within(
                EXPORT,
                file,
                result,
                () -> {
                    loader.prepare(file, report);
                    onLoader(file, result, () -> loadNow(file, report, result));
                },
                () -> {});
    }

    /** Runs {@code step} on this thread. Once {@code limit} is over {@code result} fails and {@code late} is run. */
    private void within(
            Duration limit, ModelFile file, CompletableFuture<EngineModel> result, Step step, Runnable late) {
        Thread thread = Thread.currentThread();
        FutureTask<Void> run = new FutureTask<>(() -> attempt(file, result, step), null);
        var tooLong = timer.schedule(
                () -> {
                    late.run();
                    result.completeExceptionally(new ModelUnusable("The model " + file.id() + " was not loaded within "
                            + shown(limit) + "; INFERENCE_LOAD_TIMEOUT sets the limit."));
                    Engines.endCall(thread);
                    run.cancel(true);
                },
                limit.toNanos(),
                TimeUnit.NANOSECONDS);
        run.run();
        tooLong.cancel(false);
        // an interrupt that came too late must not reach the next load
        Thread.interrupted();
    }

    private static void attempt(ModelFile file, CompletableFuture<EngineModel> result, Step step) {
        try {
            step.run();
        } catch (InterruptedException ended) {
            result.completeExceptionally(new ModelsBusy("Loading the model " + file.id() + " was broken off."));
        } catch (Throwable failed) {
            // errors too, out of memory first among them: the callers that wait need an answer
            result.completeExceptionally(failed);
        }
    }

    private void loadNow(ModelFile file, Consumer<String> report, CompletableFuture<EngineModel> result)
            throws InterruptedException {
        EngineModel model = loader.load(file, report);
        if (!result.complete(model)) {
            model.close();
        }
    }

    private static String shown(Duration limit) {
        return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " seconds" : limit.toMillis() + " ms";
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
        loaders.close();
        exports.shutdownNow();
    }
}
