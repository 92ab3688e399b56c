package dev.flsys.model.serving;

import dev.flsys.engine.EngineModel;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelProblem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The threads that look up and load picture models: one for lookups, a few for loads, one for exports. An export needs
 * Python and may take minutes. It has a thread of its own, so it does not delay models that need none. All threads are
 * daemons.
 */
public final class LoadQueue implements AutoCloseable {

    private static final LoadThreads.Limits LOADS = new LoadThreads.Limits(2, 4, 2);
    private static final LoadThreads.Limits EXPORTS = new LoadThreads.Limits(1, 0, 1);

    /** The time is longer than the limits of the export itself and of the set-up of the project's Python before it. */
    private static final Duration MAX_EXPORT = Duration.ofMinutes(95);

    /** A lookup that takes longer counts as hanging, for example in a file system. */
    private static final Duration MAX_LOOKUP = Duration.ofSeconds(30);

    private static final long NONE = 0;

    private final ModelLoader loader;
    private final Duration longestLookup;
    /** The {@link System#nanoTime()} at which the present lookup began, or {@link #NONE}. */
    private volatile long lookupNanos = NONE;

    private final ThreadPoolExecutor lookups = LoadThreads.daemonThreads("flsys-model-lookup", 1);
    private final LoadThreads loadThreads;
    private final LoadThreads exports = new LoadThreads("flsys-model-export", EXPORTS, MAX_EXPORT);

    public LoadQueue(ModelLoader loader, Duration deadline) {
        this(loader, deadline, MAX_LOOKUP);
    }

    public LoadQueue(ModelLoader loader, Duration deadline, Duration longestLookup) {
        this.loader = loader;
        this.longestLookup = longestLookup;
        this.loadThreads = new LoadThreads("flsys-model-loader", LOADS, deadline);
    }

    /**
     * Runs {@code task}, which may read folders, soon.
     *
     * @throws ModelProblem if 1,024 tasks wait already, or the service stops
     */
    public void runSoon(Runnable task) {
        try {
            lookups.execute(timed(task));
        } catch (RejectedExecutionException full) {
            throw ModelProblem.busy(lookups);
        }
    }

    /**
     * Runs {@code task}, which may read folders, after {@code delay}; not at all if the service stops before.
     *
     * @throws ModelProblem if the service stops
     */
    void runAfter(Duration delay, Runnable task) {
        if (lookups.isShutdown()) {
            throw ModelProblem.busy(lookups);
        }
        CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, lookups)
                .execute(timed(task));
    }

    private Runnable timed(Runnable lookup) {
        return () -> {
            long now = System.nanoTime();
            lookupNanos = now == NONE ? NONE + 1 : now;
            try {
                lookup.run();
            } finally {
                lookupNanos = NONE;
            }
        };
    }

    private boolean lookupHangs() {
        long began = lookupNanos;
        return began != NONE && System.nanoTime() - began > longestLookup.toNanos();
    }

    /**
     * Loads {@code file} on a load thread to swap it into {@code slot}, after an export if it needs one.
     *
     * @return completed on a thread of the queue, exceptionally with a {@link dev.flsys.problem.Problem}
     */
    CompletionStage<ModelSwap> load(ModelSlot slot, ModelFile file, Consumer<String> report) {
        String name = file.id().value();
        return loadThreads
                .run(name, file.stamp(), () -> loader.loadIfQuick(file, report))
                .thenCompose(quick -> quick.isPresent()
                        ? CompletableFuture.completedFuture(quick)
                        : exports.run(name, file.stamp(), () -> prepare(file, report))
                                .thenCompose(done -> loadThreads.run(
                                        name, file.stamp(), () -> Optional.of(loader.load(file, report)))))
                .thenApply(model ->
                        new ModelSwap(slot, name, file.stamp(), Optional.of(file.options()), model.orElseThrow()));
    }

    private Optional<EngineModel> prepare(ModelFile file, Consumer<String> report) throws InterruptedException {
        loader.prepare(file, report);
        return Optional.empty();
    }

    /** The ids of the models whose loads have missed their deadlines and still run, and the search if it hangs. */
    public List<String> hanging() {
        return Stream.concat(
                        lookupHangs() ? Stream.of("the search for models") : Stream.of(),
                        loadThreads.hanging().stream())
                .toList();
    }

    /** Whether a model can be loaded; false while the search for models hangs, or too many loads. */
    public boolean canLoad() {
        return loadThreads.canLoad() && !lookupHangs();
    }

    /** Takes no more tasks and interrupts those that run. */
    @Override
    public void close() {
        lookups.shutdownNow();
        loadThreads.close();
        exports.close();
    }
}
