package dev.flsys.deploy;

import dev.flsys.engine.EngineModel;
import dev.flsys.engine.Engines;
import dev.flsys.engine.InferenceDevice;
import dev.flsys.engine.file.ModelFormat;
import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.engine.file.OnnxExternalData;
import dev.flsys.model.serving.LoadMeters;
import dev.flsys.model.serving.LoadThreads;
import dev.flsys.model.serving.ModelSlot;
import dev.flsys.model.serving.ModelSwap;
import dev.flsys.model.serving.ModelVersion;
import dev.flsys.project.FileStamp;
import java.time.Duration;
import java.util.Arrays;
import org.jboss.logging.Logger;

/**
 * Swaps deployed models: the rules of {@code /predict} for a {@link ModelSwap}. For use by one thread at a time.
 *
 * @param meters measures loads and swaps
 * @param drainLimit the time for which a swap waits for the calls in flight. A longer call closes its version itself
 */
record Swaps(ModelSlot slot, LoadThreads loads, InferenceDevice device, LoadMeters meters, Duration drainLimit) {

    private static final Logger LOG = Logger.getLogger(Swaps.class);

    /** The row length that the file declares. */
    private static final long[] DECLARED = {-1};

    /** TorchScript declares no row length. */
    private static final long[] UNDECLARED = {10};

    /** A file that changes during each of these loads is refused. */
    private static final int ATTEMPTS = 3;

    /**
     * Makes {@code file} the model that serves. When this returns, every new answer comes from it.
     *
     * @param decided runs after the checks, before the model serves
     * @throws ModelUnusable if it does not load, or has other shapes than the current model; nothing has changed
     * @throws DeployProblem if it cannot be loaded now; nothing has changed
     * @throws InterruptedException if this thread is interrupted
     */
    void swap(DeployFile file, Runnable decided) throws InterruptedException {
        boolean done = false;
        try {
            swapMeasured(file, decided);
            done = true;
        } finally {
            meters.countSwap(LoadMeters.DEPLOYED, done);
        }
    }

    private void swapMeasured(DeployFile file, Runnable decided) throws InterruptedException {
        long start = System.nanoTime();
        try (ModelSwap swap = load(file)) {
            swap.require((next, current) -> requireSameShapes(file, next, current));
            decided.run();
            if (!swap.publishAndDrain(drainLimit)) {
                LOG.warnf("A prediction with the model before %s still runs; it closes that model", file.written());
            }
        }
        LOG.debugf("%s serves after %d ms", file.written(), (System.nanoTime() - start) / 1_000_000);
    }

    private ModelSwap load(DeployFile file) throws InterruptedException {
        long[] item = slot.current()
                .map(ModelVersion::itemShape)
                .orElse(file.format() == ModelFormat.ONNX ? DECLARED : UNDECLARED);
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            if (!loads.canLoad()) {
                throw DeployProblem.busy(
                        "Earlier models are still being loaded; restart the service if that does not change.");
            }
            FileStamp stamp = file.stamp();
            ModelSwap swap = load(file, stamp, item);
            if (!swap.isOutdated()) {
                return swap;
            }
            swap.close();
        }
        throw new ModelUnusable(file.written() + " changes while it is loaded.");
    }

    private ModelSwap load(DeployFile file, FileStamp stamp, long[] item) throws InterruptedException {
        long start = System.nanoTime();
        boolean loaded = false;
        try {
            ModelSwap swap = ModelSwap.load(slot, loads, file.written(), stamp, () -> read(file, item));
            loaded = true;
            return swap;
        } finally {
            meters.recordLoad(LoadMeters.DEPLOYED, file.written(), start, loaded);
        }
    }

    /** A swap is atomic only if the model is one file, so weights in other files are refused. */
    private EngineModel read(DeployFile file, long[] item) {
        try {
            if (file.format() == ModelFormat.ONNX) {
                OnnxExternalData.requireNone(file.path());
            }
            return Engines.load(file.engineFile(), device, item);
        } catch (ModelUnusable unusable) {
            throw new ModelUnusable(file.written() + " " + unusable.detail() + ".", unusable);
        }
    }

    /** Clients rely on the shapes of the model that served first. */
    private static void requireSameShapes(DeployFile file, ModelVersion next, ModelVersion current) {
        if (next.outputs() != current.outputs()) {
            throw new ModelUnusable(file.written() + " answers " + next.outputs() + " numbers a row; " + current.name()
                    + ", which serves, answers " + current.outputs() + ".");
        }
        if (!Arrays.equals(next.itemShape(), current.itemShape())) {
            throw new ModelUnusable(file.written() + " takes rows of another length than " + current.name() + ".");
        }
    }
}
