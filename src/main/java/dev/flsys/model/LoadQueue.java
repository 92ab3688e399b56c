package dev.flsys.model;

import dev.flsys.engine.EngineModel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The threads that look up and load picture models: one for lookups, a few for loads, one for exports. An export needs
 * Python and may take minutes. It has a thread of its own, so it does not delay models that need none. All threads are
 * daemons.
 */
final class LoadQueue implements AutoCloseable {

    private static final AsideLoads.Limits LOADS = new AsideLoads.Limits(2, 4, 2);
    private static final AsideLoads.Limits EXPORTS = new AsideLoads.Limits(1, 0, 1);

    /** Longer than the limits of the export itself and of the set-up of the project's Python before it. */
    private static final Duration LONGEST_EXPORT = Duration.ofMinutes(95);

    private final ModelLoader loader;
    private final ThreadPoolExecutor lookups = AsideLoads.daemons("flsys-model-lookup", 1);
    private final AsideLoads loads;
    private final AsideLoads exports = new AsideLoads("flsys-model-export", EXPORTS, LONGEST_EXPORT);

    LoadQueue(ModelLoader loader, Duration deadline) {
        this.loader = loader;
        this.loads = new AsideLoads("flsys-model-loader", LOADS, deadline);
    }

    /**
     * Runs {@code task}, which may read folders, soon.
     *
     * @throws ModelProblem if 1,024 tasks wait already, or the service stops
     */
    void soon(Runnable task) {
        try {
            lookups.execute(task);
        } catch (RejectedExecutionException full) {
            throw ModelProblem.busy(lookups);
        }
    }

    /**
     * Runs {@code task}, which may read folders, after {@code delay}; not at all if the service stops before.
     *
     * @throws ModelProblem if the service stops
     */
    void after(Duration delay, Runnable task) {
        if (lookups.isShutdown()) {
            throw ModelProblem.busy(lookups);
        }
        CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, lookups)
                .execute(task);
    }

    /**
     * Loads {@code file} aside to swap it into {@code slot}, after an export if it needs one.
     *
     * @return completed on a thread of the queue, exceptionally with a {@link dev.flsys.problem.Problem}
     */
    CompletionStage<ModelSwap> load(ModelSlot slot, ModelFile file, Consumer<String> report) {
        String name = file.id().value();
        return loads.run(name, file.stamp(), () -> loadIfQuick(file, report))
                .thenCompose(quick -> quick.isPresent()
                        ? CompletableFuture.completedFuture(quick)
                        : exports.run(name, file.stamp(), () -> prepare(file, report))
                                .thenCompose(done ->
                                        loads.run(name, file.stamp(), () -> Optional.of(loader.load(file, report)))))
                .thenApply(model ->
                        new ModelSwap(slot, name, file.stamp(), Optional.of(file.options()), model.orElseThrow()));
    }

    private Optional<EngineModel> loadIfQuick(ModelFile file, Consumer<String> report) throws InterruptedException {
        return loader.isQuick(file) ? Optional.of(loader.load(file, report)) : Optional.empty();
    }

    private Optional<EngineModel> prepare(ModelFile file, Consumer<String> report) throws InterruptedException {
        loader.prepare(file, report);
        return Optional.empty();
    }

    /** The ids of the models whose loads have missed their deadlines and still run. */
    List<String> hanging() {
        return loads.hanging();
    }

    /** Whether a model can be loaded; false while too many loads hang. */
    boolean canLoad() {
        return loads.canLoad();
    }

    /** Takes no more tasks and interrupts those that run. */
    @Override
    public void close() {
        lookups.shutdownNow();
        loads.close();
        exports.close();
    }
}
