package dev.flsys.model.serving;

import dev.flsys.engine.EngineModel;
import dev.flsys.engine.Engines;
import dev.flsys.engine.file.Fifo;
import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.model.catalog.ModelProblem;
import dev.flsys.problem.DisplayTime;
import dev.flsys.problem.Problem;
import dev.flsys.project.FileStamp;
import dev.flsys.telemetry.LogField;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The bounded threads that load models. A load may hang in native code or in a file system, where nothing can end it.
 * It then costs a thread and does not block other loads. The number of such threads is bounded. A load that waits for
 * the writer of a FIFO, which has taken the place of its file, is ended. Thread-safe.
 */
public final class LoadThreads implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LoadThreads.class);
    /** The field of the log while a thread loads a model. */
    private static final String LOG_FIELD = "model_id";

    private static final int MAX_QUEUED = 1_024;

    /** A load that takes longer, or longer than half of the deadline, frees its place for another one. */
    private static final Duration SLOW = Duration.ofSeconds(2);

    /** The time between two checks whether a slow load waits for a FIFO. */
    private static final Duration RELEASE = Duration.ofMillis(200);

    private final Limits limits;
    private final Duration deadline;
    private final ThreadPoolExecutor threads;
    private final ScheduledExecutorService timer;
    /** The timer's thread is not used, because a check may hang in a file system, too. */
    private final ScheduledExecutorService releaser;

    private final List<Load> slow = new ArrayList<>();
    private final List<Load> hanging = new ArrayList<>();

    /**
     * The bounds on the threads. At most {@code atATime + slow} loads run, or hang.
     *
     * @param atATime the number of loads that run at once
     * @param slow the number of further loads that may run because others are slow
     * @param ofOnePath the number of loads of one path that may hang. If the file changes meanwhile, no more threads
     *     are used
     */
    public record Limits(int atATime, int slow, int ofOnePath) {}

    /** @param deadline the longest time of one load */
    public LoadThreads(String threadName, Limits limits, Duration deadline) {
        this.limits = limits;
        this.deadline = deadline;
        this.threads = daemonThreads(threadName, limits.atATime());
        this.timer = Executors.newSingleThreadScheduledExecutor(LogField.threads(threadName + "-timer"));
        this.releaser = Executors.newSingleThreadScheduledExecutor(LogField.threads(threadName + "-releaser"));
    }

    /**
     * Runs {@code step}, which loads {@code file}, on a thread of its own. Does not block.
     *
     * @param name the model's name for clients
     * @param step its result is empty if the model needs another step first
     * @return completed on that thread, or exceptionally with a {@link Problem}. The problem of the step is passed on.
     *     {@link ModelUnusable}: the step missed the deadline, or an earlier load of this file hangs.
     *     {@link ModelProblem} (503): too many other loads hang. A model that is loaded after such a failure, or after
     *     the caller has cancelled the future, is closed
     */
    CompletableFuture<Optional<EngineModel>> run(String name, FileStamp file, Callable<Optional<EngineModel>> step) {
        Load load = new Load(name, file, step);
        if (hasHangingLoad(file)) {
            load.result.completeExceptionally(new ModelUnusable("The model " + name + " is not loaded: "
                    + "an earlier load of this file did not end. Replace the file, or restart the service."));
            return load.result;
        }
        if (!canLoad()) {
            load.result.completeExceptionally(ModelProblem.busy("The model " + name + " is not loaded:"
                    + " too many earlier loads of other models did not end. Restart the service."));
            return load.result;
        }
        try {
            threads.execute(load);
        } catch (RejectedExecutionException full) {
            load.result.completeExceptionally(ModelProblem.busy(threads));
        } catch (Throwable noThread) {
            load.fail(noThread);
        }
        return load.result;
    }

    /** The names of the models whose loads have missed the deadline and still run. */
    public synchronized List<String> hanging() {
        return hanging.stream().map(load -> load.name).sorted().toList();
    }

    /** Whether a model can be loaded; false if as many loads hang as there are threads. */
    public synchronized boolean canLoad() {
        return hanging.size() < limits.atATime() + limits.slow();
    }

    private synchronized boolean hasHangingLoad(FileStamp file) {
        return hanging.stream().anyMatch(load -> load.file.equals(file))
                || hanging.stream()
                                .filter(load -> load.file.path().equals(file.path()))
                                .count()
                        >= limits.ofOnePath();
    }

    /** One load on a thread. */
    private final class Load implements Runnable {

        private final String name;
        private final FileStamp file;
        private final Callable<Optional<EngineModel>> step;
        private final CompletableFuture<Optional<EngineModel>> result = new CompletableFuture<>();
        private boolean over;
        private @Nullable ScheduledFuture<?> releases;

        Load(String name, FileStamp file, Callable<Optional<EngineModel>> step) {
            this.name = name;
            this.file = file;
            this.step = step;
        }

        @Override
        public void run() {
            try (LogField field = LogField.of(LOG_FIELD, name)) {
                runWithDeadline();
            } catch (Throwable noTimer) {
                fail(noTimer);
            } finally {
                markEnded();
            }
        }

        private void runWithDeadline() {
            Thread thread = Thread.currentThread();
            FutureTask<Void> call = new FutureTask<>(this::call, null);
            long nanos = deadline.toNanos();
            var unused = timer.schedule(this::markSlow, Math.min(SLOW.toNanos(), nanos / 2), TimeUnit.NANOSECONDS);
            var late = timer.schedule(() -> onTimeout(thread, call), nanos, TimeUnit.NANOSECONDS);
            var unusedEnd = result.whenComplete((model, failure) -> {
                if (result.isCancelled()) {
                    end(thread, call);
                }
            });
            call.run();
            late.cancel(false);
            // an interrupt that came too late must not reach the next load
            Thread.interrupted();
        }

        private void call() {
            try {
                Optional<EngineModel> model = step.call();
                if (!result.complete(model)) {
                    model.ifPresent(EngineModel::close);
                }
            } catch (InterruptedException ended) {
                result.completeExceptionally(ModelProblem.busy("Loading the model " + name + " was interrupted."));
            } catch (Problem problem) {
                result.completeExceptionally(problem);
            } catch (Throwable failed) {
                fail(failed);
            }
        }

        /** Answers the callers that wait, after errors such as OutOfMemoryError too. */
        private void fail(Throwable failed) {
            LOG.errorf(failed, "The model %s was not loaded", file.path());
            result.completeExceptionally(
                    new ModelUnusable("The model " + name + " was not loaded. The service's log has the reason."));
        }

        private void onTimeout(Thread thread, FutureTask<Void> call) {
            markHanging();
            result.completeExceptionally(new ModelUnusable("The model " + name + " was not loaded within "
                    + DisplayTime.of(deadline) + "; INFERENCE_LOAD_TIMEOUT sets the limit."));
            end(thread, call);
        }

        private void end(Thread thread, FutureTask<Void> call) {
            markHanging();
            Engines.endCall(thread);
            call.cancel(true);
        }

        private void markHanging() {
            synchronized (LoadThreads.this) {
                if (!over && !hanging.contains(this)) {
                    hanging.add(this);
                }
            }
        }

        private void markSlow() {
            synchronized (LoadThreads.this) {
                if (!over) {
                    slow.add(this);
                    resize();
                    releases = releaser.scheduleWithFixedDelay(
                            () -> Fifo.release(file.path()), 0, RELEASE.toNanos(), TimeUnit.NANOSECONDS);
                }
            }
        }

        private void markEnded() {
            synchronized (LoadThreads.this) {
                over = true;
                hanging.remove(this);
                if (slow.remove(this)) {
                    resize();
                }
                if (releases != null) {
                    releases.cancel(false);
                }
            }
        }
    }

    private void resize() {
        int size = limits.atATime() + Math.min(slow.size(), limits.slow());
        if (size > threads.getMaximumPoolSize()) {
            threads.setMaximumPoolSize(size);
            threads.setCorePoolSize(size);
        } else {
            threads.setCorePoolSize(size);
            threads.setMaximumPoolSize(size);
        }
    }

    /** Daemon threads with a bounded queue, which end when they are idle. */
    static ThreadPoolExecutor daemonThreads(String name, int number) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                number, number, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_QUEUED), LogField.threads(name));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** Takes no more loads and interrupts those that run. */
    @Override
    public void close() {
        timer.shutdownNow();
        releaser.shutdownNow();
        threads.shutdownNow();
    }
}
