package dev.flsys.model;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.engine.StandardCapabilities;
import org.jboss.logging.Logger;

/**
 * DJL's engines, set up before the first of them starts: one thread for each call, as the service runs a worker on each core,
 * and no connection to anywhere. A value that the operator gave as a system property is kept.
 *
 * <p>The first use of PyTorch on a machine unpacks libtorch, which takes about 15 s and 430 MB below DJL_CACHE_DIR.
 */
final class Engines {

    private static final Logger LOG = Logger.getLogger(Engines.class);

    static {
        preset("ai.djl.offline", "true");
        preset("OPT_OUT_TRACKING", "true");
        preset("ai.djl.pytorch.num_threads", "1");
        preset("ai.djl.pytorch.num_interop_threads", "1");
        preset("ai.djl.onnxruntime.num_threads", "1");
        preset("ai.djl.onnxruntime.num_interop_threads", "1");
        // Else each ONNX call makes a PyTorch manager for operations that are never used, and starts libtorch for it.
        preset("ai.djl.onnx.disable_alternative", "true");
    }

    private Engines() {}

    /**
     * An empty model of the engine that runs {@code format}.
     *
     * @throws EngineUnavailable if the engine does not start, or the chosen device is not there
     */
    static Model newModel(String name, ModelFormat format, InferenceDevice device) {
        Engine engine = engine(format == ModelFormat.ONNX ? "OnnxRuntime" : "PyTorch");
        return engine.newModel(
                name, device.chosen().map(chosen -> available(chosen, engine)).orElseGet(engine::defaultDevice));
    }

    private static Engine engine(String name) {
        try {
            return Engine.getEngine(name);
        } catch (EngineException | IllegalArgumentException | LinkageError broken) {
            LOG.errorf(broken, "The engine %s does not start", name);
            throw new EngineUnavailable(name, broken);
        }
    }

    private static Device available(Device chosen, Engine engine) {
        if (chosen.isGpu() && !engine.hasCapability(StandardCapabilities.CUDA)) {
            throw new EngineUnavailable("INFERENCE_DEVICE asks for a GPU, and the installed " + engine.getEngineName()
                    + " is for CPUs only.");
        }
        return chosen;
    }

    private static void preset(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }
}
