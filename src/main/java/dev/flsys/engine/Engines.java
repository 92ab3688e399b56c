package dev.flsys.engine;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.engine.StandardCapabilities;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import dev.flsys.engine.file.ModelFormat;
import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.engine.file.RegularFile;
import dev.flsys.natives.NativeLibraries;
import org.jboss.logging.Logger;

/**
 * The inference engines: libtorch through DJL, and onnxruntime through its own interface. Both use one thread for each
 * call, because the service runs a worker on each core. Neither opens a network connection. System properties that the
 * operator set are kept. An engine starts when the first model needs it.
 *
 * <p>The first use of libtorch on a machine unpacks it, which takes about 15 s and 430 MB in DJL_CACHE_DIR.
 */
public final class Engines {

    private static final Logger LOG = Logger.getLogger(Engines.class);
    private static final String ONNX_RUNTIME = "OnnxRuntime";
    private static final String FOR_CPUS_ONLY =
            "INFERENCE_DEVICE asks for a GPU, and the installed %s is for CPUs only.";

    static {
        setDefaultProperty("ai.djl.offline", "true");
        setDefaultProperty("OPT_OUT_TRACKING", "true");
        setDefaultProperty("ai.djl.pytorch.num_threads", "1");
        setDefaultProperty("ai.djl.pytorch.num_interop_threads", "1");
        NativeLibraries.libtorch();
        NativeLibraries.onnxRuntime();
    }

    private Engines() {}

    /**
     * Loads {@code file} and warms the model.
     *
     * @param itemShape shape of one item without the batch's dimension, {@code [3, side, side]} or {@code [features]};
     *     -1 means the size that an ONNX file declares
     * @throws ModelUnusable if it does not load, takes other items, or fails on one; nothing stays in memory. The
     *     detail is the rest of a sentence, such as {@code has 2 inputs; one is expected}
     * @throws EngineUnavailable if its engine does not start, or the chosen device does not exist
     */
    public static EngineModel load(EngineFile file, InferenceDevice device, long... itemShape) {
        RegularFile.require(file.path());
        return file.format() == ModelFormat.ONNX
                ? OnnxModel.load(file, device, itemShape)
                : TorchModel.load(file, device, itemShape);
    }

    /**
     * Loads {@code file} as a classifier of pictures and warms it. Of several outputs, the one with a value for each
     * label has the answers. The model takes items of the shape {@code [channels, side, side]}, also if the network
     * takes rows of pixels or the channels last.
     *
     * @throws ModelUnusable in the cases of {@link #load}; also if it cannot be decided which output has the answers
     * @throws EngineUnavailable in the cases of {@link #load}
     */
    public static EngineModel loadClassifier(EngineFile file, InferenceDevice device, PictureInput pictures) {
        RegularFile.require(file.path());
        return file.format() == ModelFormat.ONNX
                ? OnnxModel.loadClassifier(file, device, pictures)
                : TorchModel.loadClassifier(file, device, pictures);
    }

    /**
     * Starts onnxruntime, the engine of most models, unless it runs already.
     *
     * @throws EngineUnavailable if it does not start
     */
    public static void start() {
        onnxRuntime();
    }

    /**
     * Ends the model call of {@code thread} if its engine can do that: calls of onnxruntime fail soon, calls of
     * libtorch continue.
     */
    public static void endCall(Thread thread) {
        OnnxCalls.end(thread);
    }

    /** An empty model of libtorch. */
    static Model newTorchModel(String name, InferenceDevice device) {
        Engine engine = torch();
        return engine.newModel(
                name, device.chosen().map(chosen -> available(chosen, engine)).orElseGet(engine::defaultDevice));
    }

    private static Engine torch() {
        try {
            return Engine.getEngine("PyTorch");
        } catch (EngineException | IllegalArgumentException | LinkageError broken) {
            throw doesNotStart("PyTorch", broken);
        }
    }

    private static Device available(Device chosen, Engine engine) {
        if (chosen.isGpu() && !engine.hasCapability(StandardCapabilities.CUDA)) {
            throw new EngineUnavailable(String.format(FOR_CPUS_ONLY, engine.getEngineName()));
        }
        return chosen;
    }

    /** onnxruntime, without its own log: each failure is an exception, and any client can make a call fail. */
    static OrtEnvironment onnxRuntime() {
        try {
            return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "flsys");
        } catch (IllegalStateException | LinkageError broken) {
            throw doesNotStart(ONNX_RUNTIME, broken);
        }
    }

    /** The options of a session: one thread and the default, full optimisation. The caller closes them. */
    static OrtSession.SessionOptions onnxOptions(InferenceDevice device) throws OrtException {
        boolean gpu = OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
        if (device.chosen().isPresent() && device.chosen().get().isGpu() && !gpu) {
            throw new EngineUnavailable(String.format(FOR_CPUS_ONLY, ONNX_RUNTIME));
        }
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        if (gpu) {
            chooseGpu(options, device);
        }
        return options;
    }

    private static void chooseGpu(OrtSession.SessionOptions options, InferenceDevice device) {
        Device wanted = device.chosen().orElse(Device.gpu());
        if (!wanted.isGpu()) {
            return;
        }
        try {
            options.addCUDA(wanted.getDeviceId());
        } catch (OrtException missing) {
            if (device.chosen().isPresent()) {
                options.close();
                throw doesNotStart(ONNX_RUNTIME + " on " + wanted, missing);
            }
            LOG.debugf("Models run on the CPU: %s", missing.getMessage());
        }
    }

    private static EngineUnavailable doesNotStart(String name, Throwable broken) {
        LOG.errorf(broken, "The engine %s does not start", name);
        return new EngineUnavailable(name, broken);
    }

    private static void setDefaultProperty(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }
}
