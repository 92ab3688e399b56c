package dev.flsys.model.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.engine.file.ModelFormat;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelSettings;
import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import dev.flsys.project.Sha256;
import dev.flsys.weights.WeightGroup;
import dev.flsys.weights.WeightTensor;
import dev.flsys.weights.WeightsFile;
import dev.flsys.weights.WeightsRefused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * The exported architectures of the project, {@code .flsys/architectures/<key>/}. New weights of an architecture are
 * put into its ONNX form without Python, or into its TorchScript form if it has no other. The result is the file that
 * an export by Python writes for these weights, byte for byte. TorchScript is not frozen in it, because freezing folds
 * weights into others.
 *
 * <p>The key is a hash of the inputs of an export. In place of the weights it has the names, types, shapes and order of
 * all tensors in the file; these alone select the class and its arguments. The exporter makes an architecture only if
 * nothing else of the file took part. An entry is written only if two checks succeed. The engine found that the ONNX
 * form answers like TorchScript. Filling the form with the weights of that export gives the exported file again.
 *
 * <p>Safe for use by several threads and several services.
 */
final class Architectures {

    private static final Logger LOG = Logger.getLogger(Architectures.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A graph has some 10 to 500 KiB. */
    private static final ExportCacheLimit LIMIT = new ExportCacheLimit(256, 256L << 20);

    /** The size in bytes of a page of memory. Smaller tensors stay in the graph. */
    private static final int MIN_OUTSIDE = 4_096;

    /**
     * The bytes of large tensors from which a second file saves time. A graph with weights inside takes about 2 ms for
     * each MiB.
     */
    private static final long WORTH_MAPPING = 1L << 20;

    /**
     * File systems of local disks, by their names in Linux. On a network file system, a failure of the server would end
     * the process when mapped memory is read. On a file system in memory, the weights would be in memory twice.
     */
    private static final Set<String> LOCAL_DISKS =
            Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "overlay");

    private final FlowerProject project;
    private final ModelSettings settings;
    private final FileHashes hashes;
    private final CacheFolder folder;
    /** Keys that this service used; their entries are not removed. */
    private final Set<String> used = ConcurrentHashMap.newKeySet();

    Architectures(FlowerProject project, ModelSettings settings, FileHashes hashes) {
        this.project = project;
        this.settings = settings;
        this.hashes = hashes;
        this.folder = new CacheFolder(project, "architectures");
    }

    /** Makes the folder of one form. */
    @FunctionalInterface
    interface NewFolder {
        WorkFolder make() throws IOException;
    }

    /**
     * Writes the form of {@code file}. Logs failures.
     *
     * @param folders makes the folder of its file
     * @return the caller closes it. Empty if no export of the architecture is known, its definition has changed, or the
     *     file cannot be read without Python
     */
    Optional<FilledExport> fill(ModelFile file, NewFolder folders) {
        if (folder.folders().stream().noneMatch(Files::isDirectory)) {
            return Optional.empty();
        }
        try (WeightsFile weights = WeightsFile.open(file.path())) {
            Optional<Architecture> found = find(file, weights);
            return found.isEmpty() ? Optional.empty() : Optional.of(fill(found.get(), weights, folders.make()));
        } catch (IOException | WeightsRefused unfit) {
            LOG.debugf(unfit, "%s is not put into the form of its architecture", file.id());
            return Optional.empty();
        }
    }

    private static FilledExport fill(Architecture architecture, WeightsFile weights, WorkFolder work)
            throws IOException {
        boolean written = false;
        try {
            boolean onnx = architecture.format() == ModelFormat.ONNX;
            Path file = work.path().resolve(onnx ? ExportCache.ONNX : ExportCache.TORCHSCRIPT);
            FilledFile filled = new FilledFile(architecture, weights);
            if (!onnx || !isMapped(architecture, work.path()) || !filled.writeOutside(file, MIN_OUTSIDE)) {
                filled.write(file);
            }
            written = true;
            return new FilledExport(architecture, file, work);
        } finally {
            if (!written) {
                work.close();
            }
        }
    }

    /** Whether a file of the large tensors saves time, and can be mapped into memory in {@code folder}. */
    private static boolean isMapped(Architecture architecture, Path folder) throws IOException {
        return architecture.holes().stream()
                                .mapToLong(Architecture.Hole::length)
                                .filter(length -> length >= MIN_OUTSIDE)
                                .sum()
                        >= WORTH_MAPPING
                && LOCAL_DISKS.contains(Files.getFileStore(folder).type());
    }

