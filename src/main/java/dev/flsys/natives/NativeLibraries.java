package dev.flsys.natives;

import ai.djl.util.Utils;
import io.quarkus.runtime.ImageMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Sets the folder of a library before the library is loaded. The folder is below DJL_CACHE_DIR, and the library is
 * unpacked there once for all starts. The folder must be writable and allow executable code. Folders for temporary
 * files often do not allow it. Values that the operator has set as system properties or in the environment are kept.
 * Thread-safe.
 */
public final class NativeLibraries {

    private static final Logger LOG = Logger.getLogger(NativeLibraries.class);

    private static final String LIBTORCH = "libtorch";
    private static final String LIBTORCH_PATH = "PYTORCH_LIBRARY_PATH";
    private static final String LIBTORCH_FLAVOR = "PYTORCH_FLAVOR";
    private static final String ONNX_RUNTIME_PATH = "onnxruntime.native.path";
    private static final String JAVACPP_PATH = "org.bytedeco.javacpp.cachedir";

    private NativeLibraries() {}

    /**
     * libtorch. The build puts its folder beside a native executable. On a JVM it is on the class path, and DJL unpacks
     * it.
     */
    public static void libtorch() {
        if (ImageMode.current() != ImageMode.NATIVE_RUN || given(LIBTORCH_PATH)) {
            return;
        }
        Optional<Path> beside = besideExecutable(LIBTORCH);
        if (beside.isPresent()) {
            System.setProperty(LIBTORCH_PATH, beside.get().toString());
            if (!given(LIBTORCH_FLAVOR)) {
                System.setProperty(LIBTORCH_FLAVOR, "cpu");
            }
        } else {
            LOG.warnf(
                    "There is no folder %s beside the executable, and %s is not set: TorchScript models need one of them",
                    LIBTORCH, LIBTORCH_PATH);
        }
    }

    /** onnxruntime, which by default unpacks into a new temporary folder at each start. */
    public static void onnxRuntime() {
        if (!given(ONNX_RUNTIME_PATH)) {
            try {
                OnnxRuntimeFiles.unpack(Utils.getEngineCacheDir("onnxruntime"))
                        .ifPresent(folder -> System.setProperty(ONNX_RUNTIME_PATH, folder.toString()));
            } catch (IOException unwritable) {
                LOG.warnf(
                        "DJL_CACHE_DIR cannot be used, so onnxruntime unpacks into a temporary folder: %s", unwritable);
            }
        }
    }

    /** The libraries that JavaCPP unpacks, including Leptonica. */
    public static void javaCpp() {
        if (!given(JAVACPP_PATH)) {
            System.setProperty(JAVACPP_PATH, Utils.getEngineCacheDir("javacpp").toString());
        }
    }

    private static boolean given(String key) {
        return System.getProperty(key) != null || System.getenv(key) != null;
    }

    private static Optional<Path> besideExecutable(String folder) {
        return ProcessHandle.current()
                .info()
                .command()
                .map(executable -> Path.of(executable).resolveSibling(folder))
                .filter(Files::isDirectory);
    }
}
