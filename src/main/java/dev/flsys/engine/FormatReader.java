package dev.flsys.engine;

import dev.flsys.project.FileStamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Reads the formats of model files, and remembers each until its file changes. Safe for use by several threads.
 *
 * <p>A file that is not read within two seconds, because its file system hangs, counts as a state dict until then.
 *
 * <p>A TorchScript archive is a zip with {@code constants.pkl} beside its {@code data.pkl}; {@code torch.save} writes
 * none.
 */
public final class FormatReader {

    private static final Pattern CONSTANTS = Pattern.compile("([^/]+/)?constants\\.pkl");

    private final Map<Path, Known> known = new ConcurrentHashMap<>();
    private final PatientReads<ModelFormat> heads = new PatientReads<>(FormatReader::read);

    private record Known(FileStamp stamp, ModelFormat format) {}

    /** The format of a file. An unreadable file counts as a state dict; the exporter then refuses its content. */
    public ModelFormat formatOf(FileStamp stamp) {
        if (stamp.path().toString().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
            return ModelFormat.ONNX;
        }
        Known before = known.get(stamp.path());
        if (before != null && before.stamp().equals(stamp)) {
            return before.format();
        }
        Optional<ModelFormat> format = heads.read(stamp);
        format.ifPresent(read -> known.put(stamp.path(), new Known(stamp, read)));
        return format.orElse(ModelFormat.STATE_DICT);
    }

    /** Forgets all files but {@code paths}. */
    public void keepOnly(Set<Path> paths) {
        known.keySet().retainAll(paths);
    }

    private static ModelFormat read(Path file) {
        return isTorchScript(file) ? ModelFormat.TORCHSCRIPT : ModelFormat.STATE_DICT;
    }

    /** Whether {@code file} is a TorchScript archive by the names in its directory. */
    static boolean isTorchScript(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try {
            List<String> names = ZipDirectory.names(file);
            return names.stream().anyMatch(name -> CONSTANTS.matcher(name).matches());
        } catch (IOException unreadable) {
            return false;
        }
    }
}
