package dev.flsys.engine.file;

import dev.flsys.engine.torchscript.TorchScriptCheck;
import dev.flsys.engine.torchscript.TorchScriptRefused;
import dev.flsys.project.FileStamp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads the content of model files, and remembers it until the file changes. Thread-safe.
 *
 * <p>A read can hang with its file system. A file that was not read within two seconds counts as a usable state dict,
 * or as ONNX if its name ends so. A later call returns its content.
 */
public final class FormatReader {

    private final Map<Path, Known> known = new ConcurrentHashMap<>();
    private final TimedReads<ModelContent> heads = new TimedReads<>(ModelContent::read);

    private record Known(FileStamp stamp, ModelContent content) {}

    /** The format of a file. An unreadable file counts as a state dict; the exporter then refuses its content. */
    public ModelFormat formatOf(FileStamp stamp) {
        return contentOf(stamp).format();
    }

    /** The format of a file, and why it cannot be used if that can be seen without a load. */
    public ModelContent contentOf(FileStamp stamp) {
        Known before = known.get(stamp.path());
        if (before != null && before.stamp().equals(stamp)) {
            return before.content();
        }
        Optional<ModelContent> content = heads.read(stamp);
        content.filter(ModelContent::isLasting).ifPresent(read -> known.put(stamp.path(), new Known(stamp, read)));
        return content.orElseGet(() -> new ModelContent(
                ModelContent.isOnnxName(stamp.path()) ? ModelFormat.ONNX : ModelFormat.STATE_DICT, Optional.empty()));
    }

    /** Whether {@code file} is a TorchScript archive by the names in its directory. */
    public static boolean isTorchScript(Path file) {
        return ModelContent.read(file).format() == ModelFormat.TORCHSCRIPT;
    }

    /** Whether a TorchScript file may be loaded and has all its code; see {@link TorchScriptCheck}. */
    public static boolean isWholeTorchScript(Path file) {
        try {
            TorchScriptCheck.require(file);
            return true;
        } catch (IOException | TorchScriptRefused unusable) {
            return false;
        }
    }

    /** Forgets all files but {@code paths}. */
    public void keepOnly(Set<Path> paths) {
        known.keySet().retainAll(paths);
    }
}
