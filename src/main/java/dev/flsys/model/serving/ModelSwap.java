package dev.flsys.model.serving;

import dev.flsys.engine.EngineModel;
import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.model.catalog.ModelOptions;
import dev.flsys.problem.Problem;
import dev.flsys.project.FileStamp;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/**
 * One swap of the model in a slot: load, warm, check, publish atomically, drain the leases of the previous version,
 * close that version. A swap that is closed before {@link #publish()} is rolled back: the new version is closed, and
 * the slot is unchanged. For use by one thread at a time; the slot may be used meanwhile.
 */
public final class ModelSwap implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ModelSwap.class);

    private final ModelSlot slot;
    private final ModelVersion next;
    private boolean published;

    /**
     * Begins a swap with a model that is loaded already.
     *
     * @param name the model's name for clients
     * @param stamp the file before it was loaded
     * @param options the options of a picture model; empty for a tensor model
     * @param model loaded and warm; this swap closes it
     */
    ModelSwap(ModelSlot slot, String name, FileStamp stamp, Optional<ModelOptions> options, EngineModel model) {
        this.slot = slot;
        this.next = new ModelVersion(name, stamp, options, model);
    }

    /**
     * Begins a swap of a tensor model: loads on another thread and waits for the load.
     *
     * @param load loads and warms the model
     * @throws Problem if {@code load} throws it; {@link ModelUnusable} if it misses the deadline of {@code loadThreads}
     * @throws InterruptedException if this thread is interrupted; a model that comes later is closed
     */
    public static ModelSwap load(
            ModelSlot slot, LoadThreads loadThreads, String name, FileStamp stamp, Callable<EngineModel> load)
            throws InterruptedException {
        CompletableFuture<Optional<EngineModel>> loading = loadThreads.run(name, stamp, () -> Optional.of(load.call()));
        try {
            return new ModelSwap(
                    slot, name, stamp, Optional.empty(), loading.get().orElseThrow());
        } catch (ExecutionException failed) {
            throw problem(failed);
        } catch (InterruptedException stopped) {
            if (!loading.cancel(false) && !loading.isCompletedExceptionally()) {
                loading.join().ifPresent(EngineModel::close);
            }
            throw stopped;
        }
    }

    /** The problem that made a load fail. An unexpected failure is logged and becomes {@link ModelUnusable}. */
    static Problem problem(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof Problem problem) {
                return problem;
            }
        }
        LOG.error("A model was not loaded", failure);
        return new ModelUnusable("The model was not loaded. The service's log has the reason.");
    }

    /** The version to publish. */
    public ModelVersion next() {
        return next;
    }

    /** Whether the file has changed since it was loaded, so that the version may be a mixture of both contents. */
    public boolean isOutdated() {
        return hasChanged(next.stamp());
    }

    /** Whether the file of {@code stamp} has changed since then, or does not exist any more. */
    static boolean hasChanged(FileStamp stamp) {
        return !FileStamp.read(stamp.path()).equals(Optional.of(stamp));
    }

    /**
     * Checks the next version against the current one. Does nothing if the slot is empty.
     *
     * @param check gets the next version and the current one; throws {@link ModelUnusable} if the next one must not
     *     replace the current one. Then the caller closes this swap
     */
    public void require(BiConsumer<ModelVersion, ModelVersion> check) {
        slot.current().ifPresent(current -> check.accept(next, current));
    }

    /**
     * Makes the next version current. From now on, every new lease is for this version.
     *
     * @return complete when all leases of the previous version have been returned and it is closed
     */
    public CompletionStage<Void> publish() {
        published = true;
        return slot.publish(next);
    }

    /**
     * Publishes as {@link #publish()}, and waits until the previous version is closed.
     *
     * @return false if it was still in use after {@code limit}; it is closed with its last lease
     */
    public boolean publishAndDrain(Duration limit) throws InterruptedException {
        try {
            publish().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException inUse) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Rolls back unless the swap was published. */
    @Override
    public void close() {
        if (!published) {
            next.retire();
        }
    }
}
