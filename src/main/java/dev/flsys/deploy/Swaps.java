package dev.flsys.deploy;

import dev.flsys.engine.Engines;
import dev.flsys.engine.EngineModel;
import dev.flsys.engine.InferenceDevice;
import dev.flsys.engine.ModelFormat;
import dev.flsys.engine.ModelUnusable;
import dev.flsys.engine.OnnxExternalData;
import dev.flsys.model.ModelSlot;
import dev.flsys.model.ModelVersion;
import dev.flsys.project.FileStamp;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Puts models into a slot: load aside, warm, check the shapes, publish, drain, close. To be used by one thread at a
 * time; the slot may be used meanwhile.
 */
final class Swaps {

    private static final Logger LOG = Logger.getLogger(Swaps.class);

    /** As many numbers in a row as the file declares, or, as TorchScript declares nothing, ten. */
    private static final long[] DECLARED = {-1};

    private static final long[] UNDECLARED = {10};

    /** A file that still changes after as many loads is given up. */
    private static final int ATTEMPTS = 3;

    private final ModelSlot slot;
    private final AsideLoader loader;
    private final InferenceDevice device;
    private final Duration drainLimit;

    /** @param drainLimit how long a swap waits for the calls in flight; what is longer ends with the version before */
    Swaps(ModelSlot slot, AsideLoader loader, InferenceDevice device, Duration drainLimit) {
        this.slot = slot;
        this.loader = loader;
        this.device = device;
        this.drainLimit = drainLimit;
    }

    /** Something to do between the checks and the publication. */
    @FunctionalInterface
    interface Decision {
        void record();
    }

    /**
     * Makes {@code file} the model that serves. When this returns, every answer that is computed comes from it.
     *
     * @param decision is recorded once the model is known to serve, before it does
     * @throws ModelUnusable if it does not load, or takes or answers other shapes than the one before; nothing has
     *     changed
     * @throws DeployBusy if it cannot be loaded now
     * @throws InterruptedException if this thread is interrupted; nothing has changed
     */
    void swap(DeployFile file, Decision decision) throws InterruptedException {
        long start = System.nanoTime();
        ModelVersion next = load(file);
        try {
            check(file, next);
            decision.record();
        } catch (RuntimeException refused) {
            next.retire();
            throw refused;
        }
        drain(file, slot.publish(next).toCompletableFuture());
        LOG.debugf("%s serves after %d ms", file.written(), (System.nanoTime() - start) / 1_000_000);
    }

    private ModelVersion load(DeployFile file) throws InterruptedException {
        long[] item = slot.current()
                .map(version -> version.itemShape())
                .orElse(file.format() == ModelFormat.ONNX ? DECLARED : UNDECLARED);
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            FileStamp stamp = file.stamp();
            EngineModel model = loadAside(file, stamp, item);
            if (file.stamp().equals(stamp)) {
                return new ModelVersion(file.written(), stamp, model);
            }
            model.close();
        }
        throw new ModelUnusable(file.written() + " changes while it is loaded.");
    }

    private EngineModel loadAside(DeployFile file, FileStamp stamp, long[] item) throws InterruptedException {
        try {
            return loader.load(stamp, () -> read(file, item));
        } catch (ModelUnusable unusable) {
            throw new ModelUnusable(file.written() + " " + unusable.detail() + ".", unusable);
        }
    }

    /** A swap is atomic as far as the model is one file, so it may not keep weights in others. */
    private EngineModel read(DeployFile file, long[] item) {
        if (file.format() == ModelFormat.ONNX) {
            OnnxExternalData.requireNone(file.path());
        }
        return Engines.load(file.executable(), device, item);
    }

    /** Clients have built upon the shapes that the first model had. */
    private void check(DeployFile file, ModelVersion next) {
        slot.current().ifPresent(before -> {
            if (next.outputs() != before.outputs()) {
                throw new ModelUnusable(file.written() + " answers " + next.outputs() + " numbers a row; "
                        + before.name() + ", which serves, answers " + before.outputs() + ".");
            }
            if (!Arrays.equals(next.itemShape(), before.itemShape())) {
                throw new ModelUnusable(file.written() + " takes rows of another length than " + before.name() + ".");
            }
        });
    }

    private void drain(DeployFile file, CompletableFuture<Void> closed) throws InterruptedException {
        try {
            closed.get(drainLimit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException longCall) {
            LOG.warnf(
                    "A prediction with the model before %s still runs; that model is closed when it ends",
                    file.written());
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