    /**
     * Keeps the architecture of an export whose form the engine has checked. Does nothing if there is one already, or
     * the exporter found that the weights cannot be replaced. Logs failures.
     *
     * @param file the file of that export
     */
    void keep(ModelFile file, CachedExport export) {
        try {
            JsonNode entry = JSON.readTree(
                    export.folder().resolve(ExportCache.DESCRIPTION).toFile());
            if (!entry.path("architecture").isObject()) {
                LOG.debugf("%s has no architecture: %s", file.id(), entry.path("no_architecture"));
                return;
            }
            try (WeightsFile weights = WeightsFile.open(file.path())) {
                ExportKey key = key(file, weights, Architecture.scope(entry));
                if (find(file, weights).isEmpty()) {
                    keep(file, export, entry, weights, key);
                }
            }
        } catch (FileSystemException | UncheckedIOException readOnly) {
            LOG.infof("The architecture of %s is not kept: %s", file.id(), readOnly.getMessage());
        } catch (IOException | WeightsRefused unfit) {
            LOG.infof("New weights of %s need Python: %s", file.id(), unfit.getMessage());
        }
    }

    private void keep(ModelFile file, CachedExport export, JsonNode entry, WeightsFile weights, ExportKey key)
            throws IOException {
        Optional<Architecture> made = Architecture.ofExport(entry, export);
        if (made.isEmpty()) {
            return;
        }
        if (!new FilledFile(made.get(), weights).sha256().equals(Architecture.exported(entry))) {
            throw new IOException("The file changed, or its tensors are not those that Python read");
        }
        try (WorkFolder work = folder.newWorkFolder()) {
            Path next = PrivateFiles.createFolders(work.path().resolve("entry"));
            made.get().write(next, entry, key);
            Path cache = Objects.requireNonNull(work.path().getParent());
            Path place = cache.resolve(key.value());
            if (Files.exists(place)) {
                Files.move(place, work.path().resolve("damaged"), StandardCopyOption.ATOMIC_MOVE);
            }
            try {
                Files.move(next, place, StandardCopyOption.ATOMIC_MOVE);
                LOG.infof("Weights of the architecture of %s need no Python from now on", file.id());
            } catch (FileSystemException taken) {
                LOG.debugf(taken, "%s exists already", place);
            }
            used.add(key.value());
            LIMIT.apply(cache, used);
        }
    }

    private Optional<Architecture> find(ModelFile file, WeightsFile weights) throws IOException {
        for (IdScope scope : IdScope.values()) {
            ExportKey key = key(file, weights, scope);
            for (Path cache : folder.folders()) {
                Optional<Architecture> found = read(cache.resolve(key.value()))
                        .filter(architecture -> scope.contains(file, project.root(), architecture));
                if (found.isPresent()) {
                    used.add(key.value());
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Architecture> read(Path entry) {
        if (!Files.isDirectory(entry)) {
            return Optional.empty();
        }
        try {
            Architecture found = Architecture.read(entry);
            Optional<String> changed = found.inputs().changed(project, hashes);
            changed.ifPresent(input -> LOG.infof("%s has changed since the export %s", input, entry.getFileName()));
            return changed.isPresent() ? Optional.empty() : Optional.of(found);
        } catch (IOException damaged) {
            LOG.warnf("The architecture %s is not used: %s", entry.getFileName(), damaged.getMessage());
            return Optional.empty();
        }
    }

    private ExportKey key(ModelFile file, WeightsFile weights, IdScope scope) throws IOException {
        if (weights.groups().size() != 1) {
            throw new IOException("The file holds several dicts of tensors");
        }
        WeightGroup group = weights.groups().get(0);
        MessageDigest digest = Sha256.begin();
        digest.update((group.path() + "\0" + group.ordered() + "\n").getBytes(StandardCharsets.UTF_8));
        for (WeightTensor tensor : group.tensors()) {
            digest.update((tensor.name() + "\0" + tensor.type() + "\0" + tensor.shape() + "\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
        digest.update(scope.text().getBytes(StandardCharsets.UTF_8));
        return ExportKey.ofArchitecture(Sha256.end(digest), scope::partOf, file, settings, project.root());
    }

    /** Removes the work folders of services that were killed. */
    void clean() {
        folder.clean();
    }
}
